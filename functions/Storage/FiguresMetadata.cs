using System.Globalization;
using IntegrationHub.Domain.KeyDates;
using IntegrationHub.Domain.Reports;
using IntegrationHub.Domain.Reviews;

namespace IntegrationHub.Functions.Storage;

/// <summary>
/// What reports know of a case, in the blob's metadata: dates as <c>yyyy-MM-dd</c>, parts of an entry by <c>/</c>, several by <c>,</c>. An entry that would be
/// empty isn't there.
/// </summary>
public static class FiguresMetadata
{
    private const string LayoutName = "layout";
    private const string Provider = "provider";
    private const string Pathway = "pathway";

    // The way that an assessment took which was missed before care ended; else it is the case's pathway.
    private const string Route = "route";
    private const string Team = "team";
    private const string DayZero = "becamelookedafter";
    private const string Ceha = "ceha";

    // Key date's number/reason, with a question mark behind it when it is only proposed.
    private const string Breaches = "breaches";
    private const string Ceased = "ceased";
    private const string ShortBreaks = "shortbreaks";

    // Number/due/returned/outcome.
    private const string Reviews = "reviews";
    private const string Problems = "problems";
    private const string Booked = "booked";
    private const string Uncollected = "uncollected";
    private const string NotRequired = "not-required";
    private const string Proposed = "?";
    private const string DateFormat = "yyyy-MM-dd";

    /// <summary>Whether metadata are of the form that this version writes; else the case itself has to be read.</summary>
    public static bool IsCurrent(IDictionary<string, string> metadata) => metadata.TryGetValue(LayoutName, out var layout) && layout == CaseMetadata.Layout;

    /// <param name="metadata">Has the case's pathway already.</param>
    public static void Add(Dictionary<string, string> metadata, CaseFigures figures)
    {
        metadata[LayoutName] = CaseMetadata.Layout;
        (metadata[Provider], metadata[DayZero]) = (figures.Provider, Text(figures.DayZero));
        AddUnlessEmpty(metadata, Team, figures.Team ?? "");
        AddUnlessEmpty(metadata, Route, figures.Pathway == metadata[Pathway] ? "" : figures.Pathway);
        AddUnlessEmpty(metadata, Ceha, figures.IsReplacedByCeha ? "signed-off" : "");
        AddUnlessEmpty(metadata, Breaches, string.Join(',', figures.Breaches.Select(breach => $"{Number((int)breach.KeyDate)}/{breach.Reason}{(breach.IsProposed ? Proposed : "")}")));
        AddUnlessEmpty(metadata, Ceased, Text(figures.CeasedOn));
        AddUnlessEmpty(metadata, ShortBreaks, figures.IsOnShortBreaks ? "true" : "");
        AddUnlessEmpty(metadata, Reviews, string.Join(',', figures.Reviews.Select(review => $"{Number(review.Number)}/{Text(review.DueOn)}/{Text(review.ReturnedOn)}/{review.Outcome}")));
        AddUnlessEmpty(metadata, Problems, string.Join(',', figures.Problems));
        AddUnlessEmpty(metadata, Booked, Text(figures.BookedFor));
        AddUnlessEmpty(metadata, Uncollected, Text(figures.UncollectedSince));
        for (var i = 0; i < figures.KeyDates.Count; i++)
        {
            var date = figures.KeyDates[i];
            metadata[KeyDateName(i + 1)] =
                $"{Text(date.DueOn)}/{Text(date.On)}/{(date.IsRequired ? "" : NotRequired)}/{Number(date.DueSoonWorkingDays)}/{Text(date.Until)}";
        }
    }

    /// <summary>What reports know of a case by its metadata; null when they are of another version's form.</summary>
    /// <param name="council">Three digits: whose case it is.</param>
    public static CaseFigures? Read(string council, IDictionary<string, string> metadata) => !IsCurrent(metadata) ? null : new CaseFigures
    {
        Council = council,
        Provider = metadata[Provider],
        Team = TeamOf(metadata) is { Length: > 0 } team ? team : null,
        DayZero = Date(metadata[DayZero])!.Value,
        Pathway = metadata.TryGetValue(Route, out var route) ? route : metadata[Pathway],
        IsReplacedByCeha = metadata.ContainsKey(Ceha),
        KeyDates = [.. Enum.GetValues<KeyDate>().Select(keyDate => KeyDateOf(metadata, keyDate)!)],
        Breaches = [.. Split(metadata, Breaches).Select(BreachOf)],
        CeasedOn = Day(metadata, Ceased),
        IsOnShortBreaks = metadata.ContainsKey(ShortBreaks),
        Reviews = [.. Split(metadata, Reviews).Select(ReviewOf)],
        Problems = Split(metadata, Problems),
        BookedFor = Day(metadata, Booked),
        UncollectedSince = Day(metadata, Uncollected),
    };

    /// <summary>The provider whose turn it is, by the metadata of any version.</summary>
    public static string? ProviderOf(IDictionary<string, string> metadata) => metadata.TryGetValue(Provider, out var provider) ? provider : null;

    /// <summary>The team, by the metadata of any version; "" of a case without one.</summary>
    public static string TeamOf(IDictionary<string, string> metadata) => metadata.TryGetValue(Team, out var team) ? team : "";

    /// <summary>A key date by the metadata of any version; null where they don't name it.</summary>
    public static KeyDateFigure? KeyDateOf(IDictionary<string, string> metadata, KeyDate keyDate)
    {
        if (!metadata.TryGetValue(KeyDateName((int)keyDate), out var text))
        {
            return null;
        }

        var parts = text.Split('/');

        // Metadata of before this was kept has three parts; one working day was the only choice then.
        var dueSoon = parts.Length > 3 && int.TryParse(parts[3], NumberStyles.None, CultureInfo.InvariantCulture, out var days) ? days : 1;
        return new KeyDateFigure(Date(parts[0]), Date(parts[1]), parts[2].Length == 0, dueSoon, parts.Length > 4 ? Date(parts[4]) : null);
    }

    private static BreachFigure BreachOf(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var keyDate = (KeyDate)int.Parse(text.AsSpan(0, slash), NumberStyles.None, CultureInfo.InvariantCulture);
        return new BreachFigure(keyDate, text[(slash + 1)..].TrimEnd(Proposed[0]), text.EndsWith(Proposed, StringComparison.Ordinal));
    }

    private static ReviewFigure ReviewOf(string text)
    {
        var parts = text.Split('/');
        return new ReviewFigure(
            int.Parse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture), Date(parts[1])!.Value, Date(parts[2]), Enum.Parse<ReviewOutcome>(parts[3]));
    }

    private static DateOnly? Day(IDictionary<string, string> metadata, string name) => metadata.TryGetValue(name, out var value) ? Date(value) : null;

    private static string KeyDateName(int number) => $"keydate{Number(number)}";

    private static void AddUnlessEmpty(Dictionary<string, string> metadata, string name, string value)
    {
        if (value.Length > 0)
        {
            metadata[name] = value;
        }
    }

    private static string[] Split(IDictionary<string, string> metadata, string name) => metadata.TryGetValue(name, out var value) ? value.Split(',') : [];

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Text(DateOnly? date) => date?.ToString(DateFormat, CultureInfo.InvariantCulture) ?? "";

    private static DateOnly? Date(string text) => text.Length == 0 ? null : DateOnly.ParseExact(text, DateFormat, CultureInfo.InvariantCulture);
}
