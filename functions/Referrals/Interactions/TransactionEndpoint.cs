using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Contracts.Problems;
using IntegrationHub.Functions.Cases;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Referrals.Shape;

namespace IntegrationHub.Functions.Referrals.Interactions;

/// <summary><c>POST /hub/fhir</c> with a Bundle: a transaction, or a batch.</summary>
internal static class TransactionEndpoint
{
    public static async Task<IResult> Post(
        HttpContext http, VisibleCases visible, Transaction transaction, Batch batch, InternalRequests requests, CancellationToken cancel)
    {
        using var body = await FhirBodies.Read(http.Request, Bundle.TypeName, cancel);
        if (body.Refusal is not null)
        {
            return body.Refusal;
        }

        var sent = CheckedResource.Of(body.Json, Bundle.TypeName);
        if (body.Json.Text("type"u8) == "batch")
        {
            return await RunBatch(http, body, sent.Faults, batch);
        }

        if (sent.Readable is not { } readable)
        {
            return FhirAnswers.Invalid(sent.Faults);
        }

        var bundle = FhirJson.Read<Bundle>(readable);
        if (sent.Faults.Count > 0)
        {
            return FhirAnswers.Invalid(sent.With((await transaction.Read(bundle, Sender.Of(http, visible), cancel)).Writes.Faults));
        }

        var outcome = await transaction.Run(
            bundle, Sender.Of(http, visible), url => requests.Send(http, new InternalRequest("GET", url)), Preferences.Return(http.Request), cancel);
        return outcome switch
        {
            { Faults.Count: > 0 } or { Conditions.Count: > 1 } => FhirAnswers.Invalid([.. outcome.Faults, .. outcome.Conditions.Select(FaultOf)]),
            { Conditions: [var condition] } => Answers.Refused(condition.Status, condition.Code, condition.Detail, [new Fault(condition.Expression, condition.Code, condition.Detail)]),
            { Refusal: { } refusal } => Answers.Refused(refusal),
            _ => FhirAnswers.Resource(outcome.Response!),
        };
    }

    /// <summary>A condition that was refused, as a fault among others.</summary>
    public static ShapeFault FaultOf(ConditionRefusal condition) => new(condition.Status == 412 ? "conflict" : "value", condition.Expression, condition.Detail);

    /// <summary>Only what is around the resources is refused as a whole; each resource answers for itself.</summary>
    private static async Task<IResult> RunBatch(HttpContext http, FhirBody body, IReadOnlyList<ShapeFault> faults, Batch batch)
    {
        var count = body.Json.Items("entry"u8).Count();
        IReadOnlyList<ShapeFault> around =
        [
            .. faults.Where(fault => !IsInResource(fault.Expression)),
            .. count is 0 && !faults.Any(fault => fault.Expression == "Bundle.entry") || count is > TransactionReader.MaxEntries ? [new ShapeFault("value", "Bundle.entry", $"A batch brings from 1 to {TransactionReader.MaxEntries} entries.")] : Array.Empty<ShapeFault>(),
        ];
        return around.Count > 0 ? FhirAnswers.Invalid(around) : FhirAnswers.Resource(await batch.Run(http, body.Json));
    }

    private static bool IsInResource(string expression) =>
        expression.Split('.') is ["Bundle", var entry, "resource", ..] && entry.StartsWith("entry[", StringComparison.Ordinal);
}
