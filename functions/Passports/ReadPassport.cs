using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Contracts.Problems;
using IntegrationHub.Functions.Cases;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Referrals.Interactions;
using IntegrationHub.Functions.Security;
using Microsoft.Net.Http.Headers;

namespace IntegrationHub.Functions.Passports;

/// <summary>
/// <c>GET /hub/cases/{id}/health-passport</c>: the passport as of now, at any age, as a FHIR document or as a page, whichever <c>Accept</c> prefers.
/// Nothing is stored.
/// </summary>
internal static class ReadPassport
{
    private const string Html = "text/html";

    public static IServiceCollection AddPassports(this IServiceCollection services) => services
        .AddSingleton<PassportSources>().AddSingleton<RenderPassport>().AddSingleton<RenderPassportPage>().AddSingleton<IssuePassports>();

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/hub/cases/{id}/health-passport", Get).WithMetadata(new Requires(Operation.ReadDocuments));

    private static async Task<IResult> Get(
        HttpContext http, string id, VisibleCases visible, PassportSources sources, RenderPassport document, RenderPassportPage page, TimeProvider time,
        CancellationToken cancel)
    {
        if (await visible.Find(http, id, cancel) is not { } stored)
        {
            return Answers.NotFound();
        }

        var accept = FhirAccept.Of(http.Request);
        var (html, fhir) = (accept.WeightOf(Html), Math.Max(accept.WeightOf(FhirAccept.FhirJson), accept.WeightOf(FhirAccept.Json)));
        if (Math.Max(html, fhir) <= 0)
        {
            return Answers.Refused(406, ProblemCodes.NotAcceptable, $"The passport is there as {FhirAccept.FhirJson} and as {Html}.");
        }

        var source = await sources.Load(stored, time.GetUtcNow(), cancel);
        source = source with { History = source.History with { Replaces = null } };
        var headers = http.Response.Headers;
        (headers.Vary, headers.CacheControl, headers.XContentTypeOptions) = (HeaderNames.Accept, "no-store", "nosniff");
        headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox allow-modals";
        return html > fhir
            ? Results.Text(page.Of(source), Html, System.Text.Encoding.UTF8)
            : Results.Bytes(FhirJson.SerializeToUtf8Bytes(document.Of(source)), $"{FhirAccept.FhirJson}; charset=utf-8");
    }
}
