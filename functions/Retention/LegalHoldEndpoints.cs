using IntegrationHub.Contracts.Operations;
using IntegrationHub.Contracts.Problems;
using IntegrationHub.Domain.Identifiers;
using IntegrationHub.Functions.Cases;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Operations;
using IntegrationHub.Functions.Security;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Retention;

/// <summary>Places and lifts legal holds: a case that is held stays, however long ago care ended.</summary>
internal static class LegalHoldEndpoints
{
    private const string Route = "/hub/operations/cases/{id}/legal-hold";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapPut(Route, (HttpContext http, string id, LegalHolds holds, CaseStore cases, TimeProvider time, CancellationToken cancel) =>
            Order(LegalHoldOrder.Placed, http, id, holds, cases, time, cancel)).WithMetadata(new Requires(Operation.HoldCase));
        app.MapDelete(Route, (HttpContext http, string id, LegalHolds holds, CaseStore cases, TimeProvider time, CancellationToken cancel) =>
            Order(LegalHoldOrder.Lifted, http, id, holds, cases, time, cancel)).WithMetadata(new Requires(Operation.HoldCase));
    }

    private static async Task<IResult> Order(
        string order, HttpContext http, string id, LegalHolds holds, CaseStore cases, TimeProvider time, CancellationToken cancel)
    {
        var (reason, refusal) = await ReasonBody.Read(http.Request, cancel);
        if (refusal is not null)
        {
            return refusal;
        }

        if (!CaseId.TryParse(id, out var caseId))
        {
            return Answers.NotFound();
        }

        VisibleCases.Note(http, caseId);
        if (await cases.Load(caseId, cancel) is null)
        {
            return Answers.NotFound();
        }

        var view = await holds.Add(caseId, new LegalHoldOrder(order, reason!, time.GetUtcNow(), VisibleCases.CallerOf(http).Subject), cancel);

        // Retention marks the case, looks for a hold, and only then removes anything. So a hold that stands while the case is not marked yet is met by it.
        return view switch
        {
            null => Answers.Refused(503, ProblemCodes.StorageUnavailable, "The hold is being changed by somebody else. Try again."),
            _ when await cases.Load(caseId, cancel) is null => Answers.Refused(
                409, ProblemCodes.CaseRemoved, "The case is being removed at this moment, because its time was up. Ask again: while it is not found, it is removed."),
            _ => Answers.Ok(view),
        };
    }
}
