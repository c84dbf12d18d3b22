using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Policies;

namespace IntegrationHub.Domain.Escalations;

/// <summary>
/// What a case calls for by itself at a moment: the referrals that follow (<see cref="FollowUps"/>), and the alerts and resolutions of the case as it
/// stands with them (<see cref="Escalation"/>).
/// </summary>
/// <param name="State">The case with those referrals, without the alerts.</param>
/// <param name="Facts">Facts to record now, in order; none when nothing is called for.</param>
public sealed record CalledFor(CaseState State, IReadOnlyList<NewFact> Facts)
{
    public static CalledFor At(CaseState state, DateTimeOffset now, Policy policy, WorkingDays calendar)
    {
        var facts = new List<NewFact>();
        while (FollowUps.Decide(state, now, policy) is { Count: > 0 } followUps)
        {
            facts.AddRange(followUps);
            state = CaseFold.Then(state, followUps, now);
        }

        return new CalledFor(state, [.. facts, .. Escalation.Decide(state, now, policy, calendar)]);
    }

    /// <summary>
    /// The next day on which the sweep has something to do with a case: today when the case calls for something as it stands (right after a decision it
    /// doesn't; when bank holidays or a policy changed since, an alert may not hold any more), else as <see cref="Escalation.NextStepOn"/> says.
    /// </summary>
    public static DateOnly? NextOn(CaseState state, DateTimeOffset now, Policy policy, WorkingDays calendar)
    {
        var today = LondonTime.DateOf(now);
        var next = Escalation.NextStepOn(state, policy, calendar);
        return next <= today || At(state, now, policy, calendar).Facts.Count == 0 ? next : today;
    }
}
