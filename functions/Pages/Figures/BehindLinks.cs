using System.Globalization;
using IntegrationHub.Functions.Reports;

namespace IntegrationHub.Functions.Pages.Figures;

/// <summary>Links from figures to the page of the cases behind them: the same filter as the address that the report names.</summary>
/// <param name="Page">Last part of the page's address that the way back leads to.</param>
/// <param name="From">First day of that page's report.</param>
/// <param name="To">Last day of that page's report.</param>
public sealed record BehindLinks(string Page, DateOnly From, DateOnly To)
{
    public const string Path = "/hub/cases-behind";

    private const string Api = "/hub/cases?";

    private static readonly string[] Pages = ["timeliness", "caseload", "data-quality"];

    /// <summary>A figure with its cases.</summary>
    /// <param name="cases">The address that the report names; null for publication.</param>
    /// <param name="more">Part of the filter besides, such as <c>timeliness=late</c>.</param>
    public Figure Of(int? count, string? cases, string more = "") => new(count, count > 0 ? Link(cases, more) : null);

    public string? Link(string? cases, string more = "") => cases is null || !cases.StartsWith(Api, StringComparison.Ordinal) ? null
        : $"{Path}?{cases[Api.Length..]}{(more.Length > 0 ? $"&{more}" : "")}&back={Text}";

    /// <summary>The way back, as it stands in a link.</summary>
    public string Text => $"{Page}_{ReportText.Day(From)}_{ReportText.Day(To)}";

    /// <summary>The way back that a link names; null when it names none.</summary>
    public static BehindLinks? Read(string? text) =>
        text?.Split('_') is [var page, var from, var to] && Pages.Contains(page) && Day(from) is { } first && Day(to) is { } last ? new BehindLinks(page, first, last) : null;

    /// <summary>Address of the page that it leads back to.</summary>
    public string Back => $"/hub/{Page}?from={ReportText.Day(From)}&to={ReportText.Day(To)}";

    private static DateOnly? Day(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
