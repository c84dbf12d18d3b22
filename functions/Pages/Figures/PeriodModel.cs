using System.Globalization;
using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Reports;
using IntegrationHub.Functions.Reports;

namespace IntegrationHub.Functions.Pages.Figures;

/// <summary>What a page's report is about, and what else can be chosen.</summary>
/// <param name="Path">Where the page is.</param>
/// <param name="IsCouncil">The report is a council's; otherwise a provider's.</param>
/// <param name="Other">The one provider that a council's report is about, or the one council of a provider's; null for all.</param>
/// <param name="Others">Those that can be chosen.</param>
/// <param name="Suppress">Counts under this one are hidden; null when all are shown.</param>
/// <param name="CanSuppress">Whether the report can be published.</param>
public sealed record PeriodModel(
    string Path, DateOnly From, DateOnly To, DateOnly Today, bool IsCouncil, string Own, string? Other, IReadOnlyList<string> Others, int? Suppress, bool CanSuppress)
{
    /// <summary>What is hidden when small numbers are: those under this one.</summary>
    public const int Published = 5;

    /// <summary>Such as <c>1 April 2026 to 20 November 2026</c>.</summary>
    public string Words => $"{DateWords.Of(From)} to {DateWords.Of(To)}";

    /// <summary>Whose cases.</summary>
    public string Scope => (IsCouncil, Other) switch
    {
        (true, null) => $"council {Own}",
        (true, _) => $"council {Own}, provider {Other}",
        (false, null) => $"provider {Own}",
        _ => $"provider {Own}, council {Other}",
    };

    public string OtherName => IsCouncil ? "provider" : "la";

    /// <summary>As a query, the same again for a link.</summary>
    public string Query() => Query(From, To);

    /// <summary>Periods that are asked for most; the links keep what else was chosen.</summary>
    public IReadOnlyList<(string Name, string Link, bool IsShown)> Quick() =>
        [.. QuickPeriods.Of(Today).Select(quick => (quick.Name, Path + Query(quick.Period.From, quick.Period.To), quick.Period.From == From && quick.Period.To == To))];

    private string Query(DateOnly from, DateOnly to) =>
        $"?from={ReportText.Day(from)}&to={ReportText.Day(to)}{(Other is null ? "" : $"&{OtherName}={Other}")}{(Suppress is { } least ? string.Create(CultureInfo.InvariantCulture, $"&suppress={least}") : "")}";
}

/// <summary>Months, quarters and financial years, which begin in April.</summary>
public static class QuickPeriods
{
    private const int April = 4;

    public static IReadOnlyList<(string Name, ReportPeriod Period)> Of(DateOnly today)
    {
        var month = ReportPeriod.FirstOf(today);
        var quarter = new DateOnly(today.Year, (((today.Month - 1) / 3) * 3) + 1, 1);
        var year = new DateOnly(today.Month >= April ? today.Year : today.Year - 1, April, 1);
        return
        [
            ("Last 12 months", ReportPeriod.YearTo(today)),
            ("This month", new ReportPeriod(month, today)),
            ("Last month", Before(month, 1)),
            ("This quarter", new ReportPeriod(quarter, today)),
            ("Last quarter", Before(quarter, 3)),
            ("This financial year", new ReportPeriod(year, today)),
            ("Last financial year", Before(year, 12)),
        ];
    }

    private static ReportPeriod Before(DateOnly first, int months) => new(first.AddMonths(-months), first.AddDays(-1));
}
