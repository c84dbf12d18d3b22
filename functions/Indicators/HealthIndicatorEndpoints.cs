using System.Text.Json;
using IntegrationHub.Contracts.Cases;
using IntegrationHub.Contracts.Problems;
using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Indicators;
using IntegrationHub.Functions.Cases;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Security;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Indicators;

/// <summary>
/// <c>POST</c> and <c>GET /hub/cases/{id}/health-indicators</c>: what the health team states of a child, for whoever has no FHIR
/// client. Each statement is the same fact, and the same Observation, as the one that came as FHIR.
/// </summary>
public static class HealthIndicatorEndpoints
{
    private const int MaxBytes = 16 * 1024;

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/hub/cases/{id}/health-indicators", Get).WithMetadata(new Requires(Operation.ReadHealthIndicators));
        app.MapPost("/hub/cases/{id}/health-indicators", Post).WithMetadata(new Requires(Operation.RecordHealthIndicators));
    }

    private static async Task<IResult> Get(HttpContext http, string id, VisibleCases visible, CancellationToken cancel) =>
        await visible.Find(http, id, cancel) is { } stored ? Answers.Ok(ViewOf(stored.State)) : Answers.NotFound();

    private static async Task<IResult> Post(
        HttpContext http, string id, VisibleCases visible, CaseStore cases, TimeProvider time, CancellationToken cancel)
    {
        if (await visible.Find(http, id, cancel) is not { } stored)
        {
            return Answers.NotFound();
        }

        var body = await RequestBodies.Read(http.Request, MaxBytes, ["application/json"], cancel);
        if (body.Refusal is not null)
        {
            return body.Refusal;
        }

        var (json, bad) = RequestBodies.Parse(body.Bytes);
        using (json)
        {
            return json is null
                ? Answers.Refused(400, ProblemCodes.NotJson, "The body could not be read.", [bad!])
                : await Record(http, stored, json.RootElement, cases, time, cancel);
        }
    }

    private static async Task<IResult> Record(
        HttpContext http, StoredCase stored, JsonElement json, CaseStore cases, TimeProvider time, CancellationToken cancel)
    {
        var (statements, faults) = HealthIndicatorReader.Read(json, LondonTime.Today(time));
        if (faults.Count > 0)
        {
            return Answers.Refused(422, ProblemCodes.InvalidRequest, "The health indicators were not accepted. Every fault is listed.", faults);
        }

        var caseId = stored.State.CaseId;
        var named = statements.Select(said => said with { Statement = ObservationIds.WithId(caseId, said.Statement) }).ToList();
        var caller = VisibleCases.CallerOf(http);
        var result = await cases.Change(
            stored.Document.Header, new Actor(caller.Organisation, caller.Subject),
            state => RecordHealthIndicators.Decide(state, new RecordHealthIndicatorsCommand(time.GetUtcNow(), named)), cancel);
        return result.Refusal is { } refusal ? Answers.Refused(refusal) : Answers.Ok(ViewOf(result.Case!.State), result.Changed ? 201 : 200);
    }

    private static HealthIndicatorsView ViewOf(CaseState state) => new(
        state.Header.CaseId,
        [.. HealthIndicatorStandings.Of(state).Select(said => new HealthIndicatorView(
            said.Indicator, said.On, said.Recorded.Yes, said.Recorded.Score, said.Recorded.Reason, said.RecordedAt,
            $"/hub/fhir/Observation/{said.Recorded.ObservationId}"))]);
}
