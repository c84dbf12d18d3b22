using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.Pathways;
using IntegrationHub.Domain.Policies;

namespace IntegrationHub.Domain.KeyDates;

/// <summary>One key date of one case, as it stands on a day.</summary>
/// <param name="DueOn">Null for day 0 itself, and where nothing is due.</param>
/// <param name="On">When it was met; null while it isn't.</param>
/// <param name="WorkingDaysLate">0 when it isn't late.</param>
public sealed record KeyDateStanding(KeyDate KeyDate, DateOnly? DueOn, DateOnly? On, KeyDateState State, int WorkingDaysLate)
{
    public bool IsMet => State is KeyDateState.Met or KeyDateState.MetLate;

    public bool IsWaiting => State is KeyDateState.Waiting or KeyDateState.DueSoon or KeyDateState.Overdue;
}

/// <summary>Derives the five key dates of a case.</summary>
public static class KeyDateStandings
{
    /// <summary>The five, in order, on a day.</summary>
    public static IReadOnlyList<KeyDateStanding> On(DateOnly today, CaseState state, Policy policy, WorkingDays calendar)
    {
        var required = Pathway.Of(state, policy).Code != PathwayCode.NotRequired;
        return [.. policy.KeyDates.Select(keyDate => Standing(today, state, keyDate, policy, calendar, required))];
    }

    /// <summary>The state of a key date on a day, from when it is due (null: day 0 itself) and when it was met.</summary>
    public static KeyDateState StateOn(DateOnly today, DateOnly? dueOn, DateOnly? on, int dueSoonWorkingDays, WorkingDays calendar)
    {
        if (dueOn is not { } due)
        {
            return KeyDateState.Met;
        }

        return on is { } met ? (met > due ? KeyDateState.MetLate : KeyDateState.Met)
            : today > due ? KeyDateState.Overdue
            : today >= calendar.Add(due, -dueSoonWorkingDays) ? KeyDateState.DueSoon
            : KeyDateState.Waiting;
    }

    /// <summary>When a key date was met, by the facts alone; null while it isn't.</summary>
    public static DateOnly? MetOn(CaseState state, KeyDate keyDate) => keyDate switch
    {
        KeyDate.BecameLookedAfter => state.DayZero,
        KeyDate.HealthNotified => (state.ClockStart?.ToldAt ?? state.NotifiedAt) is { } at ? LondonTime.DateOf(at) : null,
        KeyDate.ConsentAndPaperworkReceived => ConsentRule.Judge(state).Valid && state.Consent.On is { } consent && PaperworkOn(state) is { } papers
            ? Later(consent, papers)
            : null,
        KeyDate.AssessmentAttended => AttendedOn(state),
        KeyDate.SummaryAndPlanReturned => ReturnedOn(state),
        _ => throw new ArgumentOutOfRangeException(nameof(keyDate)),
    };

    /// <summary>True when the hub was told after key date 2 had passed.</summary>
    public static bool IsBackdated(CaseState state, Policy policy, WorkingDays calendar) =>
        MetOn(state, KeyDate.HealthNotified) > calendar.Add(state.DayZero, policy.For(KeyDate.HealthNotified).TargetWorkingDays);

    /// <summary>The papers are here when social care says so, or when both the consent form and Part A are.</summary>
    public static DateOnly? PaperworkOn(CaseState state)
    {
        var uploaded = state.FirstDocument(DocumentKinds.ConsentForm) is { } form && state.FirstDocument(DocumentKinds.PartA) is { } partA
            ? Later(LondonTime.DateOf(form.ReceivedAt), LondonTime.DateOf(partA.ReceivedAt))
            : (DateOnly?)null;
        return state.PaperworkDeclaredOn is not { } declared ? uploaded : declared < uploaded ? declared : uploaded ?? declared;
    }

    private static KeyDateStanding Standing(
        DateOnly today, CaseState state, KeyDatePolicy keyDate, Policy policy, WorkingDays calendar, bool required)
    {
        var on = MetOn(state, keyDate.KeyDate);
        if (keyDate.KeyDate == KeyDate.BecameLookedAfter)
        {
            return new KeyDateStanding(keyDate.KeyDate, null, on, KeyDateState.Met, 0);
        }

        // A date that had been missed when care ended stays missed.
        var due = calendar.Add(state.DayZero, keyDate.TargetWorkingDays);
        var missedBefore = state.Ceased?.On > due && !Ssda903.ShortBreaks.Contains(state.Care.LegalStatus ?? "");
        if (!required && on is null && !missedBefore)
        {
            return new KeyDateStanding(keyDate.KeyDate, null, null, KeyDateState.NotRequired, 0);
        }

        today = state.Ceased?.On < today ? state.Ceased.On : today;
        var late = calendar.Between(due, on ?? today);
        return new KeyDateStanding(keyDate.KeyDate, due, on, StateOn(today, due, on, keyDate.DueSoonWorkingDays, calendar), late);
    }

    private static DateOnly? AttendedOn(CaseState state)
    {
        var kept = state.Appointments
            .Where(appointment => appointment is { Status: AppointmentStatuses.Fulfilled, Start: not null })
            .Select(appointment => (DateOnly?)LondonTime.DateOf(appointment.Start!.Value))
            .Min();

        // A summary that says when the child was seen proves the assessment where no appointment was recorded.
        return kept ?? state.FirstDocument(DocumentKinds.IhaSummary)?.Document.AssessedOn;
    }

    private static DateOnly? ReturnedOn(CaseState state) =>
        state.FirstDocument(DocumentKinds.IhaSummary) is { } summary && state.FirstDocument(DocumentKinds.HealthCarePlan) is { } plan
            ? Later(LondonTime.DateOf(summary.ReceivedAt), LondonTime.DateOf(plan.ReceivedAt))
            : null;

    private static DateOnly Later(DateOnly one, DateOnly other) => one > other ? one : other;
}
