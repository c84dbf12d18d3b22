using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.KeyDates;

namespace IntegrationHub.Domain.Policies;

/// <summary>When a step of the ladder is reached.</summary>
/// <param name="When">
/// Working days relative to the due date: -1 is the working day before it, 2 the second working day after it;
/// 0 is when it is missed, the first calendar day after it.
/// </param>
/// <param name="Level">1 to 4.</param>
/// <param name="Roles">Who is told.</param>
public sealed record LadderStep(int When, int Level, IReadOnlyList<string> Roles);

/// <summary>Target and ladder of one key date.</summary>
/// <param name="TargetWorkingDays">Working days after day 0.</param>
/// <param name="Ladder">Steps in the order of their levels.</param>
/// <param name="DueSoonWorkingDays">From how many working days before it is due the key date counts as due soon.</param>
public sealed record KeyDatePolicy(KeyDate KeyDate, int TargetWorkingDays, IReadOnlyList<LadderStep> Ladder, int DueSoonWorkingDays = 1);

/// <summary>
/// What a partnership of a council and a health provider may choose, from a day on: the policy in force on day 0 of a case decides. No ladder with
/// day numbers is published nationally: the defaults are the hub's own, except the statutory 20 working days (SI 2010/959,
/// regulations 7 and 33) and the intervals of reviews (regulation 7).
/// </summary>
public sealed record Policy
{
    /// <summary>Instead of a council or a provider: any.</summary>
    public const string Any = "*";

    private static readonly string[] CouncilActs = ["social-worker", "business-support-officer"];
    private static readonly string[] HealthActs = ["cic-health-team"];
    private static readonly string[] Missed = ["team-manager", "named-nurse", "independent-reviewing-officer"];
    private static readonly string[] Leads = ["service-manager", "designated-nurse", "designated-doctor"];
    private static readonly string[] Top = ["assistant-director", "commissioner"];

    /// <summary>The built-in default.</summary>
    public static Policy Default { get; } = new()
    {
        KeyDates =
        [
            new(KeyDate.BecameLookedAfter, 0, []),
            new(KeyDate.HealthNotified, 2, Ladder(CouncilActs)),
            new(KeyDate.ConsentAndPaperworkReceived, 5, Ladder(CouncilActs)),
            new(KeyDate.AssessmentAttended, 15, Ladder(HealthActs)),
            new(KeyDate.SummaryAndPlanReturned, 20, StatutoryLadder(HealthActs)),
        ],
    };

    /// <summary>Council it is for, three digits; <see cref="Any"/> for every council.</summary>
    public string Council { get; init; } = Any;

    /// <summary>Provider it is for, ODS code; <see cref="Any"/> for every provider.</summary>
    public string Provider { get; init; } = Any;

    /// <summary>First day of care (day 0) that it decides about.</summary>
    public DateOnly From { get; init; } = DateOnly.MinValue;

    /// <summary>The five, in order.</summary>
    public required IReadOnlyList<KeyDatePolicy> KeyDates { get; init; }

    /// <summary>After how many refusals the pathway becomes the Care Entry Health Assessment, and a review counts as refused.</summary>
    public int RefusalsBeforeCeha { get; init; } = 2;

    /// <summary>Age from which a child placed out of area goes to the GP pool: secondary-school age.</summary>
    public int GpPoolFromAge { get; init; } = 11;

    /// <summary>How many months before day 0 an assessment may lie to be used instead of a new one (regulation 7: three).</summary>
    public int EarlierAssessmentMonths { get; init; } = 3;

    /// <summary>Which provider is asked for children placed in an area, in order: the next one when the one before declines.</summary>
    public IReadOnlyList<Route> Routes { get; init; } = [];

    /// <summary>The review cycle.</summary>
    public ReviewPolicy Reviews { get; init; } = new();

    /// <summary>When notices are not delivered; null for at any time.</summary>
    public QuietHours? QuietHours { get; init; }

