using IntegrationHub.Functions.Pages.Lists;
using IntegrationHub.Functions.Pages.Timeline;

namespace IntegrationHub.Functions.Pages.Case;

/// <summary>A key date with why it is due.</summary>
public sealed record DateModel(TimelineDate Date, string Explanation, string? BreachReason);

/// <summary>A document as the page shows it.</summary>
/// <param name="IsReplaced">Another one took its place.</param>
public sealed record DocumentModel(string DocumentId, string Kind, string FileName, string Size, string From, string ReceivedAt, string? CollectedAt, bool IsReplaced);

/// <summary>An alert as the page shows it.</summary>
/// <param name="Told">Who was told, by role.</param>
public sealed record AlertModel(string AlertId, int Level, string Text, string RaisedAt, string? AcknowledgedAt, string? ResolvedAt, string Told);

/// <summary>A message from or to somebody, and how it stands.</summary>
/// <param name="When">When it came, or when what called for it was recorded.</param>
public sealed record MessageModel(string When, string What, string Partner, string State)
{
    /// <summary>What became of it at each of those whom it is for.</summary>
    public IReadOnlyList<string> Details { get; init; } = [];
}

/// <summary>What is known of the child: for those who assess or care for it.</summary>
public sealed record ChildModel(IReadOnlyList<(string Name, string Value)> Details);

/// <summary>An appointment that stands.</summary>
public sealed record AppointmentModel(string AppointmentId, string When, bool IsOver);

/// <summary>What may be done on a case by whoever looks, as things stand.</summary>
/// <param name="IsHealth">May write as the health team.</param>
/// <param name="IsCouncil">May tell as social care.</param>
/// <param name="Booked">The appointment that is booked; null when none is.</param>
/// <param name="CanReturn">Documents may come back.</param>
/// <param name="CanReturnCeha">The summary of a Care Entry Health Assessment is waited for.</param>
/// <param name="Review">0 for the Initial Health Assessment, n for the n-th review.</param>
/// <param name="MissedDates">Late or overdue dates, by code and name.</param>
public sealed record ActionsModel(
    bool IsHealth, bool IsCouncil, bool CanReceive, bool CanAccept, bool CanReject, bool CanStart, bool CanBook, AppointmentModel? Booked, bool CanReturn, bool CanReturnCeha, bool CanSignOff, int Review,
    bool CanConsent, bool CanSayPapers, bool CanAgreeToCeha, bool CanNameProvider, IReadOnlyList<(string Code, string Name)> MissedDates);

/// <summary>One case as its page shows it.</summary>
/// <param name="Version">Of what FHIR shows: forms say which they were made for.</param>
/// <param name="Sentence">Where the case stands.</param>
/// <param name="Today">In England.</param>
public sealed record CaseModel(
    string CaseId, string ReferralId, int Version, RowModel Row, string Sentence, string PathwayReason, string Consent, string Council, string Provider, string? NextChange, DateOnly Today,
    CalendarModel Calendar, IReadOnlyList<DateModel> Dates, IReadOnlyList<ChronologyEntry> Chronology, IReadOnlyList<DocumentModel> Documents, IReadOnlyList<AlertModel> Alerts,
    IReadOnlyList<MessageModel> MessagesIn, IReadOnlyList<MessageModel> MessagesOut, ChildModel Child, ActionsModel Actions, bool ShowsFhir)
{
    /// <summary>Empty until the Initial Health Assessment is back.</summary>
    public IReadOnlyList<ReviewModel> Reviews { get; init; } = [];
}
