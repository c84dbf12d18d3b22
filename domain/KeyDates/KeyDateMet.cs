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
    /// Consent given by somebody who may give it, and the papers. For a review the papers of the first assessment serve, and so does its consent
    /// while nobody has withdrawn it.
    /// </summary>
    public static DateOnly? ConsentAndPapersOn(CaseState state, int review)
    {
        if (!ConsentRule.Judge(state).Valid || state.Consent.On is not { } consent)
        {
            return null;
        }

        var other = review > 0 ? ReviewRaisedOn(state, review) : PaperworkOn(state);
        return other is { } day ? Later(consent, day) : null;
    }

    /// <summary>The papers are here when social care says so, or when both the consent form and Part A are.</summary>
    public static DateOnly? PaperworkOn(CaseState state)
    {
        var uploaded = state.FirstDocument(DocumentKinds.ConsentForm) is { } form && state.FirstDocument(DocumentKinds.PartA) is { } partA
            ? Later(LondonTime.DateOf(form.ReceivedAt), LondonTime.DateOf(partA.ReceivedAt))
            : (DateOnly?)null;
        return state.PaperworkDeclaredOn is not { } declared ? uploaded : declared < uploaded ? declared : uploaded ?? declared;
    }

    /// <summary>
    /// The first appointment that was kept, or what the returned summary says. From the refusal that decided on, a kept appointment is the Care Entry
    /// Health Assessment's, unless an IHA summary came back after all.
    /// </summary>
    public static DateOnly? AttendedOn(CaseState state, Policy policy, int review)
    {
        var summary = state.FirstDocument(SummaryOf(review), review);
        var refusedOn = review == 0 && summary is null ? Refusals.DecidedOn(state, policy) : null;
        var kept = state.Appointments
            .Where(appointment => appointment is { Status: AppointmentStatuses.Fulfilled, Start: not null } && state.ReviewOf(appointment.Referral) == review)
            .Select(appointment => (DateOnly?)LondonTime.DateOf(appointment.Start!.Value))
            .Where(day => refusedOn is null || day < refusedOn)
            .Min();
        var isUnaccompanied = review == 0 && state.Child.UnaccompaniedAsylumSeeker == true;
        return kept ?? summary?.Document.AssessedOn ?? (isUnaccompanied ? EarlierAssessment.UsedFrom(state, policy) : null);
    }

    /// <summary>Both documents are back with social care.</summary>
    public static DateOnly? ReturnedOn(CaseState state, int review) =>
        state.FirstDocument(SummaryOf(review), review) is { } summary && state.FirstDocument(DocumentKinds.HealthCarePlan, review) is { } plan
            ? Later(LondonTime.DateOf(summary.ReceivedAt), LondonTime.DateOf(plan.ReceivedAt))
            : null;

    /// <summary>When a review's referral was raised.</summary>
    public static DateOnly? ReviewRaisedOn(CaseState state, int review) =>
        state.Referrals.FirstOrDefault(referral => referral.Review == review)?.RaisedAt is { } at ? LondonTime.DateOf(at) : null;

    private static string SummaryOf(int review) => review == 0 ? DocumentKinds.IhaSummary : DocumentKinds.RhaSummary;

    private static DateOnly Later(DateOnly one, DateOnly other) => one > other ? one : other;
}
