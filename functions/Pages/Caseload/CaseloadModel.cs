using System.Globalization;
using IntegrationHub.Contracts.Reports;
using IntegrationHub.Functions.Pages.Charts;
using IntegrationHub.Functions.Pages.Figures;

namespace IntegrationHub.Functions.Pages.Caseload;

/// <summary>A month of the caseload.</summary>
public sealed record CaseloadMonthRow(string Month, Figure Started, Figure Ceased, Figure AtEnd);

/// <summary>The report of the caseload as a page shows it; every figure is the report's.</summary>
public sealed record CaseloadModel(CaseloadView View, PeriodModel Period, BehindLinks Links)
{
    public const string Path = "/hub/caseload";

    public bool IsPublished => View.Report.SuppressedBelow is not null;

    /// <summary>The months that are shown: those before anybody was looked after are left out.</summary>
    private IEnumerable<CaseloadRow> Shown => View.Months.SkipWhile(month => month is { Started: 0, Ceased: 0, AtEnd: 0 });

    /// <summary>How it stands, in a sentence.</summary>
    public string Sentence => View switch
    {
        { LookedAfterNow: { } now, Started: { } started, Ceased: { } ceased } =>
            $"{Words.Number(now)} {(now == 1 ? "child is" : "children are")} looked after now. In this period {Words.Number(started)} started and {Words.Number(ceased)} ceased: {Change(started - ceased)}.",
        { LookedAfterNow: { } now } => $"{Words.Number(now)} children are looked after now.",
        _ => "The numbers of this period are too small to be published.",
    };

    public IReadOnlyList<FigureCard> Cards =>
    [
        new(new Figure(View.LookedAfterNow, null).Text, "looked after now", Links.Of(View.LookedAfterNow, View.Cases).Link),
        new(new Figure(View.Started, null).Text, "started in this period", Links.Of(View.Started, Of("becameLookedAfter")).Link),
        new(new Figure(View.Ceased, null).Text, "ceased in this period", Links.Of(View.Ceased, Of("ceased")).Link),
        new(new Figure(View.OnShortBreaks, null).Text, "on short breaks, not in the others", Links.Of(View.OnShortBreaks, View.Cases?.Replace("shortBreaks=false", "shortBreaks=true", StringComparison.Ordinal)).Link),
    ];

    public IReadOnlyList<CaseloadMonthRow> Months =>
    [
        .. Shown.Select(month => new CaseloadMonthRow(
            FigureWords.Month(month.Month), Links.Of(month.Started, month.StartedCases), Links.Of(month.Ceased, month.CeasedCases), Links.Of(month.AtEnd, month.AtEndCases))),
    ];

    /// <summary>Null for publication: what was there at the end of months isn't shown then.</summary>
    public ColumnChart? Chart
    {
        get
        {
            if (IsPublished || !Shown.Any())
            {
                return null;
            }

            var top = RoundUp(View.Months.Max(month => month.AtEnd ?? 0));
            return new ColumnChart(
                "caseload", "Children looked after at the end of each month", Sentence, [.. Shown.Select(month => ColumnOf(month, top))],
                [new(0, "0"), new(0.5, Number(top / 2.0)), new(1, Number(top))]);
        }
    }

    private ChartColumn ColumnOf(CaseloadRow month, int top) => new(
        FigureWords.ShortMonth(month.Month), [Number(month.AtEnd ?? 0), $"+{Number(month.Started ?? 0)} -{Number(month.Ceased ?? 0)}"], (month.AtEnd ?? 0) / (double)top, null,
        $"{FigureWords.Month(month.Month)}: {Number(month.AtEnd ?? 0)} at the end, {Number(month.Started ?? 0)} started, {Number(month.Ceased ?? 0)} ceased",
        month.AtEnd > 0 ? Links.Link(month.AtEndCases) : null, false);

    /// <summary>The cases whose day of a kind lies in the period, as the months' addresses say it.</summary>
    private string? Of(string kind)
    {
        var (first, last) = (View.Months.FirstOrDefault(), View.Months.LastOrDefault());
        var address = kind == "ceased" ? last?.CeasedCases : last?.StartedCases;
        var from = first is null ? null : kind == "ceased" ? first.CeasedCases : first.StartedCases;
        return address is null || from is null ? null : address.Replace(Part(address, $"{kind}From"), Part(from, $"{kind}From"), StringComparison.Ordinal);
    }

    private static string Part(string address, string name) => address[address.IndexOf($"{name}=", StringComparison.Ordinal)..][..(name.Length + 1 + "2026-01-01".Length)];

    private static string Change(int change) => change switch
    {
        > 0 => $"{Words.Number(change)} more",
        < 0 => $"{Words.Number(-change)} fewer",
        _ => "as many as before",
    };

    /// <summary>The next number that a scale can end with.</summary>
    private static int RoundUp(int most)
    {
        var step = 4 * (int)Math.Pow(10, Math.Max(1, Math.Floor(Math.Log10(Math.Max(10, most)))) - 1);
        return Math.Max(step, (most + step - 1) / step * step);
    }

    private static string Number(double number) => number.ToString("#,0.#", CultureInfo.InvariantCulture);
}
