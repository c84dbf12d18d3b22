using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Functions.Pages.Case;
using IntegrationHub.Functions.Pages.Timeline;

namespace IntegrationHub.Functions.Pages.Lists;

/// <summary>A row of a list as it is shown, from the case itself.</summary>
/// <param name="Reference">The council's own reference of the child.</param>
/// <param name="Day">Working days since day 0.</param>
/// <param name="Of">How many there are until the statutory date.</param>
/// <param name="Deadline">The next date that isn't met, in words.</param>
/// <param name="Siblings">The council's reference of the sibling group, and by what the list finds it.</param>
/// <param name="Review">0 for the Initial Health Assessment, n for the n-th review.</param>
/// <param name="CanReceive">Whether the health team may receive its referral.</param>
/// <param name="CanAccept">Whether it may accept it.</param>
public sealed record RowModel(
    string CaseId, string Reference, int Day, int Of, string Status, string Task, string Pathway, bool IsOutOfArea, Urgency Urgency, string Deadline,
    IReadOnlyList<TimelineDate> Dates, IReadOnlyList<NextStep> Steps, string? Team, (string Group, string Hash)? Siblings, int Review, bool CanReceive, bool CanAccept);

/// <summary>A figure above a list, which leads to the cases behind it.</summary>
public sealed record CountModel(string Name, int Count, ListFilter Filter, bool IsUrgent);

/// <summary>One page of a list.</summary>
/// <param name="Path">Where the list is.</param>
/// <param name="IsCouncil">Social care's own list; otherwise the health team's.</param>
/// <param name="Found">How many the filter finds, on all pages.</param>
/// <param name="Today">In England.</param>
public sealed record ListModel(
    string Path, bool IsCouncil, ListFilter Filter, IReadOnlyList<RowModel> Rows, int Found, IReadOnlyList<CountModel> Counts, IReadOnlyList<(string Team, string Name)> Teams, DateOnly Today)
{
    public const int PageSize = 20;

    public int Pages => Math.Max(1, (Found + PageSize - 1) / PageSize);

    public string Heading => IsCouncil ? "My cases" : "Worklist";
}

/// <summary>Puts rows into the order of a list and counts them; pure.</summary>
public static class ListOrder
{
    /// <summary>What is due first comes first; on social care's list what social care itself has to do comes before everything else.</summary>
    public static IEnumerable<CaseRow> Sort(IEnumerable<CaseRow> rows, bool isCouncil) => rows
        .OrderBy(row => isCouncil && !row.CouncilActs)
        .ThenBy(row => row.Deadline ?? DateOnly.MaxValue)
        .ThenBy(row => row.Id.Value, StringComparer.Ordinal);

    /// <summary>The figures above a list, each with the filter that shows the cases behind it.</summary>
    public static IReadOnlyList<CountModel> Counts(IReadOnlyList<CaseRow> rows, bool isCouncil, DateOnly today, WorkingDays calendar)
    {
        var open = ListFilter.Everything with { Show = "open" };
        (string Name, ListFilter Filter, bool IsUrgent)[] wanted =
        [
            ("Overdue", open with { Due = "overdue" }, true),
            ("Due in the next 7 days", open with { Due = "week" }, false),
            (isCouncil ? "Waiting for us" : "Waiting for social care", open with { Act = "council" }, false),
            (isCouncil ? "Waiting for health" : "Waiting for us", open with { Act = "health" }, false),
            ("To be booked", open with { Status = CaseStatus.AwaitingAppointment }, false),
            ("Open", open, false),
        ];
        return [.. wanted.Select(figure => new CountModel(figure.Name, rows.Count(row => figure.Filter.Fits(row, today, calendar)), figure.Filter, figure.IsUrgent))];
    }
}
