using IntegrationHub.Contracts.Operations;
using IntegrationHub.Contracts.Problems;
using IntegrationHub.Domain.Alarms;
using IntegrationHub.Domain.Escalations;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Security;

namespace IntegrationHub.Functions.Alarms;

/// <summary>Alarms for the operator: listed, newest first, and acknowledged.</summary>
public static class AlarmEndpoints
{
    private const int MostListed = 500;
    private const int MaxAttempts = 10;

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/hub/operations/alarms", List).WithMetadata(new Requires(Operation.SeeAlarms));
        app.MapPost("/hub/operations/alarms/{id}/acknowledge", Acknowledge).WithMetadata(new Requires(Operation.SeeAlarms));
    }

    private static async Task<IResult> List(HttpRequest request, AlarmStore store, CancellationToken cancel)
    {
        var faults = request.Query.Keys.Where(name => name != "state")
            .Select(name => new Fault($"?{SentNames.Showable(name)}", FaultCodes.UnknownMember, "The only parameter is state.")).ToList();
        var state = request.Query["state"].FirstOrDefault() is { Length: > 0 } text ? text : null;
        if (state is not null && !Alarm.States.Contains(state))
        {
            faults.Add(new Fault("?state", FaultCodes.UnknownCode, $"Must be one of {string.Join(", ", Alarm.States)}."));
        }

        if (faults.Count > 0)
        {
            return Answers.Refused(422, ProblemCodes.InvalidRequest, "The list can't be filtered like this. Every fault is listed.", faults);
        }

        var stored = await store.List(state is null ? null : state == DeliveryOutcomes.Resolved, cancel);
        var alarms = stored.Select(alarm => alarm.Alarm).Where(alarm => state is null || alarm.State == state).OrderByDescending(alarm => alarm.RaisedAt).Take(MostListed);
        return Answers.Ok(new { alarms = alarms.Select(ViewOf) });
    }

    private static async Task<IResult> Acknowledge(string id, AlarmStore store, TimeProvider time, CancellationToken cancel)
    {
        for (var attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            if (await store.Find(id, cancel) is not { } stored)
            {
                return Answers.NotFound();
            }

            if (stored.Alarm.Acknowledge(time.GetUtcNow()) is not { } acknowledged)
            {
                return Answers.Ok(ViewOf(stored.Alarm));
            }

            if (await store.TryPut(acknowledged, stored.ETag, cancel) is not null)
            {
                return Answers.Ok(ViewOf(acknowledged));
            }
        }

        return Answers.Refused(503, ProblemCodes.StorageUnavailable, "The alarm is being changed by too many at once. Try again.");
    }

    private static AlarmView ViewOf(Alarm alarm) => new(
        alarm.AlarmId, alarm.Kind, alarm.Subject, alarm.State, alarm.Text, alarm.RaisedAt, alarm.ResolvedAt, alarm.AcknowledgedAt,
        [.. alarm.Notices.Select(notice => new AlarmDelivery(notice.State, notice.Channel, notice.Outcome, notice.At, notice.Detail, notice.Final))]);
}
