using System.Text.Json.Nodes;
using IntegrationHub.Functions.Tests.Kit;

namespace IntegrationHub.Functions.Tests.Reliability;

internal sealed partial record CrashScenario
{
    /// <summary>Each notification by each way.</summary>
    private static IEnumerable<CrashScenario> OfNotifications =>
    [
        .. Notifications.SelectMany(one => new CrashScenario[]
        {
            new($"{one.Name} by HTTP", bench => Notification(bench, one, ByHttp)) { Kinds = KindsFor(one) },
            new($"{one.Name} by queue", bench => Notification(bench, one, ByQueue)) { Kinds = KindsFor(one) },
        }),
        new("a notification that is refused, by queue", Refused),
        new("a follow-up that overtakes its case, by queue", Early) { Kinds = [FaultKind.LoseAnswer, FaultKind.KillAfter, FaultKind.Overtaken] },
        new("a follow-up that waited is taken to its case", Waited) { IsTimer = true },
    ];

    private static OneNotification[] Notifications =>
    [
        new("became-looked-after", subject => Sample.BecameLookedAfter(subject)) { Opens = true },
        new("became-looked-after, told too late", subject => Sample.BecameLookedAfter(subject, on: "2026-10-01")) { Opens = true },
        new("became-looked-after, in care again", subject => Sample.BecameLookedAfter(subject, on: "2026-11-02"))
        {
            Before = subject => [Sample.Ceased(subject, on: "2026-10-31")],
            Episode = 2,
        },
        new("placement-changed", subject => Sample.Event("uk.lac.placement-changed.v1", subject, new JsonObject
        {
            ["placement"] = new JsonObject { ["type"] = "U3", ["startedOn"] = "2026-11-01", ["postcode"] = "OX1 1AA", ["localAuthority"] = "931" },
        })),
        new("legal-status-changed", subject => Sample.Event("uk.lac.legal-status-changed.v1", subject, new JsonObject { ["legalStatus"] = "C1", ["on"] = "2026-11-01" })),
        new("consent-recorded", subject => Sample.Consent(subject)),
        new("paperwork-completed", subject => Sample.Paperwork(subject)),
        new("details-corrected", subject => Sample.Event("uk.lac.details-corrected.v1", subject, new JsonObject
        {
            ["child"] = new JsonObject { ["nhsNumber"] = "9990000026", ["nhsNumberStatus"] = "01" },
        })),
        new("assessment-declined", subject => Sample.Event("uk.lac.assessment-declined.v1", subject, new JsonObject { ["on"] = "2026-11-01", ["by"] = "young-person" })),
        new("breach-reason-recorded", subject => Sample.Event("uk.lac.breach-reason-recorded.v1", subject, new JsonObject
        {
            ["keyDate"] = "assessment-attended", ["reason"] = "other", ["text"] = "Snow",
        })),
        new("provider-changed", subject => Sample.Event("uk.lac.provider-changed.v1", subject, new JsonObject { ["healthProvider"] = "RTK" })),
        new("ceased-to-be-looked-after", subject => Sample.Ceased(subject)),
        new("care-end-withdrawn", subject => Sample.Event("uk.lac.care-end-withdrawn.v1", subject, [])) { Before = subject => [Sample.Ceased(subject)] },
        new("ceha-agreed", subject => Sample.Event("uk.lac.ceha-agreed.v1", subject, new JsonObject { ["on"] = "2026-11-02" })) { Before = Declined },
        new("earlier-assessment-recorded", subject => Sample.Event("uk.lac.earlier-assessment-recorded.v1", subject, new JsonObject { ["on"] = "2026-10-01" })),
    ];

    /// <summary>All of them take one way through the hub: what fails before it is sent is tried for some of them only.</summary>
    private static FaultKind[] KindsFor(OneNotification notification) => notification.Name is "became-looked-after" or "consent-recorded" or "provider-changed"
        ? Enum.GetValues<FaultKind>()
        : [FaultKind.FailAfter, FaultKind.LoseAnswer, FaultKind.KillAfter, FaultKind.Overtaken];

    private static async Task<Attempt> Notification(CrashBench bench, OneNotification one, Func<string, JsonObject, Func<HubClient, Task<bool>>> way)
    {
        var subject = Sample.NewSubject();
        foreach (var before in one.Opens ? [] : one.Before(subject).Prepend(Sample.BecameLookedAfter(subject)))
        {
            await CrashBench.Done(bench.Clean.Notify(before));
        }

        var caseId = CaseIds.Of(subject, one.Episode);
        return new Attempt(caseId, way(caseId, one.Message(subject)));
    }

    private static IEnumerable<JsonObject> Declined(string subject) => new[] { "2026-10-31", "2026-11-01" }.Select(on =>
        Sample.Event("uk.lac.assessment-declined.v1", subject, new JsonObject { ["on"] = on, ["by"] = "young-person" }));

    private static Func<HubClient, Task<bool>> ByHttp(string caseId, JsonObject message) => hub => Ok(hub.Notify(message));

    private static Func<HubClient, Task<bool>> ByQueue(string caseId, JsonObject message)
    {
        var delivery = Deliveries(caseId);
        return hub => Ok(hub.Trigger("ReceiveNotification", delivery(message)));
    }

    private static Task<Attempt> Refused(CrashBench bench)
    {
        var message = Sample.BecameLookedAfter(Sample.NewSubject());
        message["data"]!["care"]!["legalStatus"] = "ZZ";
        var caseId = CaseIds.Of((string)message["subject"]!);
        return Task.FromResult(new Attempt(caseId, ByQueue(caseId, message)));
    }

    /// <summary>The follow-up is taken in before its case is there, and kept; then the case is opened. A fault at the last delivery parks it instead: that is told by tests of its own.</summary>
    private static Task<Attempt> Early(CrashBench bench)
    {
        var subject = Sample.NewSubject();
        var caseId = CaseIds.Of(subject);
        var followUp = LastDelivery(caseId, Sample.Consent(subject));
        var opening = ByQueue($"{caseId}-opening", Sample.BecameLookedAfter(subject));
        return Task.FromResult(new Attempt(caseId, async hub => await followUp(hub) && await opening(hub)));
    }

    /// <summary>The delivery at which a message is kept that still has no case: the broker would give up on it after this one.</summary>
    private static Func<HubClient, Task<bool>> LastDelivery(string caseId, JsonObject message) =>
        hub => Ok(hub.Trigger("ReceiveNotification", Sample.StorageQueueEnvelope(message.ToJsonString(), 5, caseId)));

    private static async Task<Attempt> Waited(CrashBench bench)
    {
        var subject = Sample.NewSubject();
        var caseId = CaseIds.Of(subject);
        Assert.True(await LastDelivery(caseId, Sample.Consent(subject))(bench.Clean));
        await CrashBench.Done(bench.Clean.Notify(Sample.BecameLookedAfter(subject)));
        return new Attempt(caseId, hub => Fire(hub, "RetryEarlyFollowUps"));
    }

    /// <param name="Message">About a child.</param>
    private sealed record OneNotification(string Name, Func<string, JsonObject> Message)
    {
        /// <summary>Which of the child's cases it is about.</summary>
        public int Episode { get; init; } = 1;

        /// <summary>It opens the case; the others follow it.</summary>
        public bool Opens { get; init; }

        /// <summary>What must have been said before.</summary>
        public Func<string, IEnumerable<JsonObject>> Before { get; init; } = _ => [];
    }
}
