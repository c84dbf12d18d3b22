using System.Globalization;
using System.Text;
using Azure.Storage.Blobs.Models;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Escalations;
using IntegrationHub.Domain.Identifiers;
using IntegrationHub.Domain.Policies;
using IntegrationHub.Functions.Policies;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Calendar;

/// <summary>
/// When bank holidays or the policies change (or what metadata say, with another version of the hub), due dates move: the open cases get their index entries and metadata anew, alerts that no longer hold are resolved;
/// those that are due by the new dates the next sweep raises. What was counted by is kept, so that a process that is killed in the middle is followed by one that
/// begins again.
/// </summary>
public sealed class RecountCases(
    HubStorage storage, CalendarStore store, KeptCalendar kept, CaseStore cases, CaseRules rules, TimeProvider time, ILogger<RecountCases> log)
{
    private string? done;

    /// <summary>Nothing when the cases were counted by today's dates and policies already.</summary>
    public async Task WhereDatesChanged(CancellationToken cancel)
    {
        var digest = Digest();
        if (done == digest || await store.CountedBy(cancel) == digest)
        {
            done = digest;
            return;
        }

        // Until every process has the new dates, one of them may still write a case by the old ones: then once more at the next sweep.
        var settled = kept.Seen.KeptAt is not { } keptAt || TimeProvider.System.GetUtcNow() - keptAt > KeptCalendar.KnownEverywhereAfter;
        if (await RecountAll(cancel) && settled)
        {
            await store.RecordCounted(digest, cancel);
            done = digest;
        }
    }

    private async Task<bool> RecountAll(CancellationToken cancel)
    {
        var failed = 0;
        await foreach (var blob in storage.Cases.GetBlobsAsync(BlobTraits.Metadata, BlobStates.None, null, cancel))
        {
            var name = blob.Name[(blob.Name.IndexOf('/', StringComparison.Ordinal) + 1)..^".json".Length];
            if (!CaseId.TryParse(name, out var id) || (blob.Metadata.TryGetValue("status", out var status) && status == CaseStatus.Closed))
            {
                continue;
            }

            try
            {
                await Recount(id, blob.Metadata, cancel);
            }
            catch (Exception fault) when (!cancel.IsCancellationRequested)
            {
                // One broken case must not keep the others from being counted anew.
                failed++;
                log.LogError("Case {CaseId} not counted anew: {Fault}", id, fault.GetType().Name);
            }
        }

        return failed == 0;
    }

    private async Task Recount(CaseId id, IDictionary<string, string> listed, CancellationToken cancel)
    {
        if (await cases.Load(id, cancel) is not { } stored)
        {
            return;
        }

        if (CalledFor(stored.State) is { Count: > 0 } facts && !facts.Any(fact => fact.Data is AlertRaised))
        {
            await cases.Change(
                stored.Document.Header, Actor.Hub(nameof(RecountCases)), state => Decision.Record(CalledFor(state)), cancel);
            return;
        }

        // What is to be raised, the sweep raises, which tells many at once as a digest: the new entry puts the case before it.
        await cases.Reindex(id, cancel, listed);
    }

    private IReadOnlyList<NewFact> CalledFor(CaseState state) => Escalation.Decide(state, time.GetUtcNow(), rules.For(state), rules.Calendar);

    private string Digest() => DocumentStore.HashOf(Encoding.UTF8.GetBytes(string.Join('\n', [
        .. rules.Calendar.Holidays.Dates.Select(date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
        CaseMetadata.Layout,
        .. rules.Policies.Policies.Append(Policy.Default).Select(PolicyFileWriter.Write).Order(StringComparer.Ordinal),
    ])));
}
