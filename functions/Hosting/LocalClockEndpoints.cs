using System.Globalization;
using System.Text.Json;
using IntegrationHub.Contracts.Problems;
using IntegrationHub.Functions.Security;

namespace IntegrationHub.Functions.Hosting;

/// <summary><c>/hub/local/clock</c>: reads and moves on the business clock. Mapped in local mode only.</summary>
public static class LocalClockEndpoints
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/hub/local/clock", (TimeProvider clock) => Now(clock)).WithMetadata(new Requires(Operation.Anyone));
        app.MapPut("/hub/local/clock", Put).WithMetadata(new Requires(Operation.Anyone));
    }

    private static async Task<IResult> Put(HttpRequest request, BusinessClock clock, LocalTriggers triggers, CancellationToken cancel)
    {
        var body = await RequestBodies.Read(request, 1024, ["application/json"], cancel);
        if (body.Refusal is not null)
        {
            return body.Refusal;
        }

        if (MomentIn(body.Bytes) is not { } moment)
        {
            return Answers.Refused(422, ProblemCodes.InvalidRequest, "Send {\"now\": an instant such as 2026-11-02T09:00:00Z}.",
                [new Fault("/now", FaultCodes.InstantFormat, "Must be an instant with offset.")]);
        }

        if (!clock.TryMoveTo(moment))
        {
            return Answers.Refused(409, ProblemCodes.ClockBackwards, "The clock never goes backwards.");
        }

        // What became due in the time that was skipped is raised before the answer.
        await triggers.FireTimers(cancel);
        return Now(clock);
    }

    private static DateTimeOffset? MomentIn(ReadOnlyMemory<byte> bytes)
    {
        var (document, _) = RequestBodies.Parse(bytes);
        using (document)
        {
            return document?.RootElement is { ValueKind: JsonValueKind.Object } json && json.TryGetProperty("now", out var now)
                && now.ValueKind == JsonValueKind.String
                && DateTimeOffset.TryParse(now.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
                ? moment.ToUniversalTime()
                : null;
        }
    }

    private static IResult Now(TimeProvider clock) => Answers.Ok(new { now = clock.GetUtcNow() });
}
