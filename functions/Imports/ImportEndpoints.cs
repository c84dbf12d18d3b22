using System.Globalization;
using IntegrationHub.Contracts.Problems;
using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Identifiers;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Security;
using Microsoft.AspNetCore.Http.Features;

namespace IntegrationHub.Functions.Imports;

/// <summary><c>POST /hub/imports</c>: a file of what a council's case system emits anyway.</summary>
public static class ImportEndpoints
{
    /// <summary>Children that one request takes: it has to be answered before a front end gives up.</summary>
    public const int MaxChildren = 500;

    public static IServiceCollection AddImports(this IServiceCollection services) => services.AddSingleton<KnownCases>().AddSingleton<ImportChildren>();

    public static void Map(IEndpointRouteBuilder app) => app.MapPost("/hub/imports", Post).WithMetadata(new Requires(Operation.Import));

    private static async Task<IResult> Post(HttpContext http, TimeProvider time, CancellationToken cancel)
    {
        var query = new QueryReader(http.Request.Query, "dryRun", "since", "skip", "take");
        var (dryRun, since, skip, take) = (query.Flag("dryRun") ?? false, query.Date("since"), query.Number("skip", 0, SourceFile.MaxRows) ?? 0, query.Number("take", 1, MaxChildren));
        if (query.Faults.Count > 0)
        {
            return query.Refuse();
        }

        var body = await RequestBodies.Read(http.Request, ImportBody.MaxBytes, ImportBody.MediaTypes, cancel);
        if (body.Refusal is not null)
        {
            return body.Refusal;
        }

        var import = http.RequestServices.GetRequiredService<ImportChildren>();
        await import.Turns.WaitAsync(cancel);
        try
        {
            return await Answer(http, body.Bytes, import, new Asked(dryRun, since, skip, take), LondonTime.Today(time), cancel);
        }
        finally
        {
            import.Turns.Release();
        }
    }

    private sealed record Asked(bool DryRun, DateOnly? Since, int Skip, int? Take);

    private static async Task<IResult> Answer(HttpContext http, ReadOnlyMemory<byte> body, ImportChildren import, Asked asked, DateOnly today, CancellationToken cancel)
    {
        var context = http.Features.GetRequiredFeature<RequestContext>();
        var file = await ImportBody.Read(http.Request.ContentType!, body, cancel);
        if (Refused(file, context.Caller!.Organisation, out var council) is { } refused)
        {
            return refused;
        }

        var children = new ImportedChildren(council.Value, today).Of(file);
        if (asked.Take is null && children.Count - asked.Skip > MaxChildren)
        {
            return Answers.Refused(413, ProblemCodes.TooLarge, string.Create(
                CultureInfo.InvariantCulture, $"The file has {children.Count} children and a request takes {MaxChildren}. Send it again for each part, with skip and take; ./hub import does."));
        }

        var request = new ImportRequest(
            file, [.. children.Skip(asked.Skip).Take(asked.Take ?? MaxChildren)], children.Count, council, context.Caller.Subject, asked.DryRun, asked.Since);
        var (report, caseIds) = await import.Handle(request, cancel);
        context.ShownCases = caseIds;
        return Answers.Ok(report, 200);
    }

    private static IResult? Refused(SourceFile file, string organisation, out LocalAuthorityCode council)
    {
        if (!LocalAuthorityCode.TryParse(organisation, out council) || (file.Council is { } named && named != council.Value))
        {
            return Answers.Refused(403, ProblemCodes.OrganisationMismatch, "The file is of another organisation than the token's.");
        }

        return file.Faults.Count == 0 ? null : Answers.Refused(
            422, ProblemCodes.InvalidImport, "The file can't be read, and nothing of it was kept. A pointer is made of table, line and column.",
            [.. file.Faults.Take(100).Select(fault => new Fault(string.Create(CultureInfo.InvariantCulture, $"/{fault.File}/{fault.Line}/{fault.Column}").TrimEnd('/'), fault.Code, fault.Message))]);
    }
}
