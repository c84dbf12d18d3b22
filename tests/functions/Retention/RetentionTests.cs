using Azure.Storage.Blobs.Models;
using IntegrationHub.Domain.Identifiers;
using IntegrationHub.Functions.Storage;
using IntegrationHub.Functions.Tests.Kit;
using IntegrationHub.Functions.Tests.Reliability;
using Microsoft.Extensions.DependencyInjection;

namespace IntegrationHub.Functions.Tests.Retention;

/// <summary>What is removed when its time is up, what isn't, and what is known of it afterwards.</summary>
[Collection(TestStack.Name)]
public sealed class RetentionTests(TestStack stack) : IAsyncLifetime
{
    private const string Month = "30";

    // Care ended on 2 November 2026; the hub heard of it on the same day.
    private const string LastDay = "2026-12-02T12:00:00Z";
    private const string DayAfter = "2026-12-03T01:00:00Z";
    private readonly string account = stack.NewAccount();
    private readonly string folder = stack.NewFolder();
    private CrashBench bench = null!;

    public async Task InitializeAsync() => bench = await CrashBench.Start(account, folder);

    public async Task DisposeAsync() => await bench.DisposeAsync();

    [Theory]
    [InlineData(null, "2036-11-02T12:00:00Z", false)]
    [InlineData("0", "2036-11-02T12:00:00Z", false)]
    [InlineData(Month, LastDay, false)]
    [InlineData(Month, DayAfter, true)]
    public async Task A_closed_case_goes_when_its_days_are_over_and_never_without_a_setting(string? days, string now, bool goes)
    {
        var closed = await ClosedCase.Make(bench);
        var open = (await bench.Clean.Notify(Sample.BecameLookedAfter(Sample.NewSubject()))).CaseId;
        await using var hub = await Later(days, now);

        Assert.Equal($"removed {(goes ? 1 : 0)}", await Apply(hub));

        Assert.Equal(goes ? 404 : 200, (await hub.Get($"hub/cases/{closed.CaseId}", hub.SocialCare)).Status);
        Assert.Equal(200, (await hub.Get($"hub/cases/{open}", hub.SocialCare)).Status);
        var traces = await closed.Traces(bench);
        Assert.True(goes == (traces.Count == 0), string.Join('\n', traces));
    }

    [Fact]
    public async Task The_audit_proves_what_was_removed_when_and_by_which_rule_and_names_nobody()
    {
        var closed = await ClosedCase.Make(bench);
        var documents = await Names(hub: bench.Clean, closed.CaseId);
        await using var hub = await Later(Month, DayAfter);
        await Apply(hub);

        var audit = await hub.Get($"hub/operations/audit?caseId={closed.CaseId}&operation=ApplyRetention", hub.Token("operations"));

        var line = Assert.Single(audit.Json["entries"]!.AsArray())!;
        var proof = line["removed"]!;
        Assert.Equal(("hub", 200), ((string)line["organisation"]!, (int)line["status"]!));
        Assert.Equal("HUB_RETENTION_DAYS=30: 30 days after the end of care", (string)proof["rule"]!);
        Assert.StartsWith("2026-12-03T01:", (string)proof["removedAt"]!, StringComparison.Ordinal);
        Assert.Equal((2, 1, 1), ((int)proof["documents"]!, (int)proof["deliveries"]!, (int)proof["parkedMessages"]!));
        Assert.Equal(documents, proof["documentSha256"]!.AsArray().Select(hash => (string)hash!));
        Assert.Equal(64, ((string)proof["caseSha256"]!).Length);
        foreach (var personal in new[] { "Testchild", "9990000018", closed.Subject })
        {
            Assert.DoesNotContain(personal, audit.Body, StringComparison.Ordinal);
        }

        Assert.Equal("removed 0", await Apply(hub));
        Assert.Empty((await hub.Send(HttpMethod.Post, "hub/operations/check", hub.Token("operations"), null)).Json["findings"]!.AsArray());
    }

    [Fact]
    public async Task A_held_case_stays_until_the_hold_is_lifted()
    {
        var closed = await ClosedCase.Make(bench);
        await using var hub = await Later(Month, DayAfter);
        Assert.Equal(422, (await Hold(hub, HttpMethod.Put, closed.CaseId, "{}")).Status);
        var held = await Hold(hub, HttpMethod.Put, closed.CaseId, """{"reason":"A claim is before the court."}""");
        Assert.True((bool)held.Json["isHeld"]!, held.Body);

        Assert.Equal("removed 0", await Apply(hub));
        Assert.Equal(200, (await hub.Get($"hub/cases/{closed.CaseId}", hub.SocialCare)).Status);

        var lifted = await Hold(hub, HttpMethod.Delete, closed.CaseId, """{"reason":"The claim is settled."}""");
        Assert.Equal(["placed", "lifted"], lifted.Json["history"]!.AsArray().Select(order => (string)order!["order"]!));
        Assert.Equal("removed 1", await Apply(hub));
        Assert.Empty(await closed.Traces(bench));
        Assert.Equal(404, (await Hold(hub, HttpMethod.Put, closed.CaseId, """{"reason":"Too late."}""")).Status);
        Assert.Equal(404, (await Hold(hub, HttpMethod.Put, "825-aaaaaaaaaaaaaaaaaaaaaaaaaa", """{"reason":"Nobody's."}""")).Status);
    }

