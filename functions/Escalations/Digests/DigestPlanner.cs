using System.Globalization;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Escalations;
using IntegrationHub.Domain.Identifiers;
using IntegrationHub.Domain.Policies;
using IntegrationHub.Functions.Policies;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Escalations.Digests;

/// <summary>What one sweep tells by digest.</summary>
public sealed class SweepDigests(DigestPlan plan, Func<AlertedPerson, CaseState, string> digestOf)
{
    /// <summary>The facts that a case calls for, with the digest's id at each recipient who gets one.</summary>
    public IReadOnlyList<NewFact> Mark(CalledFor due) => plan.Mark(due.State, due.Facts, person => digestOf(person, due.State));
}

/// <summary>Looks at all cases that a sweep found due before any of them is changed: how many alerts would each recipient get?</summary>
public sealed class DigestPlanner(CaseStore cases, CaseRules rules, NhsNumberHash hash, TimeProvider time, ILogger<DigestPlanner> log)
{
    /// <param name="due">What a case calls for now.</param>
    public async Task<SweepDigests> Plan(IEnumerable<CaseId> ids, Func<CaseState, CalledFor> due, CancellationToken cancel)
    {
        var startedAt = CaseIndex.SortableInstant(time.GetUtcNow());
        var plan = new DigestPlan();
        foreach (var id in ids.Distinct())
        {
            try
            {
                if (await cases.Load(id, cancel) is { State: { } state })
                {
                    var called = due(state);
                    plan.Count(called.State, called.Facts, rules.For(state).DigestOver);
                }
            }
            catch (Exception fault) when (!StorageFaults.IsStop(fault, cancel) && !StorageFaults.IsStorageAway(fault, cancel))
            {
                // The sweep itself finds the case broken too, and says so.
                log.LogWarning("Case {CaseId} is left out of the digests: {Fault}", id, fault.GetType().Name);
            }
        }

        await hash.Load(cancel);
        return new SweepDigests(plan, (person, state) => DigestOf(startedAt, person, rules.For(state)));
    }

    /// <summary>
    /// Deterministic: the sweep and the recipient, who is not to be read from it; and the policy of the cases, which says on which channel and when: cases
    /// of one partnership that began under different policies go into different digests.
    /// </summary>
    private string DigestOf(string startedAt, AlertedPerson person, Policy policy) => string.Create(
        CultureInfo.InvariantCulture, $"{startedAt.ToLowerInvariant()}-{hash.Keyed($"digest\n{person.Council}\n{person.Provider}\n{person.Role}\n{person.Address}\n{policy.Council}\n{policy.Provider}\n{policy.From:yyyy-MM-dd}")}");
}
