using System.Globalization;
using IntegrationHub.Contracts.Problems;
using IntegrationHub.Contracts.Reports;
using IntegrationHub.Domain.Identifiers;
using IntegrationHub.Domain.Reports;
using IntegrationHub.Functions.Cases;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Referrals.Interactions;
using IntegrationHub.Functions.Security;

namespace IntegrationHub.Functions.Reports;

/// <summary>Whose cases a report is about.</summary>
/// <param name="Council">Three digits; null for every council that refers to the provider.</param>
/// <param name="Provider">ODS code of the provider whose turn it is; null for every provider that the council asks.</param>
internal sealed record ReportScope(string? Council, string? Provider);

/// <summary>A report that can be asked for.</summary>
/// <param name="Name">The last part of its address.</param>
/// <param name="Definitions">What stands beside its figures.</param>
internal sealed record ReportKind(string Name, IReadOnlyList<ReportDefinition> Definitions)
{
    /// <summary>The period where none is asked for, by its last day.</summary>
    public Func<DateOnly, ReportPeriod> Period { get; init; } = ReportPeriod.YearTo;

    /// <summary>False for what isn't published.</summary>
    public bool IsPublished { get; init; } = true;

    /// <summary>Parameters of its own.</summary>
    public IReadOnlyList<string> Parameters { get; init; } = [];
}

/// <summary>
/// What is asked of a report: <c>from=&amp;to=&amp;la=&amp;provider=&amp;suppress=</c>, JSON or <c>text/csv</c> by <c>Accept</c>. A council asks about its own cases, a provider
/// about those referred to it; each may narrow them down to one of the other.
/// </summary>
/// <param name="Suppress">Counts under this one, apart from 0, are not shown; null to show all.</param>
internal sealed record ReportRequest(ReportKind Kind, ReportPeriod Period, DateOnly Today, ReportScope Scope, int? Suppress, bool IsCsv)
{
    private const string CsvType = "text/csv";
    private const string JsonType = "application/json";

    /// <summary>Below 3 there would be nothing to hide but ones.</summary>
    private const int LeastSuppressed = 3;
    private const int MostSuppressed = 20;

    // Before and after, there is nothing to report.
    private const int FirstYear = 1990;
    private const int LastYear = 2100;

    /// <summary>How many cases are drawn, where the report draws some.</summary>
    public int Size { get; private init; }

    /// <summary>What draws the same cases again; null to draw others each time.</summary>
    public int? Seed { get; private init; }

    /// <summary>Reads a request.</summary>
    /// <param name="refused">The answer to a request that asks for what there isn't, or what isn't the caller's.</param>
    public static ReportRequest? Read(HttpContext http, ReportKind kind, DateOnly today, out IResult? refused)
    {
        var query = new QueryReader(http.Request.Query, ParametersOf(kind));
        var asked = Ask(VisibleCases.CallerOf(http), query, kind, today);
        http.Response.Headers.Vary = "Accept";
        http.Response.Headers.CacheControl = "no-store";
        var accept = FhirAccept.Of(http.Request);
        var (csv, json) = (accept.WeightOf(CsvType), accept.WeightOf(JsonType));
        refused = query.Faults.Count > 0 ? query.Refuse()
            : asked is null ? NotYours()
            : Math.Max(csv, json) <= 0 ? Answers.Refused(406, ProblemCodes.NotAcceptable, $"The report is written as {JsonType} or {CsvType}.")
            : null;
        return refused is null ? asked! with { IsCsv = csv > json } : null;
    }

    /// <summary>What can be asked of a report.</summary>
    public static string[] ParametersOf(ReportKind kind) => ["from", "to", "la", "provider", .. kind.IsPublished ? ["suppress"] : Array.Empty<string>(), .. kind.Parameters];

    /// <summary>What a query asks for; the reader keeps its faults. Null when it asks about another's cases.</summary>
    public static ReportRequest? Ask(Caller caller, QueryReader query, ReportKind kind, DateOnly today)
    {
        var period = PeriodOf(query, kind, today);
        var (council, provider) = (CaseFilter.CouncilOf(query), CaseFilter.ProviderOf(query));
        var suppress = query.Number("suppress", LeastSuppressed, MostSuppressed);
        var (size, seed) = (query.Number("size", 1, AuditSample.MostCases) ?? AuditSample.UsualCases, query.Number("seed", 0, int.MaxValue));
        return ScopeOf(caller, council, provider) is { } scope ? new ReportRequest(kind, period, today, scope, suppress, false) { Size = size, Seed = seed } : null;
    }

    public static IResult NotYours() =>
        Answers.Refused(403, ProblemCodes.OrganisationMismatch, "A report is about the token's own organisation: a council's own cases, or those referred to a provider.");

    /// <summary>What the report says of itself.</summary>
    public ReportHead Head => new(
        Kind.Name, Period.From, Period.To, Today, Scope.Council, Scope.Provider, Suppress,
        [.. Kind.Definitions.Select(definition => new FigureDefinition(definition.Figure, definition.Text))]);

    /// <summary>The address of the cases behind figures; null in a report for publication.</summary>
    public string? CasesBehind(params (string Name, string? Value)[] filter)
    {
        if (Suppress is not null)
        {
            return null;
        }

        (string Name, string? Value)[] all = [.. filter, ("la", Scope.Council), ("provider", Scope.Provider)];
        return $"/hub/cases?{string.Join('&', all.Where(part => part.Value is not null).Select(part => $"{part.Name}={Uri.EscapeDataString(part.Value!)}"))}";
    }

    private static ReportPeriod PeriodOf(QueryReader query, ReportKind kind, DateOnly today)
    {
        var (first, last) = (DayOf(query, "from"), DayOf(query, "to") ?? today);
        if (first is null)
        {
            return kind.Period(last);
        }

        var period = new ReportPeriod(first.Value, last);
        if (period.From > period.To)
        {
            query.Faults.Add(new Fault("?to", FaultCodes.EndBeforeStart, "Must not lie before from."));
        }
        else if (period.Months().Skip(ReportPeriod.MostMonths).Any())
        {
            query.Faults.Add(new Fault("?from", FaultCodes.TooLong, $"A report is about at most {ReportPeriod.MostMonths} months."));
        }

        return period;
    }

    private static DateOnly? DayOf(QueryReader query, string name)
    {
        var day = query.Date(name);
        if (day is null or { Year: >= FirstYear and <= LastYear })
        {
            return day;
        }

        query.Faults.Add(new Fault($"?{name}", FaultCodes.DateFormat, string.Create(CultureInfo.InvariantCulture, $"Must be a day of the years {FirstYear} to {LastYear}.")));
        return null;
    }

    /// <summary>Whose cases the caller may ask about; null when it asks for another's, or has no role for its organisation's.</summary>
    private static ReportScope? ScopeOf(Caller caller, string? council, string? provider)
    {
        var isCouncil = LocalAuthorityCode.TryParse(caller.Organisation, out _);
        var asked = isCouncil ? council : provider;
        if ((asked is not null && asked != caller.Organisation)
            || !(caller.Roles.Contains(HubRoles.ReportsRead) || caller.Roles.Contains(isCouncil ? HubRoles.SocialCareRead : HubRoles.HealthRead)))
        {
            return null;
        }

        return isCouncil ? new ReportScope(caller.Organisation, provider) : new ReportScope(council, caller.Organisation);
    }
}
