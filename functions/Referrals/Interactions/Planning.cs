using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Identifiers;
using IntegrationHub.Domain.Policies;
using IntegrationHub.Functions.Referrals.Shape;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Referrals.Interactions;

/// <summary>What a write is planned with.</summary>
/// <param name="CaseId">The referral it is for; null when none is named.</param>
/// <param name="Stored">The case as it stands; null when it isn't the sender's.</param>
/// <param name="Contents">Contents that are there already, by the attachment's address (<c>Binary/{id}</c>).</param>
internal sealed record Planning(
    CaseId? CaseId, StoredCase? Stored, IReadOnlyList<SentEntry> Entries, EntryReferences References, List<ShapeFault> Faults,
    IReadOnlyDictionary<string, SentContent> Contents, string Hub, Policy Policy, DateTimeOffset Now)
{
    /// <summary>Whether the sender may sign a Care Entry Health Assessment off.</summary>
    public bool MaySignOff { get; init; }

    /// <summary>Conditions that can't be met, each with its status.</summary>
    public List<ConditionRefusal> Refusals { get; } = [];

    /// <summary>The number of the referral that a resource names; one that isn't the sender's is a fault.</summary>
    /// <param name="element">The element that names it.</param>
    public int ReferralNumber(SentEntry entry, string element, IEnumerable<ResourceReference>? references)
    {
        var named = references?.Select(reference => Functions.Referrals.References.IdIn(reference.Reference, ServiceRequest.TypeName, Hub)).FirstOrDefault(id => id is not null);
        if (Stored is null || named is null || ReferralIds.Find(Stored, named) is { } referral)
        {
            return Stored is null || named is null ? 1 : ReferralIds.NumberIn(named)!.Value;
        }

        Fault("business-rule", entry, element, "Must refer to the ServiceRequest of one of your referrals, as ServiceRequest/{id}.");
        return 1;
    }

    public void Fault(string code, SentEntry entry, string element, string text) => Faults.Add(new ShapeFault(code, $"{entry.Expression}.{element}", text));

    /// <summary>The case's refusals name a resource type; in a Bundle they must name the entry.</summary>
    public static Func<CaseState, Decision> At(SentEntry entry, Func<CaseState, Decision> decide) => state =>
    {
        var decision = decide(state);
        return decision.Refusal is not { } refusal ? decision : Decision.Refuse(refusal with
        {
            Faults = [.. refusal.Faults.Select(fault => fault with { Pointer = Under(entry, fault.Pointer) })],
        });
    };

    private static string Under(SentEntry entry, string expression) =>
        expression.StartsWith($"{entry.Resource.ResourceType}.", StringComparison.Ordinal) ? entry.Expression + expression[entry.Resource.ResourceType.Length..] : expression;
}

/// <summary>A write that is right in itself, before its references to other entries are replaced.</summary>
/// <param name="Text">What of the resource is kept as it was sent.</param>
/// <param name="IdOf">The id, from the text with its references replaced.</param>
/// <param name="Finish">Gets the id and that text.</param>
internal sealed record Draft(SentEntry Entry, Resource Text, Func<string, string> IdOf, Func<string, string, PlannedWrite> Finish)
{
    /// <summary>True when the id comes from the text; then it can't be known before those of the entries it refers to.</summary>
    public bool IdIsFromText { get; init; }
}
