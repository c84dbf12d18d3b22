namespace IntegrationHub.Contracts.Operations;

/// <summary>What was removed of a case when its time was up, as the audit keeps it: proof of deletion, nothing personal.</summary>
/// <param name="Rule">By which rule.</param>
/// <param name="RemovedAt">UTC.</param>
/// <param name="Facts">Entries of its chronology.</param>
/// <param name="Documents">Stored documents.</param>
/// <param name="Deliveries">Local records of notices.</param>
/// <param name="ParkedMessages">Parked messages about it, whose content was removed.</param>
/// <param name="CaseSha256">Lower-case hex, of the case as it was stored.</param>
/// <param name="DocumentSha256">Lower-case hex, of each document.</param>
public sealed record RemovalProof(
    string Rule, DateTimeOffset RemovedAt, int Facts, int Documents, int Deliveries, int ParkedMessages, string CaseSha256, IReadOnlyList<string> DocumentSha256);

/// <summary>A case's legal hold: while it is held, retention doesn't touch it.</summary>
/// <param name="IsHeld">False after it was lifted.</param>
/// <param name="History">Every order, the earliest first.</param>
public sealed record LegalHoldView(string CaseId, bool IsHeld, IReadOnlyList<LegalHoldOrder> History);

/// <summary>A hold that was placed, or lifted.</summary>
/// <param name="Order"><c>placed</c> or <c>lifted</c>.</param>
/// <param name="Reason">Why; it names nobody.</param>
/// <param name="At">UTC.</param>
/// <param name="By">Claim <c>sub</c>.</param>
public sealed record LegalHoldOrder(string Order, string Reason, DateTimeOffset At, string By)
{
    public const string Placed = "placed";
    public const string Lifted = "lifted";
}
