using System.Globalization;
using System.Text;
using IntegrationHub.Contracts.Cases;
using IntegrationHub.Contracts.Problems;
using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Identifiers;
using IntegrationHub.Domain.Indicators;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Policies;
using IntegrationHub.Functions.Referrals.Interactions;
using IntegrationHub.Functions.Security;
using IntegrationHub.Functions.Storage;
using Microsoft.AspNetCore.Http.Features;

namespace IntegrationHub.Functions.Reports;

/// <summary>
/// <c>GET /hub/reports/oc2?year=2027</c>: the OC2 columns of SSDA903 for the year that ends on 31 March 2027, of the caller's own council. Who reads
/// its cases gets a row for each child; who reads reports only gets the totals of each column, which name nobody.
/// </summary>
internal static class Oc2Report
{
    private const string CsvType = "text/csv";
    private const string JsonType = "application/json";

    /// <summary>Before that, nobody who is a child today was born.</summary>
    private const int FirstYear = 2000;

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/hub/reports/oc2", Get).WithMetadata(new Requires(Operation.ReadOc2));

    private static async Task<IResult> Get(HttpContext http, HubStorage storage, CaseStore cases, CaseRules rules, TimeProvider time, CancellationToken cancel)
    {
        var context = http.Features.GetRequiredFeature<RequestContext>();
        if (!LocalAuthorityCode.TryParse(context.Caller!.Organisation, out var council))
        {
            return Answers.Refused(403, ProblemCodes.OrganisationMismatch, "The return is a council's: the token's organisation is none.");
        }

        var (year, faults) = YearOf(http.Request.Query, LondonTime.Today(time));
        if (faults.Count > 0)
        {
            return Answers.Refused(422, ProblemCodes.InvalidRequest, "There is no such report. Every fault is listed.", faults);
        }

        http.Response.Headers.Vary = "Accept";
        if (FormatOf(http.Request) is not { } format)
        {
            return Answers.Refused(406, ProblemCodes.NotAcceptable, $"The report is written as {CsvType} or {JsonType}.");
        }

        var states = await ContinuouslyLookedAfter.In(council, year, storage, cases, cancel);
        Oc2Row[] rows = [.. states.Select(state => Oc2Row.Of(state, year, rules.For(state))).OfType<Oc2Row>().OrderBy(row => row.Child, StringComparer.Ordinal)];
        var namesChildren = context.Caller.Roles.Contains(HubRoles.SocialCareRead);
        context.ShownCases = namesChildren ? [.. states.Select(state => state.Header.CaseId)] : null;
        http.Response.Headers.CacheControl = "no-store";
        return format == JsonType ? Answers.Ok(ViewOf(year, rows, namesChildren)) : CsvOf(http, year, rows, namesChildren);
    }

    private static (ReportingYear Year, IReadOnlyList<Fault> Faults) YearOf(IQueryCollection query, DateOnly today)
    {
        var faults = query.Keys.Where(name => name != "year")
            .Select(name => new Fault($"?{SentNames.Showable(name)}", FaultCodes.UnknownMember, "Known parameters: year.")).ToList();
        var current = ReportingYear.Of(today);
        if (query["year"] is not [{ Length: > 0 } text])
        {
            faults.Add(new Fault("?year", FaultCodes.Required, "Say in which year the reporting year ends, such as 2027 for the one to 31 March 2027."));
        }
        else if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var ending) || ending < FirstYear)
        {
            faults.Add(new Fault("?year", FaultCodes.DateFormat, $"Must be a year of four digits, from {FirstYear}."));
        }
        else if (ending > current.Ending)
        {
            faults.Add(new Fault("?year", FaultCodes.DateInFuture, "This year has not begun yet."));
        }
        else
        {
            return (new ReportingYear(ending), faults);
        }

        return (current, faults);
    }

    /// <summary>The file goes before JSON where both are welcome alike; null when neither is.</summary>
    private static string? FormatOf(HttpRequest request)
    {
        var accept = FhirAccept.Of(request);
        var (csv, json) = (accept.WeightOf(CsvType), accept.WeightOf(JsonType));
        return Math.Max(csv, json) <= 0 ? null : csv >= json ? CsvType : JsonType;
    }

    private static Oc2View ViewOf(ReportingYear year, IReadOnlyList<Oc2Row> rows, bool namesChildren) => new(
        year.Ending, year.FirstDay, year.LastDay, rows.Count,
        [.. Oc2Total.Of(rows).Select(total => new Oc2TotalView(total.Column, total.Yes, total.No, total.Empty))],
        namesChildren ? [.. rows.Select(RowOf)] : null);

    private static Oc2RowView RowOf(Oc2Row row) => new(
        row.Child, row.DateOfBirth, row.SdqScore, row.SdqReason, null, row.HealthCheck, row.Immunisations, row.TeethCheck,
        row.HealthAssessment, row.SubstanceMisuse, row.InterventionReceived, row.InterventionOffered);

    private static IResult CsvOf(HttpContext http, ReportingYear year, IReadOnlyList<Oc2Row> rows, bool namesChildren)
    {
        http.Response.Headers.ContentDisposition = $"attachment; filename=\"oc2-{year.Ending}{(namesChildren ? "" : "-totals")}.csv\"";
        return Results.Text(Csv.Write(namesChildren ? LinesOf(rows) : TotalsOf(rows)), CsvType, Encoding.UTF8);
    }

    private static IEnumerable<IEnumerable<string>> LinesOf(IReadOnlyList<Oc2Row> rows) =>
        rows.Select(row => Oc2Columns.All.Select(column => column.Cell(row))).Prepend(Oc2Columns.All.Select(column => column.Name));

    private static IEnumerable<IEnumerable<string>> TotalsOf(IReadOnlyList<Oc2Row> rows) =>
    [
        ["COLUMN", "YES", "NO", "EMPTY"],
        ["CHILDREN", Text(rows.Count), "", ""],
        .. Oc2Total.Of(rows).Select(total => new[] { total.Column, Text(total.Yes), Text(total.No), Text(total.Empty) }),
    ];

    private static string Text(int count) => count.ToString(CultureInfo.InvariantCulture);
}
