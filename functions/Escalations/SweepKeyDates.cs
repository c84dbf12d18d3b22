using System.Diagnostics;
using System.Globalization;
using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Escalations;
using IntegrationHub.Functions.Calendar;
using IntegrationHub.Functions.Escalations.Digests;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Passports;
using IntegrationHub.Functions.Policies;
using IntegrationHub.Functions.Storage;
using IntegrationHub.Functions.Telemetry;

namespace IntegrationHub.Functions.Escalations;

/// <summary>
/// Raises what is due. It finds the cases through the index entries <c>due/{date}</c> up to today, never by reading every case. A sweep that is cut off
/// anywhere, or runs twice, raises nothing twice: each alert is a fact of its case.
/// </summary>
internal sealed class SweepKeyDates(
    CaseIndex index, CaseStore cases, CaseRules rules, IssuePassports passports, KeptCalendar kept, RecountCases recount,
    DigestPlanner planner, LastRun<SweepStanding> last, HubMetrics metrics, TimeProvider time, ILogger<SweepKeyDates> log) : ITimerFunction
{
    public async Task<TriggerResult> Run(CancellationToken cancel)
    {
        var began = Stopwatch.GetTimestamp();
        await kept.Load(cancel);
        await recount.WhereRulesChanged(cancel);
        var today = LondonTime.Today(time);
        if (rules.Calendar.Holidays.RunsOutSoon(today))
        {
            log.LogWarning("Bank holidays are known only until {LastDay}; due dates after that count weekdays. Add the new ones.", rules.Calendar.Holidays.LastDay);
        }

        var entries = await DueBy(today, cancel);
        var digests = await planner.Plan(entries.Select(entry => entry.CaseId), Due, cancel);
        var failed = 0;
        foreach (var entry in entries)
        {
            try
            {
                await Sweep(entry, digests, cancel);
            }
            catch (Exception fault) when (!cancel.IsCancellationRequested)
            {
                // One broken case must not keep the others' alerts back.
                failed++;
                log.LogError("Case {CaseId} not swept: {Fault}", entry.CaseId, fault.GetType().Name);
            }
        }

        metrics.Swept(Stopwatch.GetElapsedTime(began), failed == 0);
        await last.Keep(new SweepStanding(time.GetUtcNow(), entries.Count, failed), cancel);
        return failed == 0 ? TriggerResult.Done($"swept {entries.Count}") : TriggerResult.Retry($"failed {failed} of {entries.Count}");
    }

    private async Task<IReadOnlyList<IndexEntry>> DueBy(DateOnly today, CancellationToken cancel)
    {
        var entries = new List<IndexEntry>();
        await foreach (var entry in index.List("due/", cancel))
        {
            if (!DateOnly.TryParseExact(entry.SortKey, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var due) || due > today)
            {
                break;
            }

            entries.Add(entry);
        }

        return entries;
    }

    private CalledFor Due(CaseState state) => CalledFor.At(state, time.GetUtcNow(), rules.For(state), rules.Calendar);

    private async Task Sweep(IndexEntry entry, SweepDigests digests, CancellationToken cancel)
    {
        var stored = await cases.Load(entry.CaseId, cancel);
        await index.RemoveIfLeftBehind(entry, stored?.Document, cancel);
        if (stored is not null)
        {
            // What it raises is told days after what called for it: a trace of its own, which leads back to the case's last change and to the sweep.
            using var activity = HubTraces.StartApart("sweep case", stored.Document.TraceParent, Activity.Current?.Id)?.SetTag(HubTraces.CaseIdKey, entry.CaseId.Value);
            var swept = await cases.Change(
                stored.Document.Header, Actor.Hub(nameof(SweepKeyDates)),
                state => Decision.Record(digests.Mark(Due(state))), cancel);
            await passports.IssueIfDue(swept.Case ?? stored, cancel);
        }
    }
}
