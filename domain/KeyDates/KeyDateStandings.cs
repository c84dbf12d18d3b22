using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.Pathways;
using IntegrationHub.Domain.Policies;
using IntegrationHub.Domain.Reviews;

namespace IntegrationHub.Domain.KeyDates;

/// <summary>One key date of one assessment, as it stands on a day.</summary>
/// <param name="DueOn">Null for day 0 itself, and where nothing is due.</param>
/// <param name="On">When it was met; null while it isn't.</param>
/// <param name="WorkingDaysLate">0 when it isn't late.</param>
/// <param name="Until">The last day that counts for a date that isn't met: from then on it stands still. Null while time goes on.</param>
public sealed record KeyDateStanding(KeyDate KeyDate, DateOnly? DueOn, DateOnly? On, KeyDateState State, int WorkingDaysLate, DateOnly? Until = null)
{
    public bool IsMet => State is KeyDateState.Met or KeyDateState.MetLate;

    public bool IsWaiting => State is KeyDateState.Waiting or KeyDateState.DueSoon or KeyDateState.Overdue;
}

/// <summary>Derives the five key dates of an assessment: of the Initial Health Assessment, or of a review.</summary>
public static class KeyDateStandings
{
    /// <summary>The five, in order, on a day.</summary>
    /// <param name="review">0 for the Initial Health Assessment, n for the n-th review.</param>
    public static IReadOnlyList<KeyDateStanding> On(DateOnly today, CaseState state, Policy policy, WorkingDays calendar, int review = 0)
    {
        var terms = review == 0 ? TermsOf(state, policy) : ReviewCycle.Find(state, policy, review) is { } found ? TermsOf(found) : null;
        return terms is null ? [] : [.. policy.KeyDates.Select(keyDate => Standing(today, state, keyDate, policy, calendar, review, terms))];
    }

    /// <summary>The state of a key date on a day, from when it is due (null: day 0 itself) and when it was met.</summary>
    public static KeyDateState StateOn(DateOnly today, DateOnly? dueOn, DateOnly? on, int dueSoonWorkingDays, WorkingDays calendar)
    {
        if (dueOn is not { } due)
        {
            return KeyDateState.Met;
        }

        return on is { } met ? (met > due ? KeyDateState.MetLate : KeyDateState.Met)
            : IsOverdueOn(today, due) ? KeyDateState.Overdue
            : today >= calendar.Add(due, -dueSoonWorkingDays) ? KeyDateState.DueSoon
            : KeyDateState.Waiting;
    }

    /// <summary>Whether a date that isn't met is overdue: on its day it is not yet.</summary>
    public static bool IsOverdueOn(DateOnly today, DateOnly dueOn) => today > dueOn;

    /// <summary>When a key date was met, by the facts alone; null while it isn't.</summary>
    /// <param name="review">0 for the Initial Health Assessment, n for the n-th review.</param>
    public static DateOnly? MetOn(CaseState state, KeyDate keyDate, Policy policy, int review = 0) => keyDate switch
    {
        KeyDate.BecameLookedAfter => state.DayZero,
        KeyDate.HealthNotified => review > 0 ? KeyDateMet.ReviewRaisedOn(state, review)
            : (state.ClockStart?.ToldAt ?? state.NotifiedAt) is { } at ? LondonTime.DateOf(at)
            : null,
        KeyDate.ConsentAndPaperworkReceived => KeyDateMet.ConsentAndPapersOn(state, policy, review),
        KeyDate.AssessmentAttended => KeyDateMet.AttendedOn(state, policy, review),
        KeyDate.SummaryAndPlanReturned => KeyDateMet.ReturnedOn(state, review),
        _ => throw new ArgumentOutOfRangeException(nameof(keyDate)),
    };

    /// <summary>When a key date of the Initial Health Assessment, or of the review due on a day, is due.</summary>
    /// <param name="reviewDueOn">Null for the Initial Health Assessment.</param>
    public static DateOnly DueOn(CaseState state, KeyDate keyDate, Policy policy, WorkingDays calendar, DateOnly? reviewDueOn = null)
    {
        var target = policy.For(keyDate).TargetWorkingDays;
        return reviewDueOn is { } due
            ? calendar.Add(due, target - policy.For(KeyDate.SummaryAndPlanReturned).TargetWorkingDays)
            : calendar.Add(state.DayZero, target);
    }

