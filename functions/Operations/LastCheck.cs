using IntegrationHub.Contracts.Operations;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Operations;

/// <summary>What the last check of storage found that only people can mend, <c>checks/last.json</c>: how often, not where.</summary>
/// <param name="At">When, UTC.</param>
/// <param name="Damage">By kind of <see cref="StorageFindings"/>.</param>
public sealed record StorageDamage(DateTimeOffset At, IReadOnlyDictionary<string, int> Damage);

/// <summary>Keeps what a check of storage found that only people can mend.</summary>
public sealed class LastCheck(LastRun<StorageDamage> last, TimeProvider time)
{
    private static readonly string[] Unmendable = [StorageFindings.MissingDocument, StorageFindings.UnreadableCase];

    /// <summary>Takes the place of the check before.</summary>
    public Task Keep(IReadOnlyList<StorageFinding> findings, CancellationToken cancel) =>
        last.Keep(new StorageDamage(time.GetUtcNow(), Unmendable.ToDictionary(kind => kind, kind => findings.Count(finding => finding.Kind == kind))), cancel);

    /// <summary>By kind of <see cref="StorageFindings"/>; nothing before the first check.</summary>
    public async Task<IReadOnlyDictionary<string, int>> Damage(CancellationToken cancel) => (await last.Find(cancel))?.Damage ?? new Dictionary<string, int>();
}
