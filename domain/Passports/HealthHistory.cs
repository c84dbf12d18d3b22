using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.KeyDates;
using IntegrationHub.Domain.Pathways;
using IntegrationHub.Domain.Policies;

namespace IntegrationHub.Domain.Passports;

/// <summary>An assessment whose summary came back.</summary>
/// <param name="Kind">One of <see cref="DocumentKinds"/>.</param>
/// <param name="SeenOn">When the child was seen, if anybody said so.</param>
/// <param name="By">Name of the author; null when the sender gave none.</param>
/// <param name="GmcNumber">Seven digits; null for an author who has none.</param>
public sealed record PastAssessment(string DocumentId, string Kind, DateOnly? SeenOn, DateOnly ReturnedOn, string? By, string? GmcNumber);

/// <summary>A document that the health team returned.</summary>
public sealed record PastDocument(string DocumentId, string Kind, string FileName, DateOnly ReturnedOn, string? By);

/// <summary>
/// What goes into a health passport: the health history that the hub holds, and who to ask. Addresses, the council's papers and the people of the
/// child's own life stay out of it: the page is carried about.
/// </summary>
public sealed record HealthHistory
{
    /// <summary>What was known at this moment, UTC.</summary>
    public required DateTimeOffset AsOf { get; init; }

    /// <summary>As of when the passport was written that this one replaces; null for the first.</summary>
    public DateTimeOffset? Replaces { get; init; }

    public required CaseHeader Header { get; init; }

    /// <summary>ODS code.</summary>
    public required string HealthProvider { get; init; }

    public required ChildDetails Child { get; init; }

    public required IReadOnlyList<PastAssessment> Assessments { get; init; }

    /// <summary>When the child was seen, by the appointments that were kept.</summary>
    public required IReadOnlyList<DateOnly> Attended { get; init; }

    /// <summary>The latest assessment made before care began that the hub was told of.</summary>
    public DateOnly? EarlierAssessmentOn { get; init; }

    public required IReadOnlyList<AssessmentDeclined> Declined { get; init; }

    public required IReadOnlyList<PastDocument> Documents { get; init; }

    /// <summary>FHIR ids of the structured care plans.</summary>
    public required IReadOnlyList<string> CarePlanIds { get; init; }

    /// <summary>The five key dates as they stood.</summary>
    public required IReadOnlyList<KeyDateStanding> KeyDates { get; init; }

    public required ConsentState Consent { get; init; }

    /// <summary>Whether the consent holds.</summary>
    public required bool ConsentIsValid { get; init; }

    /// <summary>The council's people on the case.</summary>
    public required IReadOnlyList<Contact> WhoToAsk { get; init; }

    public static HealthHistory Of(CaseState state, DateTimeOffset asOf, Policy policy, WorkingDays calendar) => new()
    {
        AsOf = asOf,
        Replaces = Passport.Issued(state)?.Document.AuthoredAt,
        Header = state.Header,
        HealthProvider = state.HealthProvider,
        Child = state.Child,
        Assessments = [.. Returned(state).Where(document => document.Document.Kind != DocumentKinds.HealthCarePlan).Select(document => AssessmentOf(state, document))],
        Attended = [.. KeptOn(state.Appointments).OfType<DateOnly>()],
        EarlierAssessmentOn = state.EarlierAssessmentOn,
        Declined = [.. state.Declined.OrderBy(declined => declined.On)],
        Documents =
        [
            .. Returned(state).Select(document => new PastDocument(
                document.Document.DocumentId, document.Document.Kind, document.Document.FileName, LondonTime.DateOf(document.ReceivedAt), document.Document.AuthorName)),
        ],
        CarePlanIds = [.. state.CarePlans.Select(plan => plan.CarePlanId)],
        KeyDates = KeyDateStandings.On(LondonTime.DateOf(asOf), state, policy, calendar),
        Consent = state.Consent,
        ConsentIsValid = ConsentRule.Judge(state).Valid,
        WhoToAsk = [.. state.Contacts.Where(contact => ContactRoles.Professional.Contains(contact.Role))],
    };

    /// <summary>What the health team returned, apart from documents that another one has taken the place of.</summary>
    private static IEnumerable<DocumentState> Returned(CaseState state) =>
        state.Documents
            .Where(document => DocumentKinds.FromHealth.Contains(document.Document.Kind) && !state.IsReplaced(document.Document.DocumentId))
            .OrderBy(document => document.ReceivedAt);

    private static PastAssessment AssessmentOf(CaseState state, DocumentState document) => new(
        document.Document.DocumentId,
        document.Document.Kind,
        document.Document.AssessedOn ?? KeptOn(state.Appointments.Where(appointment => appointment.Referral == document.Document.Referral)).FirstOrDefault(),
        LondonTime.DateOf(document.ReceivedAt),
        document.Document.AuthorName,
        document.Document.AuthorGmcNumber);

    private static IEnumerable<DateOnly?> KeptOn(IEnumerable<AppointmentState> appointments) => appointments
        .Where(appointment => appointment is { Status: AppointmentStatuses.Fulfilled, Start: not null })
        .Select(appointment => (DateOnly?)LondonTime.DateOf(appointment.Start!.Value))
        .Order();
}
