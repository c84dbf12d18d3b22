using Azure.Storage.Blobs.Models;
using IntegrationHub.Bench.Kit;
using IntegrationHub.Bench.Output;
using IntegrationHub.Functions.Policies;
using IntegrationHub.Functions.Storage;
using IntegrationHub.Tooling.Tests.Publish;

namespace IntegrationHub.Bench.Store;

/// <summary>
/// A storage account with a number of cases, all of one council and one provider: a few that wait for the health team, told to a hub as councils do, and the rest
/// closed over six years, written as the hub would have left them.
/// </summary>
internal sealed class LargeStore : IAsyncDisposable
{
    private const int Together = 24;
    private const double YearsOfCases = 6;

    private LargeStore(int cases, EmptyStorage storage, InProcessHub hub, StorageCallLog log, ServerProcess server) =>
        (Cases, Storage, Hub, Log, Server) = (cases, storage, hub, log, server);

    public int Cases { get; }

    public EmptyStorage Storage { get; }

    /// <summary>Its calls to storage are counted, and its clock can be moved.</summary>
    public InProcessHub Hub { get; }

    public StorageCallLog Log { get; }

    /// <summary>The hub's executable over the same account.</summary>
    public ServerProcess Server { get; }

    /// <param name="cases">In all.</param>
    /// <param name="since">When the first of the open cases may be told; the others were closed before.</param>
    public static async Task<LargeStore> FillAsync(BenchRun run, int cases, DateTimeOffset since, Issuer issuer)
    {
        var storage = await EmptyStorage.StartLargeAsync(run.Stop);
        var log = new StorageCallLog();
        var now = TimeProvider.System.GetUtcNow();
        var hub = await InProcessHub.StartAsync(storage.Connection, now, log, run.Stop);
        for (var child = 0; child < run.Scale.OpenReferrals; child++)
            await hub.AskAsync(
                "social-care", HttpMethod.Post, "hub/notifications", Children.BecameLookedAfter(child, now, DateOnly.FromDateTime(now.UtcDateTime)), "application/cloudevents+json", run.Stop);
        await WriteClosedAsync(hub, cases - run.Scale.OpenReferrals, since, run.Stop);
        log.Take();
        return new LargeStore(cases, storage, hub, log, await HubServer.StartAsync(run.Programs.Hub, storage.Connection, issuer, run.Stop));
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Hub.DisposeAsync();
        await Storage.DisposeAsync();
    }

    private static async Task WriteClosedAsync(InProcessHub hub, int count, DateTimeOffset since, CancellationToken stop)
    {
        var (next, done) = (-1, 0);
        var every = count == 0 ? TimeSpan.Zero : TimeSpan.FromDays(365 * YearsOfCases) / count;
        var what = $"filling a store with {Shown.Of(count)} closed cases";
        await Task.WhenAll(Enumerable.Range(0, Together).Select(async _ =>
        {
            for (var number = Interlocked.Increment(ref next); number < count; number = Interlocked.Increment(ref next))
            {
                await WriteAsync(hub, ClosedCase.Of(Children.Council, Children.Provider, number, since - TimeSpan.FromMinutes(10) - (every * number)), stop);
                var written = Interlocked.Increment(ref done);
                if (written % 100 == 0 || written == count)
                    Progress.Show(what, written, count);
            }
        }));
    }

    /// <summary>The case and what it is found by, by the hub's own code but without the reading and announcing of a commit: nobody else writes.</summary>
    private static async Task WriteAsync(InProcessHub hub, CaseDocument document, CancellationToken stop)
    {
        var (index, rules) = (hub.Get<CaseIndex>(), hub.Get<CaseRules>());
        var stored = new StoredCase(document, null);
        var ending = $"{Guid.CreateVersion7():N}01";
        var names = (await index.EntriesFor(stored, stop)).Select(name => $"{name}.{ending}").ToList();
        await index.Put(names, stored, stop);
        await hub.Storage.Cases.GetBlobClient($"{Children.Council}/{document.Header.CaseId}.json").UploadAsync(
            (document with { IndexEntries = names }).Write(),
            new BlobUploadOptions
            {
                Metadata = new Dictionary<string, string>(CaseMetadata.Of(stored.State, rules.For(stored.State), rules.Calendar)) { [CaseMetadata.CountedBy] = rules.Fingerprint },
                HttpHeaders = new BlobHttpHeaders { ContentType = "application/json" },
            },
            stop);
    }
}
