using System.Collections.Frozen;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Security;

/// <summary>App roles as they stand in a token's <c>roles</c> claim.</summary>
public static class HubRoles
{
    public const string SocialCareNotify = "SocialCare.Notify";
    public const string SocialCareRead = "SocialCare.Read";
    public const string HealthRead = "Health.Read";
    public const string HealthWrite = "Health.Write";
    public const string HealthSignOff = "Health.SignOff";
    public const string ReportsRead = "Reports.Read";
    public const string OperationsAdmin = "Operations.Admin";
}

/// <summary>Who calls, from a validated token.</summary>
/// <param name="Subject">Claim <c>sub</c>.</param>
/// <param name="Client">Claim <c>azp</c>, or what issuers name instead: <c>client_id</c> (RFC 9068), <c>appid</c>.</param>
/// <param name="Organisation">Claim <c>org</c>: council code or ODS code.</param>
public sealed record Caller(string Subject, string Client, string Organisation, FrozenSet<string> Roles);

/// <summary>What can be asked of the hub.</summary>
public enum Operation
{
    /// <summary>No token needed, and nothing of any child in the answer.</summary>
    Anyone,
    Notify,

    /// <summary>Take in a file of a council's own case system.</summary>
    Import,
    ReadCase,
    ReadChronology,
    ReadDocuments,
    UploadPaper,
    AcknowledgeAlert,
    ReadFhir,
    WriteFhir,

    /// <summary>Read what the health team stated of a child.</summary>
    ReadHealthIndicators,
    RecordHealthIndicators,

    /// <summary>The council's own OC2 columns; without <see cref="HubRoles.SocialCareRead"/> totals only.</summary>
    ReadOc2,

    /// <summary>Figures over the own organisation's cases, which name nobody.</summary>
    ReadReports,

    /// <summary>Who manages the own council's teams.</summary>
    ReadTeams,

    /// <summary>Sign a Care Entry Health Assessment off.</summary>
    SignOff,

    /// <summary>Make, change and delete the own organisation's subscriptions.</summary>
    Subscribe,

    /// <summary>List and acknowledge the alarms for the operator; nothing of any child in them.</summary>
    SeeAlarms,

    /// <summary>List messages that couldn't be processed; nothing of their content.</summary>
    SeeParked,

    /// <summary>Read such a message, which may be about a child.</summary>
    ReadParked,
    ReplayParked,
    DiscardParked,

    /// <summary>See how much waits to be sent.</summary>
    SeeOutbox,

    /// <summary>Compare all that is stored, and mend it: ids only.</summary>
    CheckStorage,

    /// <summary>Take out everything that is held on a child, for a subject access request: the one way in which operations see a case.</summary>
    ExportCase,

    /// <summary>Keep a case from being removed when its time is up, or let it go again.</summary>
    HoldCase,

    /// <summary>See who asked for what: ids of cases and of users.</summary>
    ReadAudit,

    /// <summary>Sign in to the pages and out again, and find those of one's roles.</summary>
    UsePages,

    /// <summary>See the health team's worklist.</summary>
    SeeWorklist,

    /// <summary>See what the council's own cases wait for.</summary>
    SeeMyCases,

    /// <summary>See one case as a page, with its chronology.</summary>
    SeeCase,

    /// <summary>See as a page how the hub's operation stands; nothing of any child in it.</summary>
    SeeOperations,

    /// <summary>See what a change of the policies would change about open cases, of any organisation: ids and dates, no names.</summary>
    CheckPolicy,
}

