using System.Globalization;
using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.KeyDates;
using IntegrationHub.Domain.Passports;
using IntegrationHub.Functions.Referrals;
using IntegrationHub.Functions.Referrals.Terminology;

namespace IntegrationHub.Functions.Passports;

/// <summary>A table of a passport; without rows the sentence stands in its place.</summary>
/// <param name="Caption">What it shows, for who can't see it.</param>
internal sealed record PassportTable(string Caption, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows, string WithoutRows);

/// <summary>A part of a passport, the same in the FHIR document and on the page.</summary>
/// <param name="Id">One of <see cref="PassportText"/>'s.</param>
internal sealed record PassportSection(string Id, string Title, IReadOnlyList<PassportTable> Tables);

/// <summary>The words of a passport: plain English, dates written out, nothing escaped yet.</summary>
internal static class PassportText
{
    public const string About = "about";
    public const string Assessments = "assessments";
    public const string Plans = "plans";
    public const string Documents = "documents";
    public const string KeyDates = "key-dates";
    public const string Consent = "consent";
    public const string WhoToAsk = "who-to-ask";

    private const string NotSaid = "Not recorded";

    public static IReadOnlyList<PassportSection> Of(PassportSource source, HubConcepts concepts) =>
    [
        new(About, "About you", [AboutTable(source.History)]),
        new(Assessments, "Health assessments", [AssessmentTable(source.History, concepts), AttendedTable(source.History), DeclinedTable(source.History)]),
        new(Plans, "Health care plans", [.. PlanTables(source)]),
        new(Documents, "Documents", [DocumentTable(source.History, concepts)]),
        new(KeyDates, "Dates of the first assessment", [KeyDateTable(source.History)]),
        new(Consent, "Consent", [ConsentTable(source.History)]),
        new(WhoToAsk, "Who to ask", [PeopleTable(source.History, concepts), OrganisationTable(source.History, concepts)]),
    ];

    /// <summary>A date as people write it: 14 May 2026.</summary>
    public static string Date(DateOnly date) => date.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    private static PassportTable AboutTable(HealthHistory history) => new("Who this passport is about", ["What", "Answer"],
    [
        ["Name", string.Join(' ', new[] { history.Child.GivenName, history.Child.FamilyName }.Where(name => !string.IsNullOrWhiteSpace(name)))],
        ["Date of birth", Date(history.Child.DateOfBirth)],
        ["NHS number", history.Child.NhsNumber is { Length: 10 } number ? $"{number[..3]} {number[3..6]} {number[6..]}" : NotSaid],
        ["GP practice (ODS code)", history.Child.GpPractice ?? NotSaid],
        .. history.Child.InterpreterLanguage is { } language ? new[] { new[] { "Interpreter needed for", language } } : [],
    ], "");

    private static PassportTable AssessmentTable(HealthHistory history, HubConcepts concepts) => new(
        "Assessments whose summary came back", ["Assessment", "Seen on", "Summary returned on", "By"],
        [.. history.Assessments.Select(assessment => new[]
        {
            Display(concepts, FhirSystems.DocumentKind, assessment.Kind), Date(assessment.SeenOn), Date(assessment.ReturnedOn),
            string.Join(", ", new[] { assessment.By ?? NotSaid, assessment.GmcNumber is { } gmc ? $"GMC number {gmc}" : null }.Where(part => part is not null)),
        })], "No assessment has come back yet.");

    private static PassportTable AttendedTable(HealthHistory history) => new(
        "Days on which you were seen", ["Seen on", "What"],
        [
            .. history.EarlierAssessmentOn is { } earlier ? new[] { new[] { Date(earlier), "An assessment before care began" } } : [],
            .. history.Attended.Select(day => new[] { Date(day), "An appointment that was kept" }),
        ], "No kept appointment is recorded.");

    private static PassportTable DeclinedTable(HealthHistory history) => new(
        "Assessments that were declined", ["Declined on", "By"],
        [.. history.Declined.Select(declined => new[] { Date(declined.On), declined.By.Replace('-', ' ') })], "No assessment was declined.");

    private static IEnumerable<PassportTable> PlanTables(PassportSource source)
    {
        foreach (var plan in source.CarePlans)
        {
            yield return new(
                plan.Title ?? "Health care plan", ["What", "How it stands", "When", "Who"], [.. (plan.Activity ?? []).Select(RowOf)],
                "This plan lists no single steps.");
            yield return new(
                "About this plan", ["What", "Answer"],
                [
                    .. Row("Description", plan.Description),
                    .. Row("Status", plan.Status?.Replace('-', ' ')),
                    .. Row("From", Date(plan.Period?.Start)),
                    .. Row("Until", Date(plan.Period?.End)),
                    .. (plan.Note ?? []).SelectMany(note => Row("Note", note.Text)),
                ], "");
        }

        if (source.CarePlans.Count == 0)
        {
            var papers = source.History.Documents.Any(document => document.Kind == DocumentKinds.HealthCarePlan);
            yield return new("Health care plans", [], [], papers ? "The plan is a document: see below." : "No health care plan has come back yet.");
        }
    }

