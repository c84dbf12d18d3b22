using System.Globalization;
using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Identifiers;
using IntegrationHub.Domain.KeyDates;
using IntegrationHub.Domain.Reports;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Pages.Lists;

/// <summary>How a date of a row stands, without reading its case.</summary>
public enum Urgency
{
    /// <summary>Nothing is due any more.</summary>
    None,
    Later,
    DueSoon,
    Overdue,
}

/// <summary>A case as its metadata tell of it: what lists are filtered, sorted and counted by. It names no child.</summary>
/// <param name="Provider">ODS code of whose turn it is.</param>
/// <param name="Team">Hash of the team manager's address; null when the case names none.</param>
/// <param name="Siblings">The same for siblings; null where nothing is known of any.</param>
/// <param name="ReviewDue">When a review that was referred is due; null when there is none.</param>
/// <param name="IsUncollected">The council has yet to collect a returned document.</param>
/// <param name="Open">Dates of the Initial Health Assessment that aren't met: when due, and how many working days before that they are due soon.</param>
public sealed record CaseRow(
    CaseId Id, string Status, string Provider, string Pathway, string? Team, bool IsOutOfArea, string? Siblings, DateOnly? ReviewDue, bool IsUncollected,
    IReadOnlyList<(KeyDate KeyDate, DateOnly DueOn, int DueSoon)> Open)
{
    /// <summary>What reports know of the case; null where its metadata are of another version's form.</summary>
    public CaseFigures? Figures { get; init; }

    private static readonly string[] Over = [CaseStatus.Completed, CaseStatus.Closed, CaseStatus.NotRequired];

    /// <summary>Whether it is social care that has to do something.</summary>
    public bool CouncilActs => IsUncollected || Status is CaseStatus.AwaitingConsent or CaseStatus.AwaitingPaperwork or CaseStatus.Rejected or CaseStatus.CehaOffered;

    // Each page asks all rows for both, several times: they are found once.

    /// <summary>Whether somebody still has to do something for an assessment.</summary>
    public bool IsOpen { get; } = ReviewDue is not null || !Over.Contains(Status);

    /// <summary>The next date that isn't met; null when there is none.</summary>
    public DateOnly? Deadline { get; } = Open.Count > 0 && !Over.Contains(Status) ? Open.Min(date => date.DueOn) : ReviewDue;

    /// <summary>Whether the next date is past.</summary>
    public bool IsOverdueOn(DateOnly today) => Deadline is { } deadline && KeyDateStandings.IsOverdueOn(today, deadline);

    public Urgency UrgencyOn(DateOnly today, WorkingDays calendar)
    {
        if (Deadline is not { } deadline)
        {
            return Urgency.None;
        }

        var dueSoon = Open.Where(date => date.DueOn == deadline).Select(date => date.DueSoon).DefaultIfEmpty(1).Max();
        return KeyDateStandings.StateOn(today, deadline, null, dueSoon, calendar) switch
        {
            KeyDateState.Overdue => Urgency.Overdue,
            KeyDateState.DueSoon => Urgency.DueSoon,
            _ => Urgency.Later,
        };
    }

    /// <summary>Null of a case whose metadata say too little: the store has cases of before metadata were kept.</summary>
    public static CaseRow? Read(CaseId id, IDictionary<string, string> metadata)
    {
        string? Of(string name) => metadata.TryGetValue(name, out var value) && value.Length > 0 ? value : null;
        return CaseRemoval.IsMarked(metadata) || CaseMetadata.StatusOf(metadata) is not { } status ? null : new CaseRow(
            id, status, FiguresMetadata.ProviderOf(metadata) ?? "", Of("pathway") ?? "", FiguresMetadata.TeamOf(metadata) is { Length: > 0 } team ? team : null,
            Of(CaseMetadata.Area) is not null, Of(CaseMetadata.Siblings), Day(Of(CaseMetadata.ReviewDue)), Of(CaseMetadata.Uncollected) is not null,
            [.. Enum.GetValues<KeyDate>().Select(keyDate => OpenDate(keyDate, FiguresMetadata.KeyDateOf(metadata, keyDate))).OfType<(KeyDate, DateOnly, int)>()])
        {
            Figures = FiguresMetadata.Read(id.LocalAuthority, metadata),
        };
    }

    private static (KeyDate, DateOnly, int)? OpenDate(KeyDate keyDate, KeyDateFigure? figure) =>
        figure is { DueOn: { } due, On: null, IsRequired: true } ? (keyDate, due, figure.DueSoonWorkingDays) : null;

    private static DateOnly? Day(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
