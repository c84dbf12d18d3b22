using IntegrationHub.Contracts.Cases;
using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.Escalations;
using IntegrationHub.Domain.KeyDates;
using IntegrationHub.Domain.Pathways;
using IntegrationHub.Functions.Policies;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Cases;

/// <summary>Renders the case view: what depends on today lives here, not in the FHIR resources.</summary>
public sealed class CaseViews(CaseRules rules, TimeProvider time)
{
    /// <summary>The case as it stands today.</summary>
    public CaseView Today(StoredCase stored) => Of(stored, LondonTime.Today(time));

    /// <summary>The case on the day of its last fact, so that a repeated message gets the same answer on any later day.</summary>
    public CaseView AsOfItsLastFact(StoredCase stored) => Of(stored, LondonTime.DateOf(stored.Document.Facts[^1].RecordedAt));

    private CaseView Of(StoredCase stored, DateOnly today)
    {
        var state = stored.State;
        var id = state.Header.CaseId;
        var (policy, calendar) = (rules.For(state), rules.Calendar);
        var pathway = Pathway.Of(state, policy);
        var standings = KeyDateStandings.On(today, state, policy, calendar);
        var judgement = ConsentRule.Judge(state);
        return new CaseView(
            id,
            new ChildView(state.Header.LocalId),
            state.Header.LocalAuthority,
            state.HealthProvider,
            CaseStatus.Of(state, policy),
            new PathwayView(pathway.Name, pathway.Reason),
            KeyDateStandings.IsBackdated(state, policy, calendar),
            $"/hub/fhir/ServiceRequest/{id}",
            $"/hub/fhir/Task/{id}",
            [.. standings.Select(standing => new KeyDateView(standing.KeyDate.Name(), standing.DueOn, standing.On, standing.State.Name(), standing.WorkingDaysLate))],
            new ConsentView(state.Consent.Status, state.Consent.GivenBy, state.Consent.On, judgement.Valid, judgement.Reason),
            BreachReasonsOf(state),
            NextChangeOn(state, standings, today));
    }

    private List<BreachReasonView> BreachReasonsOf(CaseState state)
    {
        var recorded = state.BreachReasons.Select(reason => new BreachReasonView(reason.KeyDate, reason.Reason, false)).ToList();
        var notified = KeyDate.HealthNotified.Name();
        if (KeyDateStandings.IsBackdated(state, rules.For(state), rules.Calendar) && !recorded.Exists(reason => reason.KeyDate == notified))
        {
            recorded.Add(new BreachReasonView(notified, BreachReasons.BackdatedStatus, true));
        }

        return recorded;
    }

    private DateOnly? NextChangeOn(CaseState state, IReadOnlyList<KeyDateStanding> standings, DateOnly today)
    {
        var (policy, calendar) = (rules.For(state), rules.Calendar);
        var changes = standings
            .Where(standing => standing is { IsWaiting: true, DueOn: not null })
            .SelectMany(standing => new[] { calendar.Add(standing.DueOn!.Value, -policy.For(standing.KeyDate).DueSoonWorkingDays), standing.DueOn!.Value.AddDays(1) })
            .Append(Escalation.NextStepOn(state, policy, calendar) ?? DateOnly.MinValue)
            .Where(day => day > today)
            .ToList();
        return changes.Count == 0 ? null : changes.Min();
    }
}
