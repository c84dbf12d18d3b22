using System.Collections.Frozen;

namespace IntegrationHub.Domain.Codes;

/// <summary>Roles of the people on a notification: the council's, and those close to the child.</summary>
public static class ContactRoles
{
    public const string SocialWorker = "social-worker";
    public const string TeamManager = "team-manager";
    public const string BusinessSupportOfficer = "business-support-officer";
    public const string IndependentReviewingOfficer = "independent-reviewing-officer";
    public const string ServiceManager = "service-manager";
    public const string AssistantDirector = "assistant-director";
    public const string Parent = "parent";
    public const string Carer = "carer";

    /// <summary>People who work for the council.</summary>
    public static FrozenSet<string> Professional { get; } = new[]
    {
        SocialWorker, TeamManager, BusinessSupportOfficer, IndependentReviewingOfficer, ServiceManager, AssistantDirector,
    }.ToFrozenSet();

    /// <summary>People in the child's own life. No alert ever goes to them: no step of a ladder names their roles.</summary>
    public static FrozenSet<string> Personal { get; } = new[] { Parent, Carer }.ToFrozenSet();

    public static FrozenSet<string> All { get; } = Professional.Union(Personal).ToFrozenSet();
}

/// <summary>Where consent stands.</summary>
public static class ConsentStatuses
{
    public const string Given = "given";
    public const string Refused = "refused";
    public const string Withdrawn = "withdrawn";
    public const string NotYetGiven = "not-yet-given";

    public static FrozenSet<string> All { get; } = new[] { Given, Refused, Withdrawn, NotYetGiven }.ToFrozenSet();
}

/// <summary>Who gave consent.</summary>
public static class ConsentGivers
{
    public const string Parent = "parent";
    public const string LocalAuthority = "local-authority";
    public const string YoungPerson = "young-person";

    public static FrozenSet<string> All { get; } = new[] { Parent, LocalAuthority, YoungPerson }.ToFrozenSet();
}

/// <summary>Who declined an assessment.</summary>
public static class Decliners
{
    public static FrozenSet<string> All { get; } = new[] { "young-person", "carer", "parent" }.ToFrozenSet();
}

/// <summary>Why a key date was missed.</summary>
public static class BreachReasons
{
    public const string LateNotification = "late-notification";
    public const string BackdatedStatus = "backdated-status";
    public const string Other = "other";

    public static FrozenSet<string> All { get; } = new[]
    {
        LateNotification, BackdatedStatus, "consent-delayed", "consent-refused", "paperwork-incomplete",
        "out-of-area-negotiation", "books-closed", "clinic-capacity", "did-not-attend",
        "appointment-cancelled-by-provider", "young-person-declined", "placement-moved", "report-delayed", Other,
    }.ToFrozenSet();
}

/// <summary>NHS number verification status (UKCore-NHSNumberVerificationStatusEngland).</summary>
public static class NhsNumberStatuses
{
    public const string Verified = "01";
    public const string NotTraced = "02";
    public const string NotPresent = "07";

    public static FrozenDictionary<string, string> All { get; } = new Dictionary<string, string>
    {
        [Verified] = "Number present and verified",
        [NotTraced] = "Number present but not traced",
        ["03"] = "Trace required",
        ["04"] = "Trace attempted - No match or multiple match found",
        ["05"] = "Trace needs to be resolved - (NHS number or patient detail conflict)",
        ["06"] = "Trace in progress",
        [NotPresent] = "Number not present and trace not required",
        ["08"] = "Trace postponed (baby under six weeks old)",
    }.ToFrozenDictionary();
}

/// <summary>NHS ethnic category (UKCore-EthnicCategoryEngland).</summary>
public static class EthnicCategories
{
    public static FrozenDictionary<string, string> All { get; } = new Dictionary<string, string>
    {
        ["A"] = "White - British",
        ["B"] = "White - Irish",
        ["C"] = "White - Any other White background",
        ["D"] = "Mixed - White and Black Caribbean",
        ["E"] = "Mixed - White and Black African",
        ["F"] = "Mixed - White and Asian",
        ["G"] = "Mixed - Any other mixed background",
        ["H"] = "Asian or Asian British - Indian",
        ["J"] = "Asian or Asian British - Pakistani",
        ["K"] = "Asian or Asian British - Bangladeshi",
        ["L"] = "Asian or Asian British - Any other Asian background",
        ["M"] = "Black or Black British - Caribbean",
        ["N"] = "Black or Black British - African",
        ["P"] = "Black or Black British - Any other Black background",
        ["R"] = "Other Ethnic Groups - Chinese",
        ["S"] = "Other Ethnic Groups - Any other ethnic group",
        ["Z"] = "Not stated",
        ["99"] = "Not known",
    }.ToFrozenDictionary();
}

/// <summary>What a document is.</summary>
public static class DocumentKinds
{
    public const string IhaSummary = "iha-summary";
    public const string HealthCarePlan = "health-care-plan";
    public const string CehaSummary = "ceha-summary";
    public const string RhaSummary = "rha-summary";
    public const string ConsentForm = "consent-form";
    public const string PartA = "part-a";
    public const string Other = "other";
    public const string HealthPassport = "health-passport";
    public const string HealthPassportPage = "health-passport-page";

    /// <summary>Papers that the council uploads.</summary>
    public static FrozenSet<string> FromCouncil { get; } = new[] { ConsentForm, PartA, Other }.ToFrozenSet();

    /// <summary>Documents that the health team returns.</summary>
    public static FrozenSet<string> FromHealth { get; } = new[] { IhaSummary, RhaSummary, HealthCarePlan, CehaSummary }.ToFrozenSet();

    /// <summary>Documents that the hub itself writes for the council. FHIR doesn't show them, and they are nobody's return.</summary>
    public static FrozenSet<string> FromHub { get; } = new[] { HealthPassport, HealthPassportPage }.ToFrozenSet();
}

/// <summary>Why a referral was raised.</summary>
public static class ReferralReasons
{
    public const string BecameLookedAfter = "became-looked-after";

    /// <summary>In place of one that the provider before rejected.</summary>
    public const string ProviderRejected = "provider-rejected";

    /// <summary>Social care named another provider.</summary>
    public const string ProviderChanged = "provider-changed";

    /// <summary>The child was placed where another provider is asked.</summary>
    public const string PlacementMoved = "placement-moved";

    /// <summary>A review health assessment comes due.</summary>
    public const string ReviewDue = "review-due";
}

/// <summary>FHIR <c>Task.status</c> as the hub uses it.</summary>
public static class TaskStatuses
{
    public const string Requested = "requested";
    public const string Received = "received";
    public const string Accepted = "accepted";
    public const string InProgress = "in-progress";
    public const string Completed = "completed";
    public const string Rejected = "rejected";
    public const string Cancelled = "cancelled";
}

/// <summary>FHIR <c>Appointment.status</c> as the hub uses it.</summary>
public static class AppointmentStatuses
{
    public const string Proposed = "proposed";
    public const string Booked = "booked";
    public const string Fulfilled = "fulfilled";
    public const string NoShow = "noshow";
    public const string Cancelled = "cancelled";

    public static IReadOnlyList<string> All { get; } = [Proposed, Booked, Fulfilled, NoShow, Cancelled];
}
