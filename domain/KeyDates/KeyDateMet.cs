using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.Pathways;
using IntegrationHub.Domain.Policies;

namespace IntegrationHub.Domain.KeyDates;

/// <summary>When the key dates of an assessment were met, by the facts alone.</summary>
internal static class KeyDateMet
{
    /// <summary>
    /// Consent given by somebody who may give it, and the papers, both as they stood when the child was seen or the documents were back; only where
    /// something was wanting then, what came later counts. For a review the papers of the first assessment serve, and so does its consent while nobody
    /// has withdrawn it.
    /// </summary>
    public static DateOnly? ConsentAndPapersOn(CaseState state, Policy policy, int review)
    {
        var doneOn = DoneOn(state, policy, review);
        var other = review > 0 ? ReviewRaisedOn(state, review) : PaperworkOn(state, doneOn);
        return ConsentHeld.Since(state, doneOn, EndedOn(state, review), isRenewed: review > 0) is { } consent && other is { } day ? Later(consent, day) : null;
    }

    /// <summary>The papers are here when social care says so, or when both the consent form and Part A are.</summary>
    /// <param name="doneOn">When the assessment was done: words about a later day don't change when its papers were here. Null while it is open.</param>
    public static DateOnly? PaperworkOn(CaseState state, DateOnly? doneOn)
    {
        var uploaded = state.FirstDocument(DocumentKinds.ConsentForm) is { } form && state.FirstDocument(DocumentKinds.PartA) is { } partA
            ? Later(LondonTime.DateOf(form.ReceivedAt), LondonTime.DateOf(partA.ReceivedAt))
            : (DateOnly?)null;
        var words = state.PaperworkDeclared.Where(day => state.IsOfThisClock(day) && !(day > state.Ceased?.On)).Cast<DateOnly?>().ToList();
        var declared = words.LastOrDefault(day => doneOn is null || day <= doneOn) ?? words.FirstOrDefault();
        return declared is null ? uploaded : declared < uploaded ? declared : uploaded ?? declared;
    }

    /// <summary>The first appointment that was kept, or what the returned summary says.</summary>
    public static DateOnly? AttendedOn(CaseState state, Policy policy, int review)
    {
        var isUnaccompanied = review == 0 && state.Child.UnaccompaniedAsylumSeeker == true;
        return SeenOn(state, policy, review) ?? (isUnaccompanied ? EarlierAssessment.UsedFrom(state, policy) : null);
    }

    /// <summary>
    /// From the refusal that decided on, a kept appointment is the Care Entry Health Assessment's, unless an IHA summary came back after all: that says
    /// itself when the child was seen. Where it doesn't, the appointments until the Care Entry Health Assessment was complete stay that one's.
    /// </summary>
    private static DateOnly? SeenOn(CaseState state, Policy policy, int review)
    {
        var summary = state.FirstDocument(SummaryOf(review), review);
        var kept = state.AppointmentsOf(review)
            .Where(appointment => appointment is { Status: AppointmentStatuses.Fulfilled, Start: not null })
            .Select(appointment => (DateOnly?)LondonTime.DateOf(appointment.Start!.Value)).Order().ToList();
        if (review > 0 || Refusals.DecidedOn(state, policy) is not { } refusedOn)
        {
            return kept.FirstOrDefault() ?? summary?.Document.AssessedOn;
        }

        var complete = CehaCompleteOn(state);
        return summary?.Document.AssessedOn
            ?? kept.FirstOrDefault(day => day < refusedOn)
            ?? (summary is null ? null : kept.FirstOrDefault(day => complete is null || day > complete));
    }

    /// <summary>When the Care Entry Health Assessment was signed off, or else its summary came back; null when there is none.</summary>
    private static DateOnly? CehaCompleteOn(CaseState state) =>
        (state.CehaSignOff?.At ?? state.FirstDocument(DocumentKinds.CehaSummary)?.ReceivedAt) is { } at ? LondonTime.DateOf(at) : null;

    /// <summary>When an assessment was done, whatever is said of its consent and its papers afterwards; null while it is open.</summary>
    private static DateOnly? DoneOn(CaseState state, Policy policy, int review) =>
        new[] { SeenOn(state, policy, review), ReturnedOn(state, review), review == 0 ? CehaCompleteOn(state) : null }.Min();

    /// <summary>When nothing was wanted of an assessment any more: care ended, or the review after it was referred; null when neither happened.</summary>
    private static DateOnly? EndedOn(CaseState state, int review) =>
        new[] { state.Ceased?.On, review > 0 ? RaisedAfter(state, review) : null }.Min();

    /// <summary>Both documents are back with social care.</summary>
    public static DateOnly? ReturnedOn(CaseState state, int review) =>
        state.FirstDocument(SummaryOf(review), review) is { } summary && state.FirstDocument(DocumentKinds.HealthCarePlan, review) is { } plan
            ? Later(LondonTime.DateOf(summary.ReceivedAt), LondonTime.DateOf(plan.ReceivedAt))
            : null;

    /// <summary>When a review's referral was raised.</summary>
    public static DateOnly? ReviewRaisedOn(CaseState state, int review) =>
        state.Referrals.FirstOrDefault(referral => referral.Review == review)?.RaisedAt is { } at ? LondonTime.DateOf(at) : null;

    /// <summary>When the first referral of a later review was raised; null when none was.</summary>
    public static DateOnly? RaisedAfter(CaseState state, int review) =>
        state.Referrals.FirstOrDefault(referral => referral.Review > review)?.RaisedAt is { } at ? LondonTime.DateOf(at) : null;

    private static string SummaryOf(int review) => review == 0 ? DocumentKinds.IhaSummary : DocumentKinds.RhaSummary;

    private static DateOnly Later(DateOnly one, DateOnly other) => one > other ? one : other;
}
