using System.Globalization;
using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Contracts.Problems;
using IntegrationHub.Functions.Referrals.Interactions;
using IntegrationHub.Functions.Referrals.Shape;

namespace IntegrationHub.Functions.Referrals;

/// <summary>FHIR answers: resources with their ETag, and OperationOutcome for every refusal.</summary>
public static class FhirAnswers
{
    public const string MediaType = "application/fhir+json; charset=utf-8";

    /// <summary>A resource with <c>ETag</c> and <c>Last-Modified</c> from its meta; the answer to a write is as <c>Prefer: return=</c> wants it.</summary>
    /// <param name="location">Absolute, with the version; given by every write that isn't a PUT.</param>
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
        Details = new CodeableConcept { Text = text },
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
        var outcome = new OperationOutcome { Issue = [.. issues.Select(issue => Traced(issue, code, correlation))] };
        return new ResourceResult(outcome, status, null).ExecuteAsync(http);
    }

    /// <summary>The text for people stays in the details; what operations ask for goes to the diagnostics.</summary>
    private static OperationOutcome.IssueComponent Traced(OperationOutcome.IssueComponent issue, string code, string correlation) => issue with
    {
        Details = issue.Details! with { Coding = [new Coding { System = FhirSystems.ProblemCode, Code = code }] },
        Diagnostics = $"{issue.Diagnostics} (Correlation id {correlation})",
    };

    private static string IssueType(int status, string code) => (status, code) switch
    {
        (400, ProblemCodes.NotJson) => "structure",
        (400, _) => "invalid",
        (401, _) => "login",
        (403, _) => "forbidden",
        (404, ProblemCodes.NotSupported) => "not-supported",
        (404, _) => "not-found",
        (405, _) or (406, _) or (415, _) => "not-supported",
        (410, _) => "deleted",
        (409, _) or (412, _) => "conflict",
        (413, _) => "too-long",
        (422, _) => "business-rule",
        (428, _) => "required",
        (429, _) => "throttled",
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
            Head(response, resource, location);
            var preference = IsWrite(httpContext.Request) ? Preferences.Return(httpContext.Request) : ReturnPreference.None;
            if (preference != ReturnPreference.None)
            {
                response.Headers["Preference-Applied"] = $"return={preference switch
                {
                    ReturnPreference.Minimal => "minimal",
                    ReturnPreference.Representation => "representation",
                    _ => "OperationOutcome",
                }}";
            }

            if (preference == ReturnPreference.Minimal)
            {
                return;
            }

            var format = FhirFormat.Of(httpContext);
            var body = Bytes(preference == ReturnPreference.OperationOutcome ? Done(status) : resource, format.Pretty);
            response.ContentType = format.MediaType;
            response.ContentLength = body.Length;
            await response.Body.WriteAsync(body, httpContext.RequestAborted);
        }

        /// <summary>Only a write is answered as preferred: the answer of a search or an operation is what was asked for.</summary>
        private bool IsWrite(HttpRequest request) => status < 300 && (request.Method == "PUT" || location is not null);

        private static byte[] Bytes(Resource resource, bool pretty)
        {
            var bytes = FhirJson.SerializeToUtf8Bytes(resource);
            if (!pretty)
            {
                return bytes;
            }

            using var document = System.Text.Json.JsonDocument.Parse(bytes);
            var buffer = new System.Buffers.ArrayBufferWriter<byte>();
            using var json = new System.Text.Json.Utf8JsonWriter(buffer, Indented);
            document.RootElement.WriteTo(json);
            json.Flush();
            return buffer.WrittenSpan.ToArray();
        }
    }

    private static readonly System.Text.Json.JsonWriterOptions Indented = new()
    {
        Indented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>What a write says that wants an OperationOutcome back.</summary>
    public static OperationOutcome Done(int status) => new()
    {
        Issue = [Issue("informational", status == 201 ? "Created." : "Done; what is here now has the version that the ETag says.", severity: "information")],
    };

    /// <summary>The headers that say which version of a resource an answer is about.</summary>
    public static void Head(HttpResponse response, Resource resource, string? location = null)
    {
        if (resource.Meta?.VersionId is { } version)
        {
            response.Headers.ETag = WeakETag.Of(version);
        }

        if (LastUpdated(resource) is { } instant)
        {
            response.Headers.LastModified = instant.ToString("R", CultureInfo.InvariantCulture);
        }

        if (location is not null)
        {
            response.Headers.Location = location;
        }
    }

    /// <summary>When a resource last changed; null when it doesn't say.</summary>
    public static DateTimeOffset? LastUpdated(Resource resource) =>
        DateTimeOffset.TryParse(resource.Meta?.LastUpdated, CultureInfo.InvariantCulture, out var instant) ? instant : null;
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
