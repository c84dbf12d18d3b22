using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Identifiers;
using IntegrationHub.Functions.Retention;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Imports;

/// <summary>What the hub has of a child.</summary>
/// <param name="Latest">The latest case, open or closed; null when there is none.</param>
/// <param name="Next">The case that another episode of care would open.</param>
internal sealed record KnownChild(StoredCase? Latest, CaseHeader Next);

/// <summary>Finds a child's latest case by the council's own reference, as a notification does.</summary>
internal sealed class KnownCases(CaseStore cases, RemovalRecords removals)
{
    public async Task<KnownChild> Find(LocalAuthorityCode council, string localId, CancellationToken cancel)
    {
        StoredCase? latest = null;
        for (var episode = 1; ; episode++)
        {
            var id = CaseId.For(council, localId, episode);
            var stored = await cases.Load(id, cancel);
            if (stored is null && await removals.Find(id, cancel) is null)
            {
                return new KnownChild(latest, new CaseHeader(id.Value, council.Value, localId, episode));
            }

            latest = stored ?? latest;
        }
    }
}
