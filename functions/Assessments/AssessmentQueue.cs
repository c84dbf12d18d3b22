using System.Text.Json;
using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Referrals.Shape;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Assessments;

/// <summary>The return by queue: the same Bundle, the same effect. What can't be taken in is parked.</summary>
internal sealed class AssessmentQueue(ReceiveAssessment receive, CaseStore cases, HubSettings settings) : IQueueFunction
{
    public async Task<TriggerResult> Handle(TriggerMessage message, CancellationToken cancel)
    {
        var (document, notJson) = RequestBodies.Parse(message.Body);
        if (document is null)
        {
            return TriggerResult.Park(notJson!.Code);
        }

        using (document)
        {
            return IsBundle(document.RootElement) && FhirShape.Check(document.RootElement, Bundle.TypeName).Count == 0
                ? await Receive(AssessmentReturn.OfBundle(document.RootElement, settings.PublicUrl), message, cancel)
                : TriggerResult.Park("invalid-bundle");
        }
    }

    private async Task<TriggerResult> Receive(AssessmentReturn sent, TriggerMessage message, CancellationToken cancel)
    {
        if (sent.Faults.Count > 0 || sent.CaseId is not { } caseId)
        {
            return TriggerResult.Park("invalid-return");
        }

        if (await cases.Load(caseId, cancel) is not { } stored)
        {
            return TriggerResult.Park("referral-not-known");
        }

        var outcome = await receive.Handle(sent, stored, new Actor(stored.State.HealthProvider, $"queue:{message.Queue}"), cancel);
        return outcome.Refusal switch
        {
            null => TriggerResult.Done("taken in"),
            { Kind: RefusalKind.Busy } busy => TriggerResult.Retry(busy.Code),
            var refusal => TriggerResult.Park(refusal.Code),
        };
    }

    private static bool IsBundle(JsonElement json) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty("resourceType", out var type) && type.ValueKind == JsonValueKind.String && type.ValueEquals(Bundle.TypeName);
}