    [Fact]
    public async Task A_removal_that_was_cut_off_before_anything_was_removed_is_called_off_by_a_hold()
    {
        var closed = await ClosedCase.Make(bench);
        await using var hub = await Later(Month, DayAfter);
        Assert.Equal(200, (await Hold(hub, HttpMethod.Put, closed.CaseId, """{"reason":"A claim is before the court."}""")).Status);
        Assert.True(CaseId.TryParse(closed.CaseId, out var id));
        var removal = hub.Services.GetRequiredService<CaseRemoval>();
        Assert.NotNull(await removal.TryMark((await removal.Find(id, CancellationToken.None))!, RemovalPhase.Judged, CancellationToken.None));
        Assert.Equal(404, (await hub.Get($"hub/cases/{closed.CaseId}", hub.SocialCare)).Status);

        Assert.Equal("removed 0", await Apply(hub));

        Assert.Equal(200, (await hub.Get($"hub/cases/{closed.CaseId}", hub.SocialCare)).Status);
        Assert.Empty((await hub.Send(HttpMethod.Post, "hub/operations/check", hub.Token("operations"), null)).Json["findings"]!.AsArray());
    }

    [Fact]
    public async Task An_end_of_care_that_the_hub_hears_of_late_gives_its_days_all_the_same()
    {
        var subject = Sample.NewSubject();
        var caseId = (await bench.Clean.Notify(Sample.BecameLookedAfter(subject, "2026-07-01"))).CaseId;
        Assert.Equal(201, (await bench.Clean.Notify(Sample.Ceased(subject, "2026-07-10"))).Status);
        await using var hub = await Later(Month, LastDay);

        Assert.Equal("removed 0", await Apply(hub));

        Assert.Equal(200, (await hub.Get($"hub/cases/{caseId}", hub.SocialCare)).Status);
    }

    [Fact]
    public async Task An_old_message_sent_again_does_not_bring_the_case_back_and_its_id_is_never_used_again()
    {
        var closed = await ClosedCase.Make(bench);
        await using var hub = await Later(Month, DayAfter);
        await Apply(hub);

        foreach (var old in closed.Notifications)
        {
            var answer = await hub.Notify(old);
            Assert.Equal((409, "case-removed"), (answer.Status, answer.Code));
            var byQueue = await hub.Trigger("ReceiveNotification", Sample.StorageQueueEnvelope(old.ToJsonString()));
            Assert.Equal(200, byQueue.Status);
        }

        Assert.Empty(await closed.Traces(bench));
        Assert.All(await bench.TakeAll("social-care-events"), happening => Assert.Contains((string)happening["type"]!, new[] { "uk.lac.notification-refused.v1", "uk.lac.assessment-returned.v1", "uk.lac.appointment-attended.v1" }));

        // News of the child: a follow-up finds no case, care that begins anew has a case of its own.
        Assert.Equal("child-not-known", (await hub.Notify(Sample.Paperwork(closed.Subject))).Code);
        var anew = await hub.Notify(Sample.BecameLookedAfter(closed.Subject, "2026-12-01"));
        Assert.Equal(201, anew.Status);
        Assert.NotEqual(closed.CaseId, anew.CaseId);
        Assert.Equal(anew.CaseId, (await hub.Notify(Sample.Paperwork(closed.Subject))).CaseId);
    }

    private Task<InProcessHub> Later(string? days, string now) => InProcessHub.Start(account, folder, now, changes: [("HUB_RETENTION_DAYS", days)]);

    private static async Task<string> Apply(InProcessHub hub) =>
        (string)(await CrashBench.Done(hub.Trigger("ApplyRetention", Sample.TimerEnvelope()))).Json["Logs"]![0]!;

    private static Task<Answer> Hold(InProcessHub hub, HttpMethod method, string caseId, string body) =>
        hub.Send(method, $"hub/operations/cases/{caseId}/legal-hold", hub.Token("operations"), HubClient.Content(body, "application/json"));

    private static async Task<IReadOnlyList<string>> Names(InProcessHub hub, string caseId)
    {
        var names = new List<string>();
        await foreach (var blob in hub.Storage.Documents.GetBlobsAsync(new GetBlobsOptions { Prefix = $"{caseId}/" }))
        {
            names.Add(blob.Name[(caseId.Length + 1)..]);
        }

        return names;
    }
}