    /// <summary>Channel of each role; a role that isn't named has <see cref="DefaultChannel"/>.</summary>
    public IReadOnlyDictionary<string, string> Channels { get; init; } = new Dictionary<string, string>();

    /// <summary>Channel of roles that <see cref="Channels"/> doesn't name; null: the first that is configured of notify, webhook, local-record.</summary>
    public string? DefaultChannel { get; init; }

    /// <summary>The partnership's directory: addresses of roles that no notification names.</summary>
    public IReadOnlyDictionary<string, string> RoleAddresses { get; init; } = new Dictionary<string, string>();

    /// <summary>A recipient for whom more alerts than this arise in one sweep gets one digest instead.</summary>
    public int DigestOver { get; init; } = 10;

    /// <summary>A council from which no notification came for this many working days is an alarm; 0: never.</summary>
    public int SilentCouncilWorkingDays { get; init; } = 10;

    /// <summary>How many months before the 18th birthday the health passport is issued.</summary>
    public int PassportMonthsBefore18 { get; init; } = 6;

    /// <summary>
    /// Which provider (ODS code) serves a council (three-digit code) whose notification names none. Built in is the one
    /// partnership this hub was first made for: Buckinghamshire, 825 and RXQ.
    /// </summary>
    public IReadOnlyDictionary<string, string> ProviderOfCouncil { get; init; } = new Dictionary<string, string> { ["825"] = "RXQ" };

    /// <summary>
    /// This policy with notices delivered as another partnership of the same council chose. The council's own people and the commissioner, who pays
    /// wherever the child is placed, stay reachable as here where the other names nobody; the people of the provider of this one are not told any more.
    /// </summary>
    public Policy DeliveredAs(Policy other) => this with
    {
        RoleAddresses = ByRole(RoleAddresses, other.RoleAddresses),
        Channels = ByRole(Channels, other.Channels),
        DefaultChannel = other.DefaultChannel,
        QuietHours = other.QuietHours,
    };

    public KeyDatePolicy For(KeyDate keyDate) => KeyDates.First(policy => policy.KeyDate == keyDate);

    private static Dictionary<string, string> ByRole(IReadOnlyDictionary<string, string> here, IReadOnlyDictionary<string, string> other) =>
        here.Where(entry => !RecipientRoles.OfProvider.Contains(entry.Key) && !other.ContainsKey(entry.Key)).Concat(other).ToDictionary();

    private static LadderStep[] Ladder(string[] whoMustAct) =>
        [new(-1, 1, whoMustAct), new(0, 2, Missed), new(2, 3, Leads), new(5, 4, Top)];

    // The statutory date: the top is told at once when it is missed.
    private static LadderStep[] StatutoryLadder(string[] whoMustAct) =>
        [new(-1, 1, whoMustAct), new(0, 2, Missed), new(0, 3, Leads), new(0, 4, Top)];
}

/// <summary>A provider for children placed in an area.</summary>
/// <param name="PlacedIn">Council code of the area.</param>
/// <param name="Provider">ODS code.</param>
public sealed record Route(string PlacedIn, string Provider);

/// <summary>When nobody is to be disturbed; alerts are recorded all the same and delivered afterwards. Times are Europe/London.</summary>
/// <param name="From">Start of the quiet time of a day.</param>
/// <param name="To">End of it; earlier than the start means the next morning.</param>
/// <param name="WorkingDaysOnly">True: the whole of every day that is no working day is quiet too.</param>
public sealed record QuietHours(TimeOnly From, TimeOnly To, bool WorkingDaysOnly);

/// <summary>How review health assessments run (SI 2010/959, regulation 7(3): six months before the fifth birthday, twelve after).</summary>
public sealed record ReviewPolicy
{
    public int MonthsBeforeFifthBirthday { get; init; } = 6;

    public int MonthsFromFifthBirthday { get; init; } = 12;

    /// <summary>How many weeks before a review is due its referral is raised.</summary>
    public int LeadTimeWeeks { get; init; } = 8;
}
