using IntegrationHub.Contracts.Reports;
using IntegrationHub.Functions.Pages.Charts;
using IntegrationHub.Functions.Pages.Figures;

namespace IntegrationHub.Functions.Pages.Timeliness;

/// <summary>The report of timeliness and that of reviews as a page shows them; every figure is the report's.</summary>
/// <param name="Teams">Names of teams by their hash.</param>
public sealed record TimelinessModel(TimelinessView View, ReviewsView Reviews, PeriodModel Period, BehindLinks Links, IReadOnlyDictionary<string, string> Teams)
{
    public const string Path = "/hub/timeliness";

    private const int LegsBetween = 4;

    /// <summary>The months that are shown: those before anybody became looked after are left out.</summary>
    public IReadOnlyList<TimelinessRow> MonthRows => [.. View.Months.SkipWhile(month => month.BecameLookedAfter == 0)];

    public bool IsPublished => View.Report.SuppressedBelow is not null;

    /// <summary>How it stands, in a sentence.</summary>
    public string Sentence => View.Total switch
    {
        { Decided: 0 } => "No assessment of this period is decided yet.",
        { Decided: { } decided, InTime: { } inTime, InTimePercent: { } percent } => $"{Words.Number(inTime)} of {Words.Number(decided)} Initial Health Assessments were back in time: {Figure.Percent(percent)}. {Ambition(inTime, decided)}",
        _ => "The numbers of this period are too small to be published.",
    };

    public IReadOnlyList<FigureCard> Cards =>
    [
        new(Figure.Percent(View.Total.InTimePercent), $"in time ({Text(View.Total.InTime)} of {Text(View.Total.Decided)})", Links.Of(View.Total.InTime, View.Total.Cases, "timeliness=in-time").Link, View.Total.InTimePercent < View.AmbitionPercent),
        new(Figure.Percent(View.Total.ReturnedPercent), $"done at all ({Text(View.Total.Returned)} of {Text(View.Total.Decided)})", null),
        Card(View.Total.Late, "late", "late"),
        Card(View.Total.NotReturned, "not returned, day passed", "not-returned", isUrgent: true),
        Card(View.Total.NotYetDue, "not due yet", "not-yet-due"),
        new(Text(View.Total.BecameLookedAfter), "became looked after", Links.Of(View.Total.BecameLookedAfter, View.Total.Cases).Link),
    ];

    /// <summary>What a manager should look at first; nothing for publication.</summary>
    public IReadOnlyList<Pointer> Pointers => IsPublished ? [] : [.. PointersOf().OfType<Pointer>()];

    public ColumnChart Chart => new(
        "months", "Share in time, by month of becoming looked after",
        $"{Sentence} The line is the ambition of {View.AmbitionPercent}%; diamonds are the share done at all.",
        [.. MonthRows.Select(ColumnOf)],
        [new(0, "0%"), new(0.5, "50%"), new(1, "100%"), new(View.AmbitionPercent / 100.0, $"{View.AmbitionPercent}%", true)]);

    public ShareTable Months => TableOf("By month of becoming looked after", "Month", [.. MonthRows.Select(row => RowOf(row, FigureWords.Month(row.Group!), row.NotYetDue > 0 ? "still running" : ""))]);

    public ShareTable Pathways => TableOf("By pathway", "Pathway", [.. View.Pathways.Select(row => RowOf(row, Words.Pathway(row.Group!), ""))]);

    public ShareTable ByTeam => TableOf(
        "By team", "Team of", [.. View.Teams.Select(row => RowOf(row, FigureWords.Team(row.Group!, Teams), "")).OrderByDescending(row => row.Figures[IsPublished ? 2 : 3].Count).ThenBy(row => row.Name, StringComparer.Ordinal)]);

    public ReviewTables ReviewTables => new(Reviews, Links, Teams);

    public IReadOnlyList<ReasonRow> Reasons => [.. View.BreachReasons.Select(reason => ReasonRow.Of(reason, Links))];

    public IReadOnlyList<LegRow> Legs => LegRow.Of(View.Legs);

