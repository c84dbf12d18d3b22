using System.Text.Json;
using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Domain.Assessments;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Policies;
using IntegrationHub.Functions.Referrals.Shape;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Assessments;

/// <summary>What came of a return.</summary>
/// <param name="Faults">Every fault in it; empty when it was taken in.</param>
/// <param name="Refusal">A refusal by the case.</param>
/// <param name="Case">The case afterwards.</param>
/// <param name="Before">Ids of documents and plans that the case had before, so that a repeat can be told.</param>
internal sealed record AssessmentOutcome(IReadOnlyList<ShapeFault> Faults, Refusal? Refusal, StoredCase? Case, IReadOnlySet<string> Before);

/// <summary>
/// Takes a return to its case, whichever way it came (HTTP or queue): contents first, under their hash, then one commit for all its facts. A
/// repeat finds everything there and changes nothing.
/// </summary>
internal sealed class ReceiveAssessment(CaseStore cases, DocumentStore documents, Policy policy, TimeProvider time)
{
    public async Task<AssessmentOutcome> Handle(AssessmentReturn sent, StoredCase stored, Actor actor, CancellationToken cancel)
    {
        var state = stored.State;
        var before = state.Documents.Select(document => document.Document.DocumentId).Concat(state.CarePlans.Select(plan => plan.CarePlanId)).ToHashSet();
        var received = sent.Documents.Where(document => Existing(state, document.Entry) is null).ToList();
        foreach (var document in received)
        {
            await documents.Store(state.CaseId, document.Document.Sha256, document.Document.ContentType, document.Content, cancel);
        }

        foreach (var plan in sent.CarePlans)
        {
            await documents.Store(state.CaseId, plan.CarePlan.Sha256, "application/fhir+json", plan.Content, cancel);
        }

        var result = await cases.Change(stored.Document.Header, actor, current => ReturnAssessment.Decide(
            current,
            new ReturnAssessmentCommand(time.GetUtcNow(), [.. received.Select(document => document.Document)], [.. sent.CarePlans.Select(plan => plan.CarePlan)]),
            policy), cancel);
        return new AssessmentOutcome([], result.Refusal, result.Case, before);
    }

    /// <summary>
    /// <c>ifNoneExist: identifier=system|value</c>: the document the case already has under that identifier; null when there is none.
    /// </summary>
    public static DocumentReceived? Existing(CaseState state, SentEntry entry)
    {
        const string criterion = "identifier=";
        if (entry.IfNoneExist?.StartsWith(criterion, StringComparison.Ordinal) != true)
        {
            return null;
        }

        var wanted = Uri.UnescapeDataString(entry.IfNoneExist[criterion.Length..]);
        return state.Documents.Select(document => document.Document).FirstOrDefault(document => IdentifiersOf(document).Contains(wanted));
    }

    private static IEnumerable<string> IdentifiersOf(DocumentReceived document)
    {
        if (document.Resource is null)
        {
            return [];
        }

        using var json = JsonDocument.Parse(document.Resource);
        var resource = FhirJson.Read<DocumentReference>(json.RootElement);
        return [.. (resource.Identifier ?? []).Append(resource.MasterIdentifier).OfType<Identifier>().Select(identifier => $"{identifier.System}|{identifier.Value}")];
    }
}
