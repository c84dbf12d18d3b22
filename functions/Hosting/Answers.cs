using System.Diagnostics;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using IntegrationHub.Contracts.Problems;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Functions.Pages;
using IntegrationHub.Functions.Pages.Layout;
using IntegrationHub.Functions.Referrals;

namespace IntegrationHub.Functions.Hosting;

/// <summary>The one place where refusals become HTTP answers: problem+json, or OperationOutcome under <c>/hub/fhir</c>.</summary>
public static class Answers
{
    /// <summary>JSON of the hub's own answers.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.Never,
        Converters = { new UtcInstantConverter() },
    };

    public static IResult Ok<T>(T body, int status = 200) => Results.Json(body, Json, "application/json", status);

    public static IResult Refused(Refusal refusal, int? status = null) =>
        new RefusalResult(status ?? StatusOf(refusal.Kind), refusal.Code, refusal.Detail, refusal.Faults);

    public static IResult Refused(int status, string code, string detail, IReadOnlyList<Fault>? faults = null) =>
        new RefusalResult(status, code, detail, faults ?? []);

    /// <summary>Nothing the caller may know of: the same for a neighbour's case and for one that doesn't exist.</summary>
    public static IResult NotFound() => Refused(404, ProblemCodes.NotFound, "There is no such thing, or none that is yours.");

    public static Task Refuse(HttpContext http, int status, string code, string detail) =>
        new RefusalResult(status, code, detail, []).ExecuteAsync(http);

    private static int StatusOf(RefusalKind kind) => kind switch
    {
        RefusalKind.NotFound => 404,
        RefusalKind.Stale => 412,
        RefusalKind.Conflict => 409,
        RefusalKind.Invalid => 422,
        RefusalKind.Busy => 503,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private sealed class RefusalResult(int status, string code, string detail, IReadOnlyList<Fault> faults) : IResult, IStatusCodeHttpResult
    {
        public int? StatusCode => status;

        public async Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = status;
            if (status == 503)
            {
                httpContext.Response.Headers.RetryAfter = "2";
            }

            var correlation = Activity.Current?.TraceId.ToString() ?? httpContext.TraceIdentifier;
            if (httpContext.Request.Path.StartsWithSegments("/hub/fhir", StringComparison.OrdinalIgnoreCase))
            {
                await FhirAnswers.WriteOutcome(httpContext, status, code, detail, faults, correlation);
                return;
            }

            if (httpContext.GetEndpoint()?.Metadata.GetMetadata<Page>() is not null)
            {
                // A page that failed half way has set it, and rendering another one adds it.
                httpContext.Response.Headers.Remove("blazor-enhanced-nav");
                await PageAnswers.Refused(status, correlation).ExecuteAsync(httpContext);
                return;
            }

            httpContext.Response.ContentType = "application/problem+json";
            var problem = new Problem($"https://integrationhub.example/problems/{code}", Title(code), status, code, detail, correlation, faults);
            await JsonSerializer.SerializeAsync(httpContext.Response.Body, problem, Json, httpContext.RequestAborted);
        }

        private static string Title(string code) =>
            string.Concat(char.ToUpper(code[0], CultureInfo.InvariantCulture).ToString(), code.AsSpan(1).ToString().Replace('-', ' '));
    }
}
