using IntegrationHub.Contracts.Cases;
using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.KeyDates;
using IntegrationHub.Domain.Pathways;
using IntegrationHub.Domain.Policies;
using IntegrationHub.Domain.Reviews;
using IntegrationHub.Functions.Policies;
using IntegrationHub.Functions.Referrals;
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
        var next = NextChange.After(today, state, policy, calendar);
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
            ViewOf(standings, state, null),
            new ConsentView(state.Consent.Status, state.Consent.GivenBy, state.Consent.On, judgement.Valid, judgement.Reason),
            BreachReasonsOf(state),
            next?.On,
            next is null ? null : new NextChangeView(next.On, next.What),
            state.Child.SiblingGroup,
            [.. state.Referrals.Select(referral => ViewOf(referral, state, policy))],
            Ceha.Of(state, policy) is { } ceha ? new CehaView(ceha.StageName, ceha.OfferedOn, ceha.AgreedOn, ceha.AssessedOn, ceha.SignedOffOn) : null,
            [.. ReviewsOf(state, policy, today)]);
    }

    private List<KeyDateView> ViewOf(IReadOnlyList<KeyDateStanding> standings, CaseState state, Review? review) =>
    [
        .. standings.Select(standing => new KeyDateView(
            standing.KeyDate.Name(), standing.DueOn, standing.On, standing.State.Name(), standing.WorkingDaysLate,
            KeyDateExplanation.Of(standing, state, rules.For(state), rules.Calendar, review))),
    ];

    private static ReferralView ViewOf(ReferralState referral, CaseState state, Policy policy) => new(
        referral.Number, referral.Review, referral.Provider, referral.RaisedAt!.Value, referral.Raised, CaseStatus.TaskStatus(state, policy, referral),
        $"/hub/fhir/Task/{ReferralIds.Of(state.Header.CaseId, referral.Number)}");

    private IEnumerable<ReviewView> ReviewsOf(CaseState state, Policy policy, DateOnly today) => ReviewCycle.Known(state, policy).Select(review => new ReviewView(
        review.Number, review.DueOn, review.RaiseOn, review.RaisedOn, review.OutcomeName, review.Explanation,
        state.ReferralFor(review.Number) is { } referral ? $"/hub/fhir/Task/{ReferralIds.Of(state.Header.CaseId, referral.Number)}" : null,
        review.RaisedOn is null ? [] : ViewOf(KeyDateStandings.On(today, state, policy, rules.Calendar, review.Number), state, review)));

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
}
