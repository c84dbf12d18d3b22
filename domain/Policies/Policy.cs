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
public sealed record KeyDatePolicy(KeyDate KeyDate, int TargetWorkingDays, IReadOnlyList<LadderStep> Ladder);

/// <summary>
/// What a partnership of council and provider may choose. No ladder with day numbers is published nationally:
/// the defaults are the hub's own, except the statutory 20 working days (SI 2010/959, regulations 7 and 33).
/// </summary>
public sealed record Policy
{
    private static readonly string[] Council = ["social-worker", "business-support-officer"];
    private static readonly string[] Health = ["cic-health-team"];
    private static readonly string[] Missed = ["team-manager", "named-nurse", "independent-reviewing-officer"];
    private static readonly string[] Leads = ["service-manager", "designated-nurse", "designated-doctor"];
    private static readonly string[] Top = ["assistant-director", "commissioner"];

    /// <summary>The built-in default.</summary>
    public static Policy Default { get; } = new()
    {
        KeyDates =
        [
            new(KeyDate.BecameLookedAfter, 0, []),
            new(KeyDate.HealthNotified, 2, Ladder(Council)),
            new(KeyDate.ConsentAndPaperworkReceived, 5, Ladder(Council)),
            new(KeyDate.AssessmentAttended, 15, Ladder(Health)),
            new(KeyDate.SummaryAndPlanReturned, 20, StatutoryLadder(Health)),
        ],
    };

    /// <summary>The five, in order.</summary>
    public required IReadOnlyList<KeyDatePolicy> KeyDates { get; init; }

    /// <summary>From how many working days before it is due a key date counts as due soon.</summary>
    public int DueSoonWorkingDays { get; init; } = 1;

    /// <summary>After how many refusals the pathway becomes the Care Entry Health Assessment.</summary>
    public int RefusalsBeforeCeha { get; init; } = 2;

    /// <summary>Age from which a child placed out of area goes to the GP pool: secondary-school age.</summary>
    public int GpPoolFromAge { get; init; } = 11;

    /// <summary>How many months before the 18th birthday the health passport is issued.</summary>
    public int PassportMonthsBefore18 { get; init; } = 6;

    /// <summary>Addresses of roles that no notification names; empty means the role's own channel finds them.</summary>
    public IReadOnlyDictionary<string, string> RoleAddresses { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Which provider (ODS code) serves a council (three-digit code) whose notification names none. Built in is the one
    /// partnership this hub was first made for: Buckinghamshire, 825 and RXQ.
    /// </summary>
    public IReadOnlyDictionary<string, string> ProviderOfCouncil { get; init; } = new Dictionary<string, string> { ["825"] = "RXQ" };

    public KeyDatePolicy For(KeyDate keyDate) => KeyDates.First(policy => policy.KeyDate == keyDate);

    private static LadderStep[] Ladder(string[] whoMustAct) =>
        [new(-1, 1, whoMustAct), new(0, 2, Missed), new(2, 3, Leads), new(5, 4, Top)];

    // The statutory date: the top is told at once when it is missed.
    private static LadderStep[] StatutoryLadder(string[] whoMustAct) =>
        [new(-1, 1, whoMustAct), new(0, 2, Missed), new(0, 3, Leads), new(0, 4, Top)];
}
