using System.Globalization;
using System.Text;
using CsvHelper;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Pages.Actions;
using IntegrationHub.Functions.Pages.Layout;
using IntegrationHub.Functions.Security;
using Microsoft.AspNetCore.Http.Features;

namespace IntegrationHub.Functions.Pages.Lists;

/// <summary>The health team's worklist and social care's own cases: as a page, as CSV, and finding one child.</summary>
internal static class ListEndpoints
{
    private static readonly (string Path, bool IsCouncil, Operation Operation)[] Lists =
    [
        ("/hub/worklist", false, Operation.SeeWorklist),
        ("/hub/my-cases", true, Operation.SeeMyCases),
    ];

    private static readonly string[] Columns =
    [
        "Reference", "Case", "Day", "Of", "Status", "Referral", "Pathway", "Out of area", "Next date", "Who must act", "Team", "Siblings",
        .. Enum.GetValues<Domain.KeyDates.KeyDate>().Select(Words.KeyDateName),
    ];

    public static void Map(IEndpointRouteBuilder app)
    {
        foreach (var (path, isCouncil, operation) in Lists)
        {
            app.MapGet(path, (HttpContext http, CaseRows rows, CancellationToken cancel) => Show(http, rows, path, isCouncil, [], cancel)).WithMetadata(new Requires(operation));
            app.MapGet($"{path}/csv", (HttpContext http, CaseRows rows, CancellationToken cancel) => Csv(http, rows, isCouncil, cancel)).WithMetadata(new Requires(operation));
            app.MapPost($"{path}/find", (HttpContext http, CaseRows rows, CaseFinder finder, TimeProvider time, CancellationToken cancel) =>
                Find(http, rows, finder, path, isCouncil, time, cancel)).WithMetadata(new Requires(operation));
        }
    }

    private static async Task<IResult> Show(HttpContext http, CaseRows rows, string path, bool isCouncil, IReadOnlyList<PageError> errors, CancellationToken cancel)
    {
        var model = await rows.Page(http, path, isCouncil, ListFilter.Read(http.Request.Query), cancel);
        return Page(http, model, errors);
    }

    private static IResult Page(HttpContext http, ListModel model, IReadOnlyList<PageError> errors) => PageAnswers.Ok<ListPage>(
        new { Frame = PageFrame.Of(http, model.Heading) with { Errors = errors, Typed = errors.Count > 0 && http.Request.HasFormContentType ? http.Request.Form : null, Done = DoneWords.Of(http.Request.Query) }, Model = model },
        errors.Count > 0 ? 422 : 200);

    private static async Task<IResult> Find(
        HttpContext http, CaseRows rows, CaseFinder finder, string path, bool isCouncil, TimeProvider time, CancellationToken cancel)
    {
        var context = http.Features.GetRequiredFeature<RequestContext>();
        var found = await finder.Find(context, (await http.Request.ReadFormAsync(cancel))["find"].ToString(), cancel);
        if (found is [var one])
        {
            context.CaseId = one.State.Header.CaseId;
            return Results.LocalRedirect($"/hub/case/{one.State.Header.CaseId}");
        }

        if (found.Count == 0)
        {
            return await Show(http, rows, path, isCouncil, [new PageError("find", "No case of yours has this reference or NHS number. Check that it is complete")], cancel);
        }

        var today = Domain.Calendar.LondonTime.Today(time);
        return Page(http, new ListModel(path, isCouncil, ListFilter.Everything, [.. found.Select(stored => rows.RowOf(stored, today))], found.Count, [], [], today), []);
    }

    private static async Task<IResult> Csv(HttpContext http, CaseRows rows, bool isCouncil, CancellationToken cancel)
    {
        var context = http.Features.GetRequiredFeature<RequestContext>();
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        await using (var csv = new CsvWriter(text, new CsvHelper.Configuration.CsvConfiguration(CultureInfo.InvariantCulture) { InjectionOptions = CsvHelper.Configuration.InjectionOptions.Escape }))
        {
            foreach (var name in Columns)
            {
                csv.WriteField(name);
            }

            var shown = new List<string>();
            await foreach (var row in rows.All(context, isCouncil, ListFilter.Read(http.Request.Query), cancel))
            {
                await csv.NextRecordAsync();
                Write(csv, row);
                shown.Add(row.CaseId);
            }

            context.ShownCases = shown;
        }

        return Results.File(Encoding.UTF8.GetPreamble().Concat(Encoding.UTF8.GetBytes(text.ToString())).ToArray(), "text/csv; charset=utf-8", isCouncil ? "my-cases.csv" : "worklist.csv");
    }

    private static void Write(CsvWriter csv, RowModel row)
    {
        csv.WriteField(row.Reference);
        csv.WriteField(row.CaseId);
        csv.WriteField(row.Day);
        csv.WriteField(row.Of);
        csv.WriteField(row.Status);
        csv.WriteField(row.Task);
        csv.WriteField(row.Pathway);
        csv.WriteField(row.IsOutOfArea ? "yes" : "no");
        csv.WriteField(row.Deadline);
        csv.WriteField(string.Join("; ", row.Steps.Select(step => $"{step.Who}: {step.What}")));
        csv.WriteField(row.Team);
        csv.WriteField(row.Siblings?.Group);
        foreach (var date in row.Dates)
        {
            csv.WriteField(date.StateWords);
        }
    }
}
