using System.Globalization;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.KeyDates;
using IntegrationHub.Functions.Security;

namespace IntegrationHub.Functions.Pages;

/// <summary>Codes in the field's own words, as people read them.</summary>
public static class Words
{
    /// <summary>Where a case stands.</summary>
    public static string Status(string status) => status switch
    {
        CaseStatus.AwaitingConsent => "Waiting for consent",
        CaseStatus.AwaitingPaperwork => "Waiting for papers",
        CaseStatus.AwaitingAppointment => "Waiting for an appointment",
        CaseStatus.AppointmentBooked => "Appointment booked",
        CaseStatus.AwaitingReturn => "Seen, waiting for documents",
        CaseStatus.CehaOffered => "Care Entry Health Assessment offered",
        CaseStatus.CehaAgreed => "Care Entry Health Assessment agreed",
        CaseStatus.AwaitingSignOff => "Waiting for sign-off",
        CaseStatus.Completed => "Completed",
        CaseStatus.Rejected => "Rejected by the provider",
        CaseStatus.NotRequired => "Not required",
        CaseStatus.Closed => "Closed, care ended",
        _ => Plain(status),
    };

    /// <summary>Who assesses.</summary>
    public static string Pathway(string pathway) => pathway switch
    {
        "clinic" => "Clinic",
        "gp-pool" => "GP pool",
        "host-provider" => "Provider where the child lives",
        "neonatal" => "Neonatal",
        "uasc" => "Unaccompanied child",
        "refusal" => "Refusal",
        "not-required" => "Not required",
        _ => Plain(pathway),
    };

    public static string KeyDateName(KeyDate keyDate) => keyDate switch
    {
        KeyDate.BecameLookedAfter => "Became looked after",
        KeyDate.HealthNotified => "Health notified",
        KeyDate.ConsentAndPaperworkReceived => "Consent and papers",
        KeyDate.AssessmentAttended => "Assessment attended",
        _ => "Documents returned",
    };

    /// <summary>What a task of the health team's stands at.</summary>
    public static string Task(string status) => status switch
    {
        TaskStatuses.Requested => "New",
        TaskStatuses.Received => "Received",
        TaskStatuses.Accepted => "Accepted",
        TaskStatuses.InProgress => "In progress",
        TaskStatuses.Completed => "Completed",
        TaskStatuses.Rejected => "Rejected",
        TaskStatuses.Cancelled => "Cancelled",
        _ => Plain(status),
    };

    public static string Document(string kind) => kind switch
    {
        DocumentKinds.IhaSummary => "Health assessment summary",
        DocumentKinds.RhaSummary => "Review health assessment summary",
        DocumentKinds.HealthCarePlan => "Health care plan",
        DocumentKinds.CehaSummary => "Care Entry Health Assessment summary",
        DocumentKinds.ConsentForm => "Consent form",
        DocumentKinds.PartA => "Part A",
        DocumentKinds.HealthPassport => "Health passport (data)",
        DocumentKinds.HealthPassportPage => "Health passport (page to print)",
        _ => "Other paper",
    };

    public static string Roles(IReadOnlySet<string> roles) =>
        roles.Contains(HubRoles.HealthSignOff) ? "Designated doctor"
        : roles.Contains(HubRoles.HealthRead) ? "Health team"
        : roles.Contains(HubRoles.SocialCareRead) ? "Social care"
        : roles.Contains(HubRoles.ReportsRead) ? "Manager"
        : "Operations";

    public static string Persona(string name) => name switch
    {
        "social-care" => "Social care",
        "health" => "Children in Care health team",
        "designated-doctor" => "Designated doctor",
        "manager" => "Manager",
        _ => "Operations",
    };

    public static string PersonaHint(string name) => name switch
    {
        "social-care" => "A council's social workers and their business support: their own cases",
        "health" => "Those who assess: the worklist of referrals",
        "designated-doctor" => "The health team, and signing off Care Entry Health Assessments",
        "manager" => "Figures of one's own organisation, no names",
        _ => "Those who run the hub",
    };

    /// <summary>Such as <c>27 Nov</c>, with the year where it isn't this one.</summary>
    public static string Day(DateOnly day, DateOnly today) => day.ToString(day.Year == today.Year ? "d MMM" : "d MMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>Such as <c>Friday 27 November 2026</c>.</summary>
    public static string LongDay(DateOnly day) => day.ToString("dddd d MMMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>Such as <c>3 working days</c>.</summary>
    public static string WorkingDays(int count) => string.Create(CultureInfo.InvariantCulture, $"{count} working day{(count == 1 ? "" : "s")}");

    public static string Number(int number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Who gets an alert, in a sentence.</summary>
    /// <param name="role">One of <see cref="RecipientRoles"/>.</param>
    public static string Role(string role) => role == RecipientRoles.ChildrenInCareHealthTeam ? "CiC health team" : role.Replace('-', ' ');

    /// <summary>A sentence of codes, in the middle of another one.</summary>
    public static string Phrase(string codes) => Plain(codes).ToLowerInvariant().Replace("cic health team", "CiC health team", StringComparison.Ordinal);

    /// <summary>A code of more words as words.</summary>
    public static string Plain(string code) => code.Length == 0 ? "" : string.Concat(char.ToUpperInvariant(code[0]).ToString(), code[1..].Replace('-', ' '));
}
