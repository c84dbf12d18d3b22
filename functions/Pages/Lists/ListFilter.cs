using System.Globalization;
using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Cases;

namespace IntegrationHub.Functions.Pages.Lists;

/// <summary>Which cases of a list are wanted. What can't be understood is as if it weren't there: the page then shows more, never an error.</summary>
/// <param name="Show"><c>open</c>: only those that somebody has to do something for; or <c>all</c>.</param>
/// <param name="Act"><c>council</c> or <c>health</c>: who has to.</param>
/// <param name="Due"><c>overdue</c>, <c>soon</c> or <c>week</c>.</param>
/// <param name="Area"><c>out</c>: placed in another council's area.</param>
/// <param name="Siblings"><c>any</c>, or one sibling group.</param>
/// <param name="Page">From 1.</param>
public sealed record ListFilter(string Show, string? Act, string? Status, string? Pathway, string? Due, string? Area, string? Siblings, string? Team, int Page)
{
    private const int WeekDays = 7;

    public static IReadOnlyList<string> Pathways { get; } = ["clinic", "gp-pool", "host-provider", "neonatal", "uasc", "refusal", "not-required"];

    public static ListFilter Everything { get; } = new("all", null, null, null, null, null, null, null, 1);

    public static ListFilter Read(IQueryCollection query)
    {
        string? Of(string name, Func<string, bool> isKnown) => query[name].ToString() is { Length: > 0 } value && isKnown(value) ? value : null;
        return new ListFilter(
            Of("show", value => value == "all") ?? "open",
            Of("act", value => value is "council" or "health"),
            Of("status", CaseStatus.All.Contains),
            Of("pathway", Pathways.Contains),
            Of("due", value => value is "overdue" or "soon" or "week"),
            Of("area", value => value == "out"),
            Of("siblings", value => value == "any" || IsHash(value, 16)),
            Of("team", value => IsHash(value, 64)),
            int.TryParse(query["page"], NumberStyles.None, CultureInfo.InvariantCulture, out var page) && page is > 0 and < 100_000 ? page : 1);
    }

    public bool Fits(CaseRow row, DateOnly today, WorkingDays calendar) =>
        (Show == "all" || row.IsOpen || row.IsUncollected)
        && (Act is null || (Act == "council") == row.CouncilActs)
        && (Status is null || row.Status == Status)
        && (Pathway is null || row.Pathway == Pathway)
        && (Due is null || IsDue(row, today, calendar))
        && (Area is null || row.IsOutOfArea)
        && (Siblings is null || (Siblings == "any" ? row.Siblings is not null : row.Siblings == Siblings))
        && (Team is null || row.Team == Team);

    /// <summary>As a query, for links; the first page needs no number.</summary>
    public string Query()
    {
        (string Name, string? Value)[] all =
        [
            ("show", Show == "open" ? null : Show), ("act", Act), ("status", Status), ("pathway", Pathway), ("due", Due), ("area", Area), ("siblings", Siblings), ("team", Team),
            ("page", Page == 1 ? null : Page.ToString(CultureInfo.InvariantCulture)),
        ];
        var parts = all.Where(part => part.Value is not null).Select(part => $"{part.Name}={Uri.EscapeDataString(part.Value!)}").ToList();
        return parts.Count == 0 ? "" : $"?{string.Join('&', parts)}";
    }

    private bool IsDue(CaseRow row, DateOnly today, WorkingDays calendar) => Due switch
    {
        "overdue" => row.IsOverdueOn(today),
        "soon" => row.UrgencyOn(today, calendar) == Urgency.DueSoon,
        _ => row.Deadline is { } deadline && deadline >= today && deadline < today.AddDays(WeekDays),
    };

    private static bool IsHash(string value, int length) => value.Length == length && value.All(char.IsAsciiHexDigitLower);
}
