using IntegrationHub.Domain.Identifiers;
using IntegrationHub.Domain.Reports;
using IntegrationHub.Functions.Policies;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Reports;

/// <summary>A case and what reports know of it.</summary>
internal sealed record ListedCase(CaseId Id, CaseFigures Figures);

/// <summary>
/// The figures of all cases that a report is about, from a listing: 5,000 cases for each call to storage, one case in memory at a time. Only a case whose
/// metadata another version of the hub wrote is read; the next sweep writes them anew.
/// </summary>
internal sealed class ListedFigures(StreamedListing listing, CaseStore cases, CaseRules rules)
{
    // Reads from storage at once: enough to hide its latency, few enough to leave room for others.
    private const int AtOnce = 16;

    public async IAsyncEnumerable<ListedCase> Of(ReportScope scope, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        var unread = new List<CaseId>(AtOnce);
        await foreach (var listed in listing.Of(scope.Council, cancel))
        {
            if (CaseRemoval.IsMarked(listed.Metadata) || (scope.Provider is { } provider && FiguresMetadata.ProviderOf(listed.Metadata) != provider))
            {
                continue;
            }

            if (FiguresMetadata.Read(listed.Council, listed.Metadata) is { } figures)
            {
                yield return new ListedCase(listed.Id, figures);
                continue;
            }

            unread.Add(listed.Id);
            if (unread.Count == AtOnce)
            {
                foreach (var one in await Read(unread, scope, cancel))
                {
                    yield return one;
                }

                unread.Clear();
            }
        }

        foreach (var one in await Read(unread, scope, cancel))
        {
            yield return one;
        }
    }

    private async Task<IEnumerable<ListedCase>> Read(List<CaseId> ids, ReportScope scope, CancellationToken cancel)
    {
        var loaded = await Task.WhenAll(ids.Select(id => cases.Load(id, cancel)));
        return loaded.OfType<StoredCase>()
            .Where(stored => scope.Provider is null || stored.State.HealthProvider == scope.Provider)
            .Select(stored => new ListedCase(stored.State.CaseId, CaseFigures.Of(stored.State, rules.For(stored.State), rules.Calendar, CaseMetadata.TeamOf)));
    }
}
