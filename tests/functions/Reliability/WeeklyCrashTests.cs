using System.Globalization;
using Azure.Storage.Blobs;
using IntegrationHub.Functions.Tests.Kit;
using Xunit.Abstractions;

namespace IntegrationHub.Functions.Tests.Reliability;

/// <summary>
/// The weekly message about data quality is struck at each storage request of its run, in each way; then the timer fires again. The service manager is told,
/// under one id and with one text.
/// </summary>
[Collection(CrashPoints.Name)]
public sealed class WeeklyCrashTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int MostRequests = 200;
    private const int MostRounds = 10;
    private const string Audit = "audit";
    private const string Now = "2026-11-16T10:00:00Z";

    private readonly StorageOnlyStack stack = new();

    public Task InitializeAsync() => stack.InitializeAsync();

    public Task DisposeAsync() => stack.DisposeAsync();

    [Fact]
    public async Task Struck_anywhere_and_begun_again_the_weeks_message_is_told_under_one_id_and_with_one_text()
    {
        var (account, folder) = (stack.NewAccount(), stack.NewFolder());
        await using var bench = await CrashBench.Start(account, folder);
        await using var struck = await InProcessHub.Start(account, folder, Now, CrashScenario.Later, bench.Partners.Settings);
        await using var recovery = await InProcessHub.Start(account, folder, Now, CrashScenario.Later, bench.Partners.Settings);
        var blobs = new BlobServiceClient(account);
        await CrashBench.Done(bench.Clean.Notify(Sample.BecameLookedAfter(Sample.NewSubject())));
        var before = await AccountCopy.Take(blobs, Audit);

        struck.Plan.Meanwhile = () => recovery.Trigger("SendDataQuality", Sample.TimerEnvelope());
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
                await struck.Trigger("SendDataQuality", Sample.TimerEnvelope());
                var where = struck.Plan.Struck;
                struck.Plan.Revive();

                await UntilTold(recovery, blobs);
                Told(bench, string.Create(CultureInfo.InvariantCulture, $"{kind} {request}: {where}"));
                if (where is null)
                {
                    break;
                }

                points++;
            }
        }

        Assert.True(points > 0);
        output.WriteLine($"{points} crash points: the week's message told");
    }

    private static async Task UntilTold(InProcessHub hub, BlobServiceClient blobs)
    {
        for (var round = 0; !await IsSettled(hub); round++)
        {
            Assert.True(round < MostRounds, "It is never told.");
            await AccountCopy.BreakLeases(blobs.GetBlobContainerClient(hub.Storage.Deliveries.Name));
            await hub.Trigger("SendDataQuality", Sample.TimerEnvelope());
        }
    }

    private static async Task<bool> IsSettled(InProcessHub hub)
    {
        var standing = hub.Storage.Checks.GetBlobClient("data-quality/825.json");
        return await standing.ExistsAsync() && (await standing.DownloadContentAsync()).Value.Content.ToString().Contains("\"settledAt\":\"2026", StringComparison.Ordinal);
    }

    private static void Told(CrashBench bench, string where)
    {
        var posts = bench.Partners.Webhook.Posts;
        Assert.True(posts.Count is 1 or 2, $"{where}: told {posts.Count} times");
        Assert.True(posts.Select(post => (post.Id, post.Body.ToJsonString())).Distinct().Count() == 1, $"{where}: told as if it were another");
    }
}
