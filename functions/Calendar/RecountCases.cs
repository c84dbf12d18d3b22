using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Escalations;
using IntegrationHub.Domain.Identifiers;
using IntegrationHub.Functions.Policies;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Calendar;

/// <summary>
/// When bank holidays or the policies change (or what metadata say, with another version of the hub), due dates move: the open cases get their index entries and metadata anew (closed ones too when what metadata say changed), alerts that no longer hold are resolved;
/// those that are due by the new dates the next sweep raises. Each case's metadata name the rules it was counted by, so whatever wrote it last (this process, one
/// that was killed in the middle, or one that still runs by other rules), it is found until it is counted by those that count here.
/// </summary>
public sealed class RecountCases(HubStorage storage, CaseStore cases, CaseRules rules, LastRun<RecountStanding> last, TimeProvider time, ILogger<RecountCases> log)
{
    /// <summary>
    /// Reads only cases that were counted by other rules; finding them is a listing, which is left out for a day once nobody can be about who counts by others.
    /// </summary>
    /// <returns>How many were counted anew.</returns>
    public async Task<int> WhereRulesChanged(CancellationToken cancel)
    {
        var (fingerprint, now, before) = (rules.Fingerprint, time.GetUtcNow(), await last.Find(cancel));
        if (before?.IsSettled(fingerprint, now) == true)
        {
            return 0;
        }

        var (counted, failed) = await Recount(fingerprint, cancel);
        if (counted > 0)
        {
            log.LogInformation("Cases counted anew by the rules {Rules}: {Cases}", fingerprint, counted);
        }

        var known = before?.Rules == fingerprint ? before : new RecountStanding(fingerprint, now, null);
        await last.Keep(known with { CleanAt = counted + failed == 0 ? now : null }, cancel);
        return counted;
    }

    private async Task<(int Counted, int Failed)> Recount(string fingerprint, CancellationToken cancel)
    {
        var (counted, failed) = (0, 0);
        await foreach (var listed in CaseListing.Read(storage, null, cancel))
        {
            if (IsCountedBy(fingerprint, listed.Metadata))
            {
                continue;
            }

            try
            {
                await Recount(listed.Id, listed.Metadata, cancel);
                counted++;
            }
            catch (Exception fault) when (!cancel.IsCancellationRequested)
            {
                // One broken case must not keep the others from being counted anew; it alone is tried again at the next sweep.
                failed++;
                log.LogError("Case {CaseId} not counted anew: {Fault}", listed.Id, fault.GetType().Name);
            }
        }

        return (counted, failed);
    }

    /// <summary>A closed case keeps the dates that it was closed with; only what its metadata say changes with the hub's version, since reports list it too.</summary>
    private static bool IsCountedBy(string fingerprint, IDictionary<string, string> metadata) =>
        metadata.TryGetValue(CaseMetadata.CountedBy, out var countedBy) && countedBy == fingerprint
        || CaseMetadata.StatusOf(metadata) == CaseStatus.Closed && FiguresMetadata.IsCurrent(metadata)
        || CaseRemoval.IsMarked(metadata);

    private async Task Recount(CaseId id, IDictionary<string, string> listed, CancellationToken cancel)
    {
        if (await cases.Load(id, cancel) is not { } stored)
        {
            return;
        }

        if (CalledForBy(stored.State) is { Count: > 0 } facts && facts.All(fact => fact.Data is AlertResolved))
        {
            await cases.Change(stored.Document.Header, Actor.Hub(nameof(RecountCases)), state => Decision.Record(CalledForBy(state)), cancel);
            return;
        }

        // What is to be raised, the sweep raises, which tells many at once as a digest: the new entry, of today, puts the case before it.
        await cases.Reindex(id, cancel, listed);
    }

    private IReadOnlyList<NewFact> CalledForBy(CaseState state) => CalledFor.At(state, time.GetUtcNow(), rules.For(state), rules.Calendar).Facts;
}
