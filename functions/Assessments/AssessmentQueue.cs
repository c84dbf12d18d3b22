using System.Collections.Frozen;
using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Identifiers;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Referrals;
using IntegrationHub.Functions.Referrals.Interactions;
using IntegrationHub.Functions.Referrals.Shape;
using IntegrationHub.Functions.Security;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Assessments;

/// <summary>The return by queue: the same transaction Bundle, the same effect. What can't be taken in is parked.</summary>
internal sealed class AssessmentQueue(TransactionReader reader, Transaction transaction, CaseStore cases, HubSettings settings) : IQueueFunction
{
    private static readonly FrozenSet<string> Roles = new[] { HubRoles.HealthRead, HubRoles.HealthWrite }.ToFrozenSet();

    public async Task<TriggerResult> Handle(TriggerMessage message, CancellationToken cancel)
    {
        var (document, notJson) = RequestBodies.Parse(message.Body);
        if (document is null)
        {
            return TriggerResult.Park(notJson!.Code);
        }

        using (document)
        {
            return FhirBodies.TypeOf(document.RootElement) == Bundle.TypeName && FhirShape.Check(document.RootElement, Bundle.TypeName).Count == 0
                ? await Receive(FhirJson.Read<Bundle>(document.RootElement), message, cancel)
                : TriggerResult.Park("invalid-bundle");
        }
    }

    private async Task<TriggerResult> Receive(Bundle bundle, TriggerMessage message, CancellationToken cancel)
    {
        // Nobody waits for an answer, so there is nothing to read here.
        var entries = reader.Read(bundle);
        if (entries.Faults.Count > 0 || entries.Reads.Count > 0 || ReferralOf.All([.. entries.Writes.Values], [], settings.PublicUrl) is not { } caseId)
        {
            return TriggerResult.Park("invalid-return");
        }

        if (await cases.Load(caseId, cancel) is not { State: { } state })
        {
            return TriggerResult.Park("referral-not-known");
        }

        var outcome = await transaction.Run(bundle, SenderOf(ProviderOf(state, entries.Writes.Values), message.Queue), NothingToRead, ReturnPreference.None, cancel);
        return outcome switch
        {
            { Faults.Count: > 0 } or { Conditions.Count: > 0 } => TriggerResult.Park("invalid-return"),
            { Refusal: { Kind: RefusalKind.Busy } busy } => TriggerResult.Retry(busy.Code),
            { Refusal: { } refusal } => TriggerResult.Park(refusal.Code),
            _ => TriggerResult.Done("taken in"),
        };
    }

    /// <summary>Who was asked by the referral that is named; where the child alone is named, who is asked now.</summary>
    private string ProviderOf(CaseState state, IEnumerable<SentEntry> entries) =>
        ReferralOf.FirstNamed(entries, settings.PublicUrl) is { } named && ReferralIds.NumberIn(named) is { } number
            ? state.Referrals.FirstOrDefault(referral => referral.Number == number)?.Provider ?? state.HealthProvider
            : state.HealthProvider;

    /// <summary>Whoever may write to the queue is trusted to be the provider of the referral that it names, and may do what that one may by HTTP.</summary>
    private Sender SenderOf(string provider, string queue)
    {
        var caller = new Caller($"queue:{queue}", "queue", provider, Roles);
        return new Sender(
            caller,
            async (id, cancel) => CaseId.TryParse(id, out var caseId) && await cases.Load(caseId, cancel) is { } stored ? Access.View(caller, Operation.WriteFhir, stored) : null);
    }

    private static System.Threading.Tasks.Task<InternalAnswer> NothingToRead(string url) => System.Threading.Tasks.Task.FromResult(new InternalAnswer(405, null, null, null, null));
}
