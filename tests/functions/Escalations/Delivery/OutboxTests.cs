using System.Globalization;
using Azure.Storage.Blobs.Models;
using IntegrationHub.Contracts;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Functions.Messaging;
using IntegrationHub.Functions.Storage;
using IntegrationHub.Functions.Tests.Escalations.Partners;
using IntegrationHub.Functions.Tests.Kit;

namespace IntegrationHub.Functions.Tests.Escalations.Delivery;

/// <summary>What stands in outboxes: which of it is looked at when, and what a stored one of before looks like.</summary>
[Collection(TestStack.Name)]
public sealed class OutboxTests(TestStack stack) : IAsyncLifetime
{
    private static readonly DateTimeOffset Ten = DateTimeOffset.Parse("2026-11-02T10:00:00Z", CultureInfo.InvariantCulture);

    private NotifyPartner partner = null!;

    public async Task InitializeAsync() => partner = await NotifyPartner.Start();

    public async Task DisposeAsync() => await partner.DisposeAsync();

    [Fact]
    public async Task A_message_that_was_put_back_until_the_same_moment_survives_whoever_confirms_the_sending_before()
    {
        await using var rig = await Start();
        var store = rig.Get<CaseStore>();
        var id = (await rig.Stored()).State.CaseId;
        var message = new OutgoingMessage("invented", Queues.SocialCareEvents, "{}", Ten, Ten.AddHours(8));
        await store.Postpone(id, message, _ => true, CancellationToken.None);
        var sentTooEarly = (await rig.Stored()).Document.Outbox.Where(other => other.MessageId == "invented").ToList();
        await store.Postpone(id, message, _ => true, CancellationToken.None);

        await store.ConfirmSent(id, sentTooEarly, new HashSet<string>(), CancellationToken.None);

        var kept = Assert.Single((await rig.Stored()).Document.Outbox, other => other.MessageId == "invented");
        Assert.Equal((message.NotBefore, 2), (kept.NotBefore, kept.Attempt));
        await store.ConfirmSent(id, [kept], new HashSet<string>(), CancellationToken.None);
        Assert.DoesNotContain((await rig.Stored()).Document.Outbox, other => other.MessageId == "invented");
    }

    [Fact]
    public async Task Only_cases_with_something_due_are_looked_at_the_longest_due_first()
    {
        await using var rig = await Start();
        rig.MoveTo("2026-11-02T10:00:00Z");
        var headers = new List<CaseHeader>();
        foreach (var (name, hours) in new[] { ("LCS-1", 3), ("LCS-2", 1), ("LCS-3", 2), ("LCS-4", 9) })
        {
            var header = await rig.Open(name, new DateOnly(2026, 10, 30));
            headers.Add(header);
            await rig.Get<DispatchOutbox>().Run(CancellationToken.None);
            await Wait(rig, header, Ten.AddHours(hours));
        }

        Assert.Empty(await Due(rig, Ten));
        Assert.Equal([headers[1].CaseId, headers[2].CaseId, headers[0].CaseId], await Due(rig, Ten.AddHours(3)));
        Assert.Equal(4, (await Due(rig, Ten.AddHours(9))).Count);
        rig.MoveTo("2026-11-02T12:00:00Z");
        Assert.Equal("dispatched 2", (await rig.Get<DispatchOutbox>().Run(CancellationToken.None)).Reason);
    }

    [Fact]
    public async Task An_outbox_of_before_is_read_its_index_entry_gets_a_name_that_says_since_when_and_what_waits_goes_out_in_time()
    {
        await using var rig = await Start();
        await rig.Get<DispatchOutbox>().Run(CancellationToken.None);
        await Wait(rig, (await rig.Stored()).Document.Header, Ten.AddHours(2));
        await MakeOld(rig);
        Assert.Equal([rig.Id], await Due(rig, Ten));
        Assert.Equal(0, Assert.Single((await rig.Stored()).Document.Outbox).Attempt);

        rig.MoveTo("2026-11-02T10:00:00Z");
        await rig.Get<DispatchOutbox>().Run(CancellationToken.None);
        Assert.Empty(await Due(rig, Ten));
        Assert.Equal(["outbox/from-20261102T120000000Z"], await OutboxEntries(rig));
        Assert.Single((await rig.Stored()).Document.Outbox);

        rig.MoveTo("2026-11-02T12:00:00Z");
        await rig.Get<DispatchOutbox>().Run(CancellationToken.None);
        Assert.Empty((await rig.Stored()).Document.Outbox);
        Assert.Empty(await OutboxEntries(rig));
    }

    private Task<DeliveryRig> Start() => DeliveryRig.Start(stack.NewAccount(), partner.Settings());

    private static Task Wait(DeliveryRig rig, CaseHeader header, DateTimeOffset until) => rig.Get<CaseStore>().Postpone(
        DeliveryRig.CaseIdOf(header), new OutgoingMessage("invented", Queues.SocialCareEvents, "{}", Ten, until), _ => true, CancellationToken.None);

    /// <summary>The stored case and its index as the hub wrote them before messages counted attempts and entries said since when.</summary>
    private static async Task MakeOld(DeliveryRig rig)
    {
        var storage = rig.Get<HubStorage>();
        var stored = (await rig.Stored()).Document;
        var name = stored.IndexEntries.Single(entry => entry.StartsWith("outbox/", StringComparison.Ordinal));
        var old = $"outbox/{rig.Id}{name[name.LastIndexOf('.')..]}";
        var json = stored.Write().ToString().Replace(name, old, StringComparison.Ordinal).Replace(",\"attempt\":1", "", StringComparison.Ordinal);
        Assert.DoesNotContain("attempt", json, StringComparison.Ordinal);
        await storage.Cases.GetBlobClient($"825/{rig.Id}.json").UploadAsync(BinaryData.FromString(json), overwrite: true);
        await storage.Index.DeleteBlobAsync(name);
        await storage.Index.GetBlobClient(old).UploadAsync(BinaryData.FromString(""), overwrite: true);
    }

    private static async Task<IReadOnlyList<string>> Due(DeliveryRig rig, DateTimeOffset now)
    {
        var due = new List<string>();
        await foreach (var entry in rig.Get<CaseIndex>().OutboxDue(now, CancellationToken.None))
        {
            due.Add(entry.CaseId.Value);
        }

        return due;
    }

    private static async Task<IReadOnlyList<string>> OutboxEntries(DeliveryRig rig)
    {
        var names = new List<string>();
        await foreach (var blob in rig.Get<HubStorage>().Index.GetBlobsAsync(new GetBlobsOptions { Prefix = "outbox/" }))
        {
            names.Add(blob.Name[..blob.Name.LastIndexOf('/')]);
        }

        return names;
    }
}