    private static string[] RowOf(CarePlan.ActivityComponent activity) =>
    [
        WordsOf(activity.Detail?.Code) ?? activity.Detail?.Description ?? activity.Reference?.Display ?? NotSaid,
        activity.Detail?.Status?.Replace('-', ' ') ?? NotSaid,
        activity.Detail?.ScheduledString ?? PeriodOf(activity.Detail?.ScheduledPeriod) ?? NotSaid,
        string.Join(", ", (activity.Detail?.Performer ?? []).Select(performer => performer.Display).OfType<string>()) is { Length: > 0 } who ? who : NotSaid,
    ];

    private static PassportTable DocumentTable(HealthHistory history, HubConcepts concepts) => new(
        "Documents that the council holds", ["Document", "File", "Returned on", "By"],
        [.. history.Documents.Select(document => new[]
        {
            Display(concepts, FhirSystems.DocumentKind, document.Kind), document.FileName, Date(document.ReturnedOn), document.By ?? NotSaid,
        })], "No document has come back yet.");

    private static PassportTable KeyDateTable(HealthHistory history) => new(
        "The five dates of the first assessment", ["Step", "Date"],
        [.. history.KeyDates.Select(standing => new[]
        {
            Steps[standing.KeyDate], standing.On is { } on ? Date(on) : standing.State == KeyDateState.NotRequired ? "Not required" : "Not yet",
        })], "");

    private static PassportTable ConsentTable(HealthHistory history) => new("Consent to the assessment", ["What", "Answer"],
    [
        ["Consent", history.Consent.Status.Replace('-', ' ')],
        .. Row("By", history.Consent.GivenBy?.Replace('-', ' ')),
        .. Row("On", history.Consent.On is { } on ? Date(on) : null),
        ["Valid", history.ConsentIsValid ? "yes" : "no"],
    ], "");

    private static PassportTable PeopleTable(HealthHistory history, HubConcepts concepts) => new(
        "People at the council", ["Name", "Role", "E-mail", "Telephone"],
        [.. history.WhoToAsk.Select(person => new[]
        {
            person.Name ?? NotSaid, Display(concepts, FhirSystems.ContactRole, person.Role), person.Email ?? NotSaid, person.Phone ?? NotSaid,
        })], "No person is named. Ask the council.");

    private static PassportTable OrganisationTable(HealthHistory history, HubConcepts concepts) => new(
        "Organisations", ["Organisation", "What it does"],
        [
            [NameOf(history.Header.LocalAuthority, concepts), "The council. Your reference there is " + history.Header.LocalId + "."],
            [NameOf(history.HealthProvider, concepts), "The health team that was asked to assess you."],
            .. history.Child.GpPractice is { } practice ? new[] { new[] { NameOf(practice, concepts), "Your GP practice." } } : [],
        ], "");

    private static string NameOf(string code, HubConcepts concepts) => concepts.Organisation(code)?.Name is { } name ? $"{name} ({code})" : code;

    private static string Display(HubConcepts concepts, string system, string code) => concepts.Of(system, code).Coding![0].Display ?? code;

    private static IEnumerable<string[]> Row(string what, string? answer) => string.IsNullOrWhiteSpace(answer) ? [] : [[what, answer]];

    private static string? WordsOf(CodeableConcept? concept) => concept?.Text ?? concept?.Coding?.Select(coding => coding.Display).FirstOrDefault(display => display is not null);

    private static string? PeriodOf(Period? period) => period is null
        ? null
        : string.Join(" ", new[] { Date(period.Start) is { } start ? $"from {start}" : null, Date(period.End) is { } end ? $"until {end}" : null }.OfType<string>());

    private static string Date(DateOnly? date) => date is { } day ? Date(day) : NotSaid;

    /// <summary>A FHIR date or dateTime, as exact as it was sent.</summary>
    private static string? Date(string? fhir) => fhir switch
    {
        { Length: >= 10 } when DateOnly.TryParseExact(fhir[..10], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) => Date(day),
        { Length: 7 } when DateOnly.TryParseExact(fhir, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out var month) => month.ToString("MMMM yyyy", CultureInfo.InvariantCulture),
        _ => fhir,
    };

    private static readonly IReadOnlyDictionary<KeyDate, string> Steps = new Dictionary<KeyDate, string>
    {
        [KeyDate.BecameLookedAfter] = "Became looked after",
        [KeyDate.HealthNotified] = "The health team was told",
        [KeyDate.ConsentAndPaperworkReceived] = "Consent and papers were there",
        [KeyDate.AssessmentAttended] = "Seen for the assessment",
        [KeyDate.SummaryAndPlanReturned] = "Summary and health care plan came back",
    };
}