/// <summary>
/// Who may do what: the one place. An operation that isn't in the table is denied; a case is visible only to the council
/// whose child it is and to the provider it was referred to, and a neighbour's case looks like one that doesn't exist.
/// </summary>
public static class Access
{
    private static readonly FrozenDictionary<Operation, string[]> Roles = new Dictionary<Operation, string[]>
    {
        [Operation.Notify] = [HubRoles.SocialCareNotify],
        [Operation.Import] = [HubRoles.SocialCareNotify],
        [Operation.ReadCase] = [HubRoles.SocialCareRead, HubRoles.HealthRead, HubRoles.ReportsRead],
        [Operation.ReadChronology] = [HubRoles.SocialCareRead, HubRoles.HealthRead],
        [Operation.ReadDocuments] = [HubRoles.SocialCareRead, HubRoles.HealthRead],
        [Operation.UploadPaper] = [HubRoles.SocialCareNotify],
        [Operation.AcknowledgeAlert] = [HubRoles.SocialCareRead, HubRoles.HealthRead],
        [Operation.ReadFhir] = [HubRoles.HealthRead],
        [Operation.WriteFhir] = [HubRoles.HealthWrite],
        [Operation.ReadHealthIndicators] = [HubRoles.SocialCareRead, HubRoles.HealthRead],
        [Operation.RecordHealthIndicators] = [HubRoles.HealthWrite],
        [Operation.ReadOc2] = [HubRoles.SocialCareRead, HubRoles.ReportsRead],
        [Operation.ReadTeams] = [HubRoles.ReportsRead, HubRoles.SocialCareRead],
        [Operation.ReadReports] = [HubRoles.ReportsRead, HubRoles.SocialCareRead, HubRoles.HealthRead],
        [Operation.SignOff] = [HubRoles.HealthSignOff],
        [Operation.Subscribe] = [HubRoles.HealthWrite],
        [Operation.SeeAlarms] = [HubRoles.OperationsAdmin],
        [Operation.SeeParked] = [HubRoles.OperationsAdmin],
        [Operation.ReadParked] = [HubRoles.OperationsAdmin],
        [Operation.ReplayParked] = [HubRoles.OperationsAdmin],
        [Operation.DiscardParked] = [HubRoles.OperationsAdmin],
        [Operation.SeeOutbox] = [HubRoles.OperationsAdmin],
        [Operation.CheckStorage] = [HubRoles.OperationsAdmin],
        [Operation.ExportCase] = [HubRoles.OperationsAdmin],
        [Operation.HoldCase] = [HubRoles.OperationsAdmin],
        [Operation.ReadAudit] = [HubRoles.OperationsAdmin],
        [Operation.UsePages] = [HubRoles.SocialCareRead, HubRoles.HealthRead, HubRoles.ReportsRead, HubRoles.OperationsAdmin],
        [Operation.SeeWorklist] = [HubRoles.HealthRead],
        [Operation.SeeMyCases] = [HubRoles.SocialCareRead],
        [Operation.SeeCase] = [HubRoles.SocialCareRead, HubRoles.HealthRead],
        [Operation.SeeOperations] = [HubRoles.OperationsAdmin],
        [Operation.CheckPolicy] = [HubRoles.OperationsAdmin],
    }.ToFrozenDictionary();

    /// <summary>The roles that may ask for an operation.</summary>
    public static IReadOnlyList<string> RolesFor(Operation operation) => Roles.GetValueOrDefault(operation, []);

    public static bool MayAsk(Caller caller, Operation operation) => RolesFor(operation).Any(caller.Roles.Contains);

    /// <summary>
    /// Whether a case is this caller's to see: council by its own code, provider by the referral. A provider who was asked before still reads its
    /// own referral as FHIR, as it stood then: see <see cref="StoredCase.AsSeenBy"/>.
    /// </summary>
    public static StoredCase? View(Caller caller, Operation operation, StoredCase stored) =>
        !Sees(caller, operation, stored.State) ? null
        : operation is Operation.ReadFhir or Operation.WriteFhir ? stored.AsSeenBy(caller.Organisation)
        : stored;

    /// <summary>Whether a case is this caller's to see at all.</summary>
    public static bool Sees(Caller caller, Operation operation, CaseState state)
    {
        var asCouncil = caller.Organisation == state.Header.LocalAuthority;
        var asProvider = caller.Organisation == state.HealthProvider
            || (operation == Operation.ReadFhir && state.Referrals.Any(referral => referral.Provider == caller.Organisation));
        return RolesFor(operation).Where(caller.Roles.Contains).Any(role => role switch
        {
            HubRoles.SocialCareNotify or HubRoles.SocialCareRead => asCouncil,
            HubRoles.HealthRead or HubRoles.HealthWrite or HubRoles.HealthSignOff => asProvider,
            HubRoles.ReportsRead => asCouncil || asProvider,
            _ => false,
        });
    }
}
