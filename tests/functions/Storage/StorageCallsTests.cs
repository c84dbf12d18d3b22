using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using IntegrationHub.Functions.Storage;
using IntegrationHub.Functions.Tests.Kit;
using IntegrationHub.Functions.Tests.Reliability;

namespace IntegrationHub.Functions.Tests.Storage;

/// <summary>What a notification costs in requests to storage: each is time that a caller waits, and money.</summary>
[Collection(TestStack.Name)]
public sealed class StorageCallsTests(TestStack stack)
{
    [Fact]
    public async Task A_first_notification_takes_eight_requests_and_no_look_up()
    {
        await using var hub = await InProcessHub.StartOn(stack);
        await Warmed(hub);

        var calls = await CallsOf(hub, Sample.BecameLookedAfter(Sample.NewSubject()), 201);

        Assert.Equal(
            ["PUT index", "PUT index", "PUT index", "PUT index", "PUT index", "PUT cases", "DELETE index", "PUT audit"],
            calls);
    }

    [Fact]
    public async Task A_follow_up_reads_its_case_once()
    {
        await using var hub = await InProcessHub.StartOn(stack);
        await Warmed(hub);
        var subject = Sample.NewSubject();
        await CallsOf(hub, Sample.BecameLookedAfter(subject), 201);

        var calls = await CallsOf(hub, Sample.Consent(subject), 201);

        Assert.Equal(["HEAD index", "GET cases"], calls.Where(call => !call.StartsWith("PUT", StringComparison.Ordinal) && !call.StartsWith("DELETE", StringComparison.Ordinal)));
        Assert.Single(calls, "PUT cases");
    }

    /// <summary>A process that died between reserving the key and the put that shows that the child has a case already, must not keep the message waiting.</summary>
    [Fact]
    public async Task A_message_whose_key_was_reserved_to_begin_a_case_that_was_there_already_is_taken_in_at_once()
    {
        await using var hub = await InProcessHub.StartOn(stack);
        var subject = Sample.NewSubject();
        await CallsOf(hub, Sample.BecameLookedAfter(subject), 201);
        await CallsOf(hub, Sample.Ceased(subject, on: "2026-10-31"), 201);
        var again = Sample.BecameLookedAfter(subject, on: "2026-11-02");
        hub.Plan.Arm(FaultKind.KillAfter, 0);
        Assert.NotEqual(201, (await hub.Notify(again)).Status);
        Assert.Contains("/index/message/", hub.Plan.Struck, StringComparison.Ordinal);
        hub.Plan.Revive();

        var answer = await hub.Notify(again);

        Assert.Equal((201, CaseIds.Of(subject, 2)), (answer.Status, answer.CaseId));
        var reused = Sample.BecameLookedAfter(Sample.NewSubject());
        reused["id"] = (string)again["id"]!;
        Assert.Equal("notification-id-reused", (await hub.Notify(reused)).Code);
    }

    /// <summary>Once for each process: the key of NHS numbers, the audit's blob of the hour, that the council was heard today.</summary>
    private static Task Warmed(InProcessHub hub) => CallsOf(hub, Sample.BecameLookedAfter(Sample.NewSubject()), 201);

    private static async Task<IReadOnlyList<string>> CallsOf(InProcessHub hub, JsonObject notification, int status)
    {
        var calls = new ConcurrentQueue<string>();
        void Count(StorageCall call) => calls.Enqueue($"{call.Method} {call.Target.Name}");
        hub.Storage.Answered += Count;
        var answer = await hub.Notify(notification);
        hub.Storage.Answered -= Count;
        Assert.True(answer.Status == status, answer.Body);
        return [.. calls];
    }
}
