using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Identifiers;
using IntegrationHub.Functions.Cases;
using IntegrationHub.Functions.Referrals.Shape;
using IntegrationHub.Functions.Security;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Referrals.Interactions;

/// <summary>Who sends a write, and which cases that sender sees.</summary>
internal sealed record Sender(Caller Caller, Func<string?, CancellationToken, Task<StoredCase?>> Find)
{
    public Actor Actor => new(Caller.Organisation, Caller.Subject);

    public static Sender Of(HttpContext http, VisibleCases visible) =>
        new(VisibleCases.CallerOf(http), (caseId, cancel) => visible.Find(http, caseId, cancel));
}

/// <summary>One resource to write, with where it stood in what was sent.</summary>
/// <param name="Expression">FHIRPath of the resource: its type, or <c>Bundle.entry[0].resource</c>.</param>
internal sealed record SentEntry(string Expression, Resource Resource)
{
    /// <summary>The id in the address of a PUT; null for a POST.</summary>
    public string? Id { get; init; }

    /// <summary>The entry's <c>fullUrl</c>, by which other entries refer to it.</summary>
    public string? FullUrl { get; init; }

    /// <summary>FHIRPath of the entry's <c>request</c>; null outside a Bundle.</summary>
    public string? Request { get; init; }

    /// <summary>The version that the sender has read, if it says so.</summary>
    public WeakETag? Expected { get; init; }

    /// <summary>Criteria of a conditional create.</summary>
    public string? IfNoneExist { get; init; }

    public bool IsUpdate => Id is not null;
}

/// <summary>A content to store before the commit.</summary>
internal sealed record SentContent(string Sha256, string ContentType, BinaryData Bytes);

/// <summary>A write that is right in itself: what it stores, and what it asks of the case.</summary>
/// <param name="Id">The id under which the resource is kept.</param>
/// <param name="Decide">Pure; its faults already stand under the entry's expression.</param>
internal sealed record PlannedWrite(SentEntry Entry, string Id, SentContent? Content, Func<CaseState, Decision> Decide)
{
    /// <summary>Another resource that the criteria of a conditional create found; nothing is written then.</summary>
    public (CaseId CaseId, string Id)? Existing { get; init; }
}

/// <summary>Writes as read: the case they are for, or everything that is wrong with them.</summary>
/// <param name="Refusals">Conditions that can't be met, each with its status; only looked at when there are no faults.</param>
internal sealed record ReadWrites(
    StoredCase? Stored, IReadOnlyList<PlannedWrite> Writes, IReadOnlyList<ShapeFault> Faults, IReadOnlyList<ConditionRefusal> Refusals);

/// <summary>A condition that was refused.</summary>
internal sealed record ConditionRefusal(int Status, string Code, string Expression, string Detail);

/// <summary>What became of one write.</summary>
/// <param name="Created">True when the resource is new with it.</param>
internal sealed record WriteDone(PlannedWrite Write, StoredCase Case, string Id, bool Created)
{
    public string Type => Write.Entry.Resource.ResourceType;
}

/// <summary>What became of all of them.</summary>
internal sealed record WritesDone(Refusal? Refusal, IReadOnlyList<WriteDone> Done);
