using IntegrationHub.Functions.Tests.Kit;

namespace IntegrationHub.Functions.Tests.Reliability;

internal sealed partial record CrashScenario
{
    /// <summary>What becomes of messages that nobody could process.</summary>
    private static IEnumerable<CrashScenario> OfParked =>
    [
        new("what the broker gave up on, collected", GivenUp),
        new("a parked message replayed", bench => Parked(bench, (hub, id) => hub.Send(HttpMethod.Post, $"hub/operations/parked/{id}/replay", hub.Token("operations"), null))),
        new("a parked message discarded", bench => Parked(bench, (hub, id) => hub.Send(
            HttpMethod.Delete, $"hub/operations/parked/{id}", hub.Token("operations"), HubClient.Content("""{"reason":"Sent by mistake"}""", "application/json")))),
    ];

    private static Task<Attempt> GivenUp(CrashBench bench)
    {
        var (caseId, act) = Collecting();
        return Task.FromResult(new Attempt(caseId, act));
    }

    private static async Task<Attempt> Parked(CrashBench bench, Func<HubClient, string, Task<Answer>> settle)
    {
        var (caseId, collect) = Collecting();
        Assert.True(await collect(bench.Clean));
        var id = Assert.Single(await bench.ParkedIds(caseId));
        return new Attempt(caseId, hub => Ok(settle(hub, id)));
    }

    private static (string CaseId, Func<HubClient, Task<bool>> Act) Collecting()
    {
        var subject = Sample.NewSubject();
        var caseId = CaseIds.Of(subject);
        var (message, delivery) = (Sample.BecameLookedAfter(subject), Deliveries(caseId));
        return (caseId, hub => Ok(hub.Trigger("CollectPoisonNotifications", delivery(message))));
    }
}