    private string Ambition(int inTime, int decided)
    {
        var missing = (int)Math.Ceiling(View.AmbitionPercent * decided / 100m) - inTime;
        return missing <= 0
            ? $"The ambition of {View.AmbitionPercent}% is met."
            : $"The ambition is {View.AmbitionPercent}%: {Words.Number(missing)} more in time would have met it.";
    }

    private IEnumerable<Pointer?> PointersOf()
    {
        var total = View.Total;
        yield return total.NotReturned > 0 ? new Pointer($"{Words.Number(total.NotReturned.Value)} passed their day and are not back: see which, and who must act", Links.Link(total.Cases, "timeliness=not-returned")!) : null;
        yield return LegRow.Of(View.Legs).Take(LegsBetween).Where(leg => leg.Median > 0).MaxBy(leg => leg.Median) is { } leg
            ? new Pointer($"The longest stretch: {leg.Name.ToLowerInvariant()}. Half of them took {leg.MedianWords} working days or more", "#legs") : null;
        yield return View.BreachReasons is [{ Count: { } count } first, ..] ? new Pointer($"The most frequent reason for a missed date: {Words.Plain(first.Reason).ToLowerInvariant()}, {Words.Number(count)} times", "#reasons") : null;
        yield return View.Teams.Count > 1 && View.Teams.MaxBy(team => team.NotInTime) is { NotInTime: > 0 } worst
            ? new Pointer($"Most not in time: {FigureWords.Team(worst.Group!, Teams)}, {Words.Number(worst.NotInTime.Value)} of {Text(worst.Decided)}", "#teams") : null;
    }

    private FigureCard Card(int? count, string name, string outcome, bool isUrgent = false) =>
        new(Text(count), name, Links.Of(count, View.Total.Cases, $"timeliness={outcome}").Link, isUrgent && count > 0);

    private ChartColumn ColumnOf(TimelinessRow row)
    {
        var name = FigureWords.Month(row.Group!);
        var isRunning = row.NotYetDue > 0;
        var sentence = row.InTimePercent is null ? $"{name}: {(row.Decided is null || row.Suppressed ? "hidden" : "none decided")}"
            : $"{name}: {Text(row.InTime)} of {Text(row.Decided)} in time, {Figure.Percent(row.InTimePercent)}";
        sentence += (row.ReturnedPercent is null ? "" : $"; done at all {Figure.Percent(row.ReturnedPercent)}") + (isRunning ? $"; {Text(row.NotYetDue)} not due yet" : "");
        return new ChartColumn(
            FigureWords.ShortMonth(row.Group!), row.InTimePercent is null ? [row.Suppressed ? Figure.Hidden : row.BecameLookedAfter > 0 ? "none yet" : "none"] : [$"{Text(row.InTime)} of {Text(row.Decided)}", Figure.Percent(row.InTimePercent)],
            (double?)row.InTimePercent / 100, (double?)row.ReturnedPercent / 100, sentence, row.BecameLookedAfter > 0 ? Links.Link(row.Cases) : null, isRunning);
    }

    private ShareTable TableOf(string caption, string group, IReadOnlyList<ShareRow> rows) => new(
        caption, group, IsPublished ? ["Decided", "In time", "Not in time"] : ["Became looked after", "In time", "Late", "Not returned", "Not due yet", "CEHA instead", "Not required"],
        IsPublished ? null : "Done at all", View.AmbitionPercent, rows);

    private ShareRow RowOf(TimelinessRow row, string name, string note) => new(
        name,
        IsPublished ? [new(row.Decided, null), new(row.InTime, null), new(row.NotInTime, null)] :
        [
            Links.Of(row.BecameLookedAfter, row.Cases), Links.Of(row.InTime, row.Cases, "timeliness=in-time"), Links.Of(row.Late, row.Cases, "timeliness=late"),
            Links.Of(row.NotReturned, row.Cases, "timeliness=not-returned"), Links.Of(row.NotYetDue, row.Cases, "timeliness=not-yet-due"),
            Links.Of(row.ReplacedByCeha, row.Cases, "timeliness=replaced-by-ceha"), Links.Of(row.NotRequired, row.Cases, "timeliness=not-required"),
        ],
        row.InTimePercent, row.ReturnedPercent, note);

    private static string Text(int? count) => new Figure(count, null).Text;
}
