using System.Text;
using IntegrationHub.Contracts.Problems;
using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.Identifiers;
using IntegrationHub.Domain.KeyDates;
using IntegrationHub.Domain.Pathways;
using IntegrationHub.Domain.Reports;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Cases;

/// <summary>
/// Which cases a list shows, decided by their metadata: by status, key date and team, and by what the figures of reports are counted by
/// (<c>becameLookedAfterFrom</c> and <c>To</c>, <c>ceasedFrom</c> and <c>To</c>, <c>lookedAfterOn</c>, <c>shortBreaks</c>, <c>pathway</c>, <c>timeliness</c>,
/// <c>breachReason</c>, <c>reviewDueFrom</c> and <c>To</c>, <c>review</c>, <c>problem</c>, <c>la</c>, <c>provider</c>).
/// </summary>
public sealed class CaseFilter
{
    /// <summary>In place of a team: the cases whose team nobody told.</summary>
    public const string NoTeam = "none";

    private static readonly string[] Parameters =
    [
        "status", "keyDate", "state", "team", "cursor", "limit",
        "becameLookedAfterFrom", "becameLookedAfterTo", "pathway", "timeliness", "breachReason", "la", "provider",
        "ceasedFrom", "ceasedTo", "lookedAfterOn", "shortBreaks", "reviewDueFrom", "reviewDueTo", "review", "problem",
    ];

    private static readonly string[] States = [.. Enum.GetValues<KeyDateState>().Select(state => state.Name())];

    private readonly DateOnly today;
    private readonly WorkingDays calendar;
    private readonly IhaOutcomes outcomes;
    private readonly string? status;
    private readonly KeyDate? keyDate;
    private readonly string? state;
    private readonly string? team;
    private readonly Span began;
    private readonly Span ceased;
    private readonly Span reviewDue;
    private readonly string? review;
    private readonly string? problem;
    private readonly DateOnly? lookedAfterOn;
    private readonly bool? shortBreaks;
    private readonly ComingAssessments coming;
    private readonly string? pathway;
    private readonly string? timeliness;
    private readonly string? breachReason;
    private readonly string? provider;

    private CaseFilter(QueryReader query, DateOnly today, WorkingDays calendar)
    {
        (this.today, this.calendar, outcomes, coming) = (today, calendar, new IhaOutcomes(today, calendar), new ComingAssessments(today, calendar));
        status = query.OneOf("status", CaseStatus.All);
        state = query.OneOf("state", States);
        keyDate = query.OneOf("keyDate", KeyDateNames.All) is { } wanted && KeyDateNames.TryParse(wanted, out var known) ? known : null;
        team = query.Text("team") is { } text ? TeamOf(text) : null;
        (began, ceased, reviewDue) = (Span.Read(query, "becameLookedAfter"), Span.Read(query, "ceased"), Span.Read(query, "reviewDue"));
        review = query.OneOf("review", ReviewResults.All);
        problem = query.OneOf("problem", [.. DataProblems.All.Select(known => known.Figure), DataProblems.Any, ComingAssessments.Overdue, ComingAssessments.BecomingDue]);
        (lookedAfterOn, shortBreaks) = (query.Date("lookedAfterOn"), query.Flag("shortBreaks"));
        pathway = query.OneOf("pathway", [.. Enum.GetValues<PathwayCode>().Select(code => new Pathway(code, "").Name)]);
        timeliness = query.OneOf("timeliness", IhaOutcomes.All);
        breachReason = query.OneOf("breachReason", [.. BreachReasons.All.Order(StringComparer.Ordinal)]);
        (Council, provider) = (CouncilOf(query), ProviderOf(query));
        Limit = query.Number("limit", 1, 200) ?? Limit;
        After = CursorOf(query);
        if (keyDate is not null && state is null && breachReason is null)
        {
            query.Faults.Add(new Fault("?state", FaultCodes.Required, "A keyDate is filtered by its state, or by a breachReason: send both."));
        }

        Faults = query.Faults;
    }

    public IReadOnlyList<Fault> Faults { get; }

    /// <summary>Cases on a page.</summary>
    public int Limit { get; } = 50;

    /// <summary>Only cases whose id sorts after this one.</summary>
    public string After { get; }

    /// <summary>The council whose cases are wanted; null for any.</summary>
    public string? Council { get; }

    /// <summary>True when it asks by what only figures know.</summary>
    public bool IsOfReport =>
        !began.IsOpen || !ceased.IsOpen || !reviewDue.IsOpen || lookedAfterOn is not null || shortBreaks is not null || new[] { pathway, timeliness, breachReason, review, problem, Council, provider }.Any(text => text is not null);

    public static CaseFilter Read(IQueryCollection query, DateOnly today, WorkingDays calendar) => new(new QueryReader(query, Parameters), today, calendar);

