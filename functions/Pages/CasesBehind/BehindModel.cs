using System.Globalization;
using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.KeyDates;
using IntegrationHub.Functions.Pages.Figures;

namespace IntegrationHub.Functions.Pages.CasesBehind;

/// <summary>The cases behind a figure, a page of them.</summary>
/// <param name="Filter">The filter as a query, without the page.</param>
/// <param name="Phrases">What they have in common, in words.</param>
/// <param name="Found">How many there are, on all pages.</param>
/// <param name="Page">From 1.</param>
/// <param name="CanOpen">Whether the reader may open a case's page.</param>
public sealed record BehindModel(string Filter, IReadOnlyList<string> Phrases, IReadOnlyList<BehindRow> Rows, int Found, int Page, bool CanOpen)
{
    public const int PageSize = 20;

    public int Pages => Math.Max(1, (Found + PageSize - 1) / PageSize);

    /// <summary>Where all of them are as a file.</summary>
    public string CsvLink => $"{BehindLinks.Path}/csv?{Filter}";

    public string Link(int page) => $"{BehindLinks.Path}?{Filter}{(page > 1 ? string.Create(CultureInfo.InvariantCulture, $"&page={page}") : "")}";
}

/// <summary>What a filter of cases asks for, in words; pure.</summary>
public static class FilterWords
{
    /// <param name="of">The value of a parameter; null or empty where there is none.</param>
    /// <param name="teams">Names of teams by their hash.</param>
    public static IReadOnlyList<string> Of(Func<string, string?> of, IReadOnlyDictionary<string, string> teams)
    {
        string? Value(string name) => of(name) is { Length: > 0 } value ? value : null;
        var keyDate = KeyDateNames.TryParse(Value("keyDate") ?? "", out var known) ? Words.KeyDateName(known) : null;
        string?[] all =
        [
            Span("became looked after", Value("becameLookedAfterFrom"), Value("becameLookedAfterTo")),
            Span("care ended", Value("ceasedFrom"), Value("ceasedTo")),
            Day(Value("lookedAfterOn")) is { } day ? $"looked after on {DateWords.Of(day)}" : null,
            Value("shortBreaks") == "true" ? "on short breaks" : null,
            Value("timeliness") is { } outcome ? $"Initial Health Assessment: {Outcome(outcome)}" : null,
            Value("reviewDueFrom") is not null ? Span("a review was due", Value("reviewDueFrom"), Value("reviewDueTo")) : null,
            Value("review") is { } review ? $"review: {Words.Plain(review).ToLowerInvariant()}" : null,
            Value("pathway") is { } pathway ? $"pathway: {Words.Pathway(pathway).ToLowerInvariant()}" : null,
            Value("breachReason") is { } reason ? $"reason {Words.Plain(reason).ToLowerInvariant()}{(keyDate is null ? "" : $", for {keyDate.ToLowerInvariant()}")}" : null,
            Value("problem") is { } problem ? FigureWords.Of(problem).ToLowerInvariant().Replace("nhs", "NHS", StringComparison.Ordinal).Replace("gmc", "GMC", StringComparison.Ordinal) : null,
            Value("status") is { } status ? Words.Status(status).ToLowerInvariant() : null,
            Value("state") is { } state && Value("breachReason") is null ? $"{keyDate?.ToLowerInvariant() ?? "a date"}: {Words.Plain(state).ToLowerInvariant()}" : null,
            Value("team") is { } team ? FigureWords.Team(team, teams) is var name && team == Functions.Cases.CaseFilter.NoTeam ? "no team named" : $"team of {name}" : null,
            Value("provider") is { } provider ? $"provider {provider}" : null,
            Value("la") is { } council ? $"council {council}" : null,
        ];
        return [.. all.OfType<string>()];
    }

    private static string Outcome(string outcome) => outcome switch
    {
        "replaced-by-ceha" => "replaced by a Care Entry Health Assessment",
        "not-returned" => "not returned, its day has passed",
        _ => Words.Plain(outcome).ToLowerInvariant(),
    };

    private static string? Span(string what, string? from, string? to) => (Day(from), Day(to)) switch
    {
        (null, null) => null,
        ({ } first, null) => $"{what} on {DateWords.Of(first)} or later",
        (null, { } last) => $"{what} on {DateWords.Of(last)} or earlier",
        ({ } first, { } last) => $"{what} from {DateWords.Of(first)} to {DateWords.Of(last)}",
    };

    private static DateOnly? Day(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