    /// <summary>True when the hub was told after key date 2 had passed; never of a short break, which has no clock.</summary>
    public static bool IsBackdated(CaseState state, Policy policy, WorkingDays calendar) =>
        !state.NeverHadClock && MetOn(state, KeyDate.HealthNotified, policy) > DueOn(state, KeyDate.HealthNotified, policy, calendar);

    /// <summary>The papers are here when social care says so, or when both the consent form and Part A are.</summary>
    public static DateOnly? PaperworkOn(CaseState state) => KeyDateMet.PaperworkOn(state, null);

    private static KeyDateStanding Standing(
        DateOnly today, CaseState state, KeyDatePolicy keyDate, Policy policy, WorkingDays calendar, int review, Terms terms)
    {
        var on = MetOn(state, keyDate.KeyDate, policy, review);
        if (keyDate.KeyDate == KeyDate.BecameLookedAfter)
        {
            return new KeyDateStanding(keyDate.KeyDate, null, on, KeyDateState.Met, 0);
        }

        if (state.NeverHadClock)
        {
            return new KeyDateStanding(keyDate.KeyDate, null, null, KeyDateState.NotRequired, 0);
        }

        // A date that had been missed when care ended stays missed.
        var due = DueOn(state, keyDate.KeyDate, policy, calendar, terms.ReviewDueOn);
        var missedBefore = state.Ceased?.On > due && !Ssda903.ShortBreaks.Contains(state.Care.LegalStatus ?? "") && !terms.IsReplaced;
        if (on is null && !missedBefore && !terms.Requires(keyDate.KeyDate))
        {
            return new KeyDateStanding(keyDate.KeyDate, null, null, KeyDateState.NotRequired, 0);
        }

        // Nobody can have been seen after the documents about it were back: where no day was recorded, it grows no later than that.
        var backOn = keyDate.KeyDate == KeyDate.AssessmentAttended ? KeyDateMet.ReturnedOn(state, review) : null;
        var until = on is null ? new[] { terms.FrozenOn, state.Ceased?.On, backOn }.Min() : null;
        today = until < today ? until.Value : today;
        var late = calendar.Between(due, on ?? today);
        return new KeyDateStanding(keyDate.KeyDate, due, on, StateOn(today, due, on, keyDate.DueSoonWorkingDays, calendar), late, until);
    }

    private static Terms TermsOf(CaseState state, Policy policy)
    {
        var pathway = Pathway.Of(state, policy).Code;
        var signedOff = Ceha.Of(state, policy)?.Stage == CehaStage.SignedOff;
        var earlier = pathway == PathwayCode.NotRequired && EarlierAssessment.UsedFrom(state, policy) is not null;
        return new Terms(
            null, null, earlier || signedOff,
            keyDate => pathway != PathwayCode.NotRequired && !(signedOff && keyDate >= KeyDate.AssessmentAttended));
    }

    private static Terms TermsOf(Review review) => new(
        review.DueOn,
        review.Outcome == ReviewOutcome.Missed ? review.SupersededOn : null,
        review.Outcome == ReviewOutcome.Refused,
        _ => review.Outcome is not (ReviewOutcome.Refused or ReviewOutcome.Ended));

    /// <summary>What distinguishes one assessment from another.</summary>
    /// <param name="ReviewDueOn">Null for the Initial Health Assessment.</param>
    /// <param name="FrozenOn">From then on a missed date doesn't become later.</param>
    /// <param name="IsReplaced">Something else stands in for the assessment: nothing of it counts as missed.</param>
    /// <param name="Requires">Whether a key date that isn't met is still required.</param>
    private sealed record Terms(DateOnly? ReviewDueOn, DateOnly? FrozenOn, bool IsReplaced, Func<KeyDate, bool> Requires);
}