    /// <summary>The cursor of the page after a case.</summary>
    public static string Cursor(string caseId) => Convert.ToBase64String(Encoding.ASCII.GetBytes(caseId)).TrimEnd('=');

    /// <summary>Whether a case may be one of those; metadata of another version's form can't say what figures need: then the case, once read, does.</summary>
    /// <param name="council">Three digits: whose case it is.</param>
    public bool Fits(string council, IDictionary<string, string> metadata) =>
        (status is null || CaseMetadata.StatusOf(metadata) == status)
        && (team is null || FiguresMetadata.TeamOf(metadata) == team)
        && (state is null || KeyDatesOf().Any(date => FiguresMetadata.KeyDateOf(metadata, date)?.StateOn(today, calendar).Name() == state))
        && (!IsOfReport || FiguresMetadata.Read(council, metadata) is not { } figures || Fits(figures));

    /// <summary>Whether a case is one of those, by its status and its figures.</summary>
    public bool Fits(string caseStatus, CaseFigures figures) =>
        (status is null || caseStatus == status)
        && (team is null || (figures.Team ?? "") == team)
        && (state is null || KeyDatesOf().Any(date => figures[date].StateOn(today, calendar).Name() == state))
        && Fits(figures);

    private bool Fits(CaseFigures figures) =>
        began.Holds(figures.DayZero) && ceased.Holds(figures.CeasedOn)
        && ((review is null && reviewDue.IsOpen) || figures.Reviews.Any(one => reviewDue.Holds(one.DueOn) && (review is null || ReviewResults.Name(ReviewResults.Of(figures, one, today)) == review)))
        && (lookedAfterOn is null || figures.IsOpenOn(lookedAfterOn.Value))
        && (shortBreaks is null || figures.IsOnShortBreaks == shortBreaks)
        && (problem switch
        {
            null => true,
            DataProblems.Any => figures.ProblemsOn(today).Count > 0,
            ComingAssessments.Overdue => coming.IsOverdue(figures),
            ComingAssessments.BecomingDue => coming.IsBecomingDue(figures),
            _ => figures.ProblemsOn(today).Contains(problem),
        })
        && (Council is null || figures.Council == Council)
        && (provider is null || figures.Provider == provider)
        && (pathway is null || figures.Pathway == pathway)
        && (breachReason is null || figures.Breaches.Any(breach => breach.Reason == breachReason && (keyDate is null || state is not null || breach.KeyDate == keyDate)))
        && (timeliness is null || IhaOutcomes.Name(outcomes.Of(figures)) == timeliness);

    private IEnumerable<KeyDate> KeyDatesOf() => keyDate is { } one ? [one] : Enum.GetValues<KeyDate>();

    /// <summary>The council that a query asks for as <c>la</c>; null for none.</summary>
    internal static string? CouncilOf(QueryReader query)
    {
        var text = query.Text("la");
        if (text is null || LocalAuthorityCode.TryParse(text, out _))
        {
            return text;
        }

        query.Faults.Add(new Fault("?la", FaultCodes.WrongType, "Must be a council's three-digit code."));
        return null;
    }

    /// <summary>The provider that a query asks for; null for none.</summary>
    internal static string? ProviderOf(QueryReader query)
    {
        var text = query.Text("provider");
        if (text is null || OdsCode.TryParse(text, out _))
        {
            return text;
        }

        query.Faults.Add(new Fault("?provider", FaultCodes.WrongType, "Must be an ODS code."));
        return null;
    }

    /// <summary>A team is asked for by its manager's address, or by the hash that stands for it in reports.</summary>
    private static string TeamOf(string text) =>
        text == NoTeam ? "" : text.Length == 64 && text.All(char.IsAsciiHexDigitLower) ? text : CaseMetadata.TeamOf(text);

    private static string CursorOf(QueryReader query)
    {
        if (query.Text("cursor") is not { } cursor)
        {
            return "";
        }

        var bytes = new byte[64];
        var padded = cursor.PadRight((cursor.Length + 3) / 4 * 4, '=');
        if (Convert.TryFromBase64String(padded, bytes, out var length) && CaseId.TryParse(Encoding.ASCII.GetString(bytes, 0, length), out var id))
        {
            return id.Value;
        }

        query.Faults.Add(new Fault("?cursor", FaultCodes.WrongType, "Use the cursor of the previous page as it was given."));
        return "";
    }

    /// <summary>Days that are asked for; either end may be open.</summary>
    private readonly record struct Span(DateOnly? From, DateOnly? To)
    {
        public bool IsOpen => From is null && To is null;

        public static Span Read(QueryReader query, string name) => new(query.Date($"{name}From"), query.Date($"{name}To"));

        public bool Holds(DateOnly? day) => IsOpen || (day is not null && !(day < From) && !(day > To));
    }
}
