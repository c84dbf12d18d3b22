using System.Threading.Channels;

namespace IntegrationHub.Functions.Storage;

/// <summary>
/// Removes obsolete search entries a while after they became obsolete: a search lists several prefixes, one after the other, and must meet
/// a case that moves between them at least once. What a process that ends leaves undone, <see cref="TidyIndex"/> does.
/// </summary>
public sealed class IndexTidying(HubStorage storage, ILogger<IndexTidying> log) : BackgroundService
{
    /// <summary>Longer than a commit may hold the horizon back and a search may then wait and list.</summary>
    public static readonly TimeSpan Delay = PendingCommit.LongestWrite + TimeSpan.FromSeconds(20);

    private readonly Channel<(string Name, DateTimeOffset Due)> obsolete = Channel.CreateBounded<(string, DateTimeOffset)>(
        new BoundedChannelOptions(50_000) { FullMode = BoundedChannelFullMode.DropWrite });

    public void RemoveLater(IEnumerable<string> names)
    {
        // The earlier first: while a mark stands, the entry that it denies may.
        foreach (var name in names.OrderBy(name => name[(name.LastIndexOf('/') + 1)..], StringComparer.Ordinal))
        {
            obsolete.Writer.TryWrite((name, TimeProvider.System.GetUtcNow() + Delay));
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var (name, due) in obsolete.Reader.ReadAllAsync(stoppingToken))
        {
            var wait = due - TimeProvider.System.GetUtcNow();
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, TimeProvider.System, stoppingToken);
            }

            try
            {
                await storage.Index.DeleteBlobIfExistsAsync(name, cancellationToken: stoppingToken);
            }
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                log.LogWarning("An obsolete index entry stays until TidyIndex finds it: {Fault}", StorageFaults.Describe(fault));
            }
        }
    }
}
