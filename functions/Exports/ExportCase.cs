using IntegrationHub.Domain.Identifiers;
using IntegrationHub.Functions.Cases;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Security;
using IntegrationHub.Functions.Storage;
using Microsoft.AspNetCore.Http.Features;

namespace IntegrationHub.Functions.Exports;

/// <summary>
/// <c>GET /hub/operations/cases/{id}/export</c>: everything that the hub holds on a child's case, as a zip, for a subject access request. It is written as it is
/// read, so it costs no memory however many documents there are; who asked is in the audit before the first byte leaves.
/// </summary>
internal static class ExportCase
{
    public static IServiceCollection AddExports(this IServiceCollection services) => services.AddSingleton<CaseExport>();

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/hub/operations/cases/{id}/export", Get).WithMetadata(new Requires(Operation.ExportCase));

    private static async Task<IResult> Get(HttpContext http, string id, CaseStore cases, CaseExport export, CancellationToken cancel)
    {
        if (!CaseId.TryParse(id, out var caseId))
        {
            return Answers.NotFound();
        }

        VisibleCases.Note(http, caseId);
        if (await cases.Load(caseId, cancel) is not { } stored)
        {
            return Answers.NotFound();
        }

        (http.Response.Headers.CacheControl, http.Response.Headers.XContentTypeOptions) = ("no-store", "nosniff");

        // At the end of each entry .NET's zip writes what it still holds without awaiting: a few bytes of a rare request.
        http.Features.GetRequiredFeature<IHttpBodyControlFeature>().AllowSynchronousIO = true;
        return Results.Stream(body => export.Write(stored, body, cancel), "application/zip", $"{caseId.Value}.zip");
    }
}
