using System.Globalization;
using Azure.Storage.Blobs;
using IntegrationHub.Functions.Tests.Kit;
using Xunit.Abstractions;

namespace IntegrationHub.Functions.Tests.Reliability;

/// <summary>
/// One digest of several alerts is struck at each storage request of its sending, in each way; then the timer fires again. Its recipient is told, under one id,
/// and each alert has it on record once.
/// </summary>
[Collection(CrashPoints.Name)]
public sealed class DigestCrashTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int MostRequests = 200;
    private const int MostRounds = 10;
    private const string Audit = "audit";
    private const string Now = "2026-11-13T10:00:00Z";

    private readonly StorageOnlyStack stack = new();

    public Task InitializeAsync() => stack.InitializeAsync();

    public Task DisposeAsync() => stack.DisposeAsync();

    [Fact]
    public async Task Struck_anywhere_and_begun_again_a_digest_is_told_under_one_id_and_recorded_once_on_each_case()
    {
        var (account, folder) = (stack.NewAccount(), stack.NewFolder());
        await using var bench = await CrashBench.Start(account, folder);

        // As it is with instances of one hub: links don't tell which of them wrote a notice.
        (string, string?)[] settings = [.. bench.Partners.Settings, ("HUB_POLICY", PolicyIn(stack.NewFolder())), ("HUB_PUBLIC_URL", "https://hub.example")];
        await using var struck = await InProcessHub.Start(account, folder, Now, CrashScenario.Later, settings);
        await using var recovery = await InProcessHub.Start(account, folder, Now, CrashScenario.Later, settings);
        var blobs = new BlobServiceClient(account);
        var (cases, role) = await OneDigest(bench, recovery);
        var before = await AccountCopy.Take(blobs, Audit);

        struck.Plan.Meanwhile = () => recovery.Trigger("SendDigests", Sample.TimerEnvelope());
        var points = 0;
        foreach (var kind in Enum.GetValues<FaultKind>())
        {
            for (var request = 0; ; request++)
            {
                Assert.True(request < MostRequests, $"{kind}: it never completes.");
                if (!CrashDepth.Strikes(kind, request))
                {
                    continue;
                }

                await before.Restore(blobs, Audit);
                bench.Partners.Webhook.Posts.Clear();
                struck.Plan.Arm(kind, request);
                await struck.Trigger("SendDigests", Sample.TimerEnvelope());
                var where = struck.Plan.Struck;
                struck.Plan.Revive();

                await UntilSent(recovery, blobs);
                await Told(bench, recovery, cases, role, string.Create(CultureInfo.InvariantCulture, $"{kind} {request}: {where}"));
                if (where is null)
                {
                    break;
                }

                points++;
            }
        }

        Assert.True(points > 0);
        output.WriteLine($"{points} crash points: a digest sent");
    }

    /// <summary>Two alerts of one sweep, in the digest of one role; the other roles' are taken away.</summary>
    private static async Task<(IReadOnlyList<string> Cases, string Role)> OneDigest(CrashBench bench, InProcessHub hub)
    {
        var cases = new List<string>();
        for (var i = 0; i < 2; i++)
        {
            cases.Add((await CrashBench.Done(bench.Clean.Notify(Sample.BecameLookedAfter(Sample.NewSubject())))).CaseId);
        }

        await CrashBench.Done(hub.Trigger("SweepKeyDates", Sample.TimerEnvelope()));
        await CrashBench.Done(hub.Trigger("DispatchOutbox", Sample.TimerEnvelope()));
        foreach (var alert in await bench.TakeAll("escalations"))
        {
            await CrashBench.Done(hub.Trigger("DeliverAlert", Sample.StorageQueueEnvelope(alert.ToJsonString())));
        }

        var digests = new List<(string Digest, string Blob)>();
        await foreach (var blob in hub.Storage.Digests.GetBlobsAsync())
        {
            digests.Add((blob.Name.Split('/')[0], blob.Name));
        }

        foreach (var (_, blob) in digests.Where(one => one.Digest != digests[0].Digest))
        {
            await hub.Storage.Digests.DeleteBlobAsync(blob);
        }

        var alerts = digests.Where(one => one.Digest == digests[0].Digest).ToList();
        Assert.Equal(cases.Count, alerts.Count);
        var spooled = (await hub.Storage.Digests.GetBlobClient(alerts[0].Blob).DownloadContentAsync()).Value.Content.ToString();
        return (cases, (string)System.Text.Json.Nodes.JsonNode.Parse(spooled)!["recipients"]![0]!["role"]!);
    }

    private static async Task UntilSent(InProcessHub hub, BlobServiceClient blobs)
    {
        for (var round = 0; await hub.Storage.Digests.GetBlobsAsync().AnyAsync(); round++)
        {
            Assert.True(round < MostRounds, "It is never sent.");
            await AccountCopy.BreakLeases(blobs.GetBlobContainerClient(hub.Storage.Deliveries.Name));
            await hub.Trigger("SendDigests", Sample.TimerEnvelope());
        }
    }

    private static async Task Told(CrashBench bench, InProcessHub hub, IReadOnlyList<string> cases, string role, string where)
    {
        var posts = bench.Partners.Webhook.Posts;
        Assert.True(posts.Count is 1 or 2, $"{where}: told {posts.Count} times");
        var told = posts.Select(post => $"{post.Id} {post.Body.ToJsonString()}").Distinct().ToList();
        Assert.True(told.Count == 1, $"{where}: told as if it were another\n{string.Join('\n', told)}");
        foreach (var caseId in cases)
        {
            var recorded = (await hub.Facts(caseId)).Where(fact => (string)fact!["data"]!["type"]! == "alert-delivered").ToList();
            Assert.True(recorded.Count == 1 && (string)recorded[0]!["data"]!["role"]! == role, $"{where}: recorded {recorded.Count} times");
        }
    }

    private static string PolicyIn(string folder)
    {
        File.WriteAllText(Path.Combine(folder, "825.json"), """{ "council": "825", "provider": "RXQ", "from": "2026-01-01", "digestOver": 1 }""");
        return folder;
    }
}
