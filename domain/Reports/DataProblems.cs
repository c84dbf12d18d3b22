using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.KeyDates;
using IntegrationHub.Domain.Policies;

namespace IntegrationHub.Domain.Reports;

/// <summary>What is wanting in the data of a case, as codes; nothing of the data itself.</summary>
public static class DataProblems
{
    public const string NhsNumberMissing = "nhs-number-missing";
    public const string ConsentNotRecorded = "consent-not-recorded";
    public const string SocialWorkerEmailMissing = "social-worker-email-missing";
    public const string TeamManagerEmailMissing = "team-manager-email-missing";
    public const string DatesOutOfOrder = "dates-out-of-order";
    public const string AssessmentDayMissing = "assessment-day-missing";
    public const string DoctorNotIdentified = "doctor-not-identified";

    /// <summary>Depends on the day: an appointment was booked for a day that has passed, and nobody said what became of it.</summary>
    public const string AppointmentWithoutOutcome = "appointment-without-outcome";

    /// <summary>Depends on the day: a returned document came on an earlier day, and the council hasn't collected it.</summary>
    public const string DocumentsNotCollected = "documents-not-collected";

    /// <summary>In place of a problem: cases with at least one.</summary>
    public const string Any = "any";

    /// <summary>All codes with what they mean, in the order of a report.</summary>
    public static IReadOnlyList<ReportDefinition> All { get; } =
    [
        new(NhsNumberMissing, "Open cases without an NHS number."),
        new(ConsentNotRecorded, "Open cases whose Initial Health Assessment is required and not back, and nothing was ever said about consent."),
        new(SocialWorkerEmailMissing, "Open cases that name no e-mail address of a social worker."),
        new(TeamManagerEmailMissing, "Open cases that name no e-mail address of a team manager."),
        new(DatesOutOfOrder, "Open cases of which the assessment was attended before day 0 or after the documents about it were back."),
        new(AssessmentDayMissing, "Open cases whose documents are back and no day is known on which the child was seen."),
        new(DoctorNotIdentified, "Open cases with a returned IHA summary that names no doctor by GMC number."),
        new(AppointmentWithoutOutcome, "Open cases with an appointment on an earlier day than today that is still booked: nobody said whether it was kept."),
        new(DocumentsNotCollected, "Open cases with a returned document that came before today and that the council has not downloaded."),
    ];

    /// <summary>Those that the facts alone show.</summary>
    internal static IReadOnlyList<string> Of(CaseState state, Policy policy)
    {
        var attended = KeyDateStandings.MetOn(state, KeyDate.AssessmentAttended, policy);
        var returned = KeyDateStandings.MetOn(state, KeyDate.SummaryAndPlanReturned, policy);
        (string Code, bool Holds)[] found =
        [
            (NhsNumberMissing, state.Child.NhsNumber is null),
            (ConsentNotRecorded, returned is null && state.Consent.Status == ConsentStatuses.NotYetGiven && Pathways.Pathway.Of(state, policy).Code != Pathways.PathwayCode.NotRequired),
            (SocialWorkerEmailMissing, state.ContactFor(ContactRoles.SocialWorker)?.Email is null),
            (TeamManagerEmailMissing, state.ContactFor(ContactRoles.TeamManager)?.Email is null),
            (DatesOutOfOrder, (attended < state.DayZero && state.EarlierAssessmentOn is null) || attended > returned),
            (AssessmentDayMissing, returned is not null && attended is null),
            (DoctorNotIdentified, state.FirstDocument(DocumentKinds.IhaSummary) is { Document.AuthorGmcNumber: null }),
        ];
        return [.. found.Where(problem => problem.Holds).Select(problem => problem.Code)];
    }

    /// <summary>The day of the first appointment that is still booked; null when there is none.</summary>
    internal static DateOnly? BookedFor(CaseState state) => state.Appointments
        .Where(appointment => appointment is { Status: AppointmentStatuses.Booked, Start: not null })
        .Min(appointment => (DateOnly?)Calendar.LondonTime.DateOf(appointment.Start!.Value));

    /// <summary>The day on which the first document came that nobody has collected; null when all are, or none came.</summary>
    internal static DateOnly? UncollectedSince(CaseState state) => state.Documents
        .Where(document => document.CollectedAt is null && DocumentKinds.FromHealth.Contains(document.Document.Kind) && !state.IsReplaced(document.Document.DocumentId))
        .Min(document => (DateOnly?)Calendar.LondonTime.DateOf(document.ReceivedAt));
}
