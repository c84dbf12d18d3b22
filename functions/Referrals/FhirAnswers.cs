using System.Globalization;
using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Contracts.Problems;
using IntegrationHub.Functions.Referrals.Shape;

namespace IntegrationHub.Functions.Referrals;

/// <summary>FHIR answers: resources with their ETag, and OperationOutcome for every refusal.</summary>
public static class FhirAnswers
{
    public const string MediaType = "application/fhir+json; charset=utf-8";

    /// <summary>A resource with <c>ETag</c> and <c>Last-Modified</c> from its meta.</summary>
    public static IResult Resource(Resource resource, int status = 200, string? location = null) => new ResourceResult(resource, status, location);

    /// <summary>One issue for each fault of a resource's shape or content: 422.</summary>
    public static IResult Invalid(IEnumerable<ShapeFault> faults) => Resource(new OperationOutcome
    {
        Issue = [.. faults.Select(fault => Issue(fault.Code, fault.Text, fault.Expression))],
    }, 422);

    public static OperationOutcome.IssueComponent Issue(string code, string text, string? expression = null, string severity = "error") => new()
    {
        Severity = severity,
        Code = code,
        Diagnostics = text,
        Expression = expression is null ? null : [expression],
    };

    /// <summary>The FHIR side of the one place that turns refusals into answers.</summary>
    public static System.Threading.Tasks.Task WriteOutcome(
        HttpContext http, int status, string code, string detail, IReadOnlyList<Fault> faults, string correlation)
    {
        var issues = faults.Count > 0
            ? faults.Select(fault => Issue(IssueType(status, code), fault.Message, fault.Pointer))
            : [Issue(IssueType(status, code), detail)];
        var outcome = new OperationOutcome { Issue = [.. issues.Select(issue => issue with { Details = Details(code, correlation) })] };
        return new ResourceResult(outcome, status, null).ExecuteAsync(http);
    }

    private static CodeableConcept Details(string code, string correlation) => new()
    {
        Coding = [new Coding { System = "https://fhir.integrationhub.example/CodeSystem/problem-code", Code = code }],
        Text = $"Correlation id {correlation}",
    };

    private static string IssueType(int status, string code) => (status, code) switch
    {
        (400, ProblemCodes.NotJson) => "structure",
        (400, _) => "invalid",
        (401, _) => "login",
        (403, _) => "forbidden",
        (404, _) => "not-found",
        (405, _) or (415, _) => "not-supported",
        (409, _) or (412, _) => "conflict",
        (413, _) => "too-long",
        (422, _) => "business-rule",
        (428, _) => "required",
        (503, _) => "transient",
        _ => "exception",
    };

    private sealed class ResourceResult(Resource resource, int status, string? location) : IResult, IStatusCodeHttpResult
    {
        public int? StatusCode => status;

        public async System.Threading.Tasks.Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            response.StatusCode = status;
            if (resource.Meta?.VersionId is { } version)
            {
                response.Headers.ETag = WeakETag.Of(version);
            }

            if (resource.Meta?.LastUpdated is { } updated && DateTimeOffset.TryParse(updated, CultureInfo.InvariantCulture, out var instant))
            {
                response.Headers.LastModified = instant.ToString("R");
            }

            if (location is not null)
            {
                response.Headers.Location = location;
            }

            // RFC 7240: a client that only wants to know that it worked says so.
            if (status < 300 && httpContext.Request.Method != "GET" && httpContext.Request.Headers["Prefer"].Any(prefer => prefer?.Contains("return=minimal", StringComparison.Ordinal) == true))
            {
                return;
            }

            response.ContentType = MediaType;
            await response.Body.WriteAsync(FhirJson.SerializeToUtf8Bytes(resource), httpContext.RequestAborted);
        }
    }
}

/// <summary>A weak entity tag that carries a FHIR version, <c>W/"3"</c>.</summary>
public readonly record struct WeakETag
{
    private WeakETag(int version) => Version = version;

    public int Version { get; }

    public static string Of(string version) => $"W/\"{version}\"";

    public static bool TryParse(string? text, out WeakETag tag)
    {
        tag = default;
        var inner = text?.Trim();
        if (inner?.StartsWith("W/", StringComparison.Ordinal) == true)
        {
            inner = inner[2..];
        }

        if (inner is not { Length: > 2 } || inner[0] != '"' || inner[^1] != '"' ||
            !int.TryParse(inner[1..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var version))
        {
            return false;
        }

        tag = new WeakETag(version);
        return true;
    }
}
