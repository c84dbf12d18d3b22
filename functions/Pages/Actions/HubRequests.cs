using System.Text.Json.Nodes;
using IntegrationHub.Contracts.Problems;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Pages.Layout;
using IntegrationHub.Functions.Security;
using Microsoft.AspNetCore.Http.Features;

namespace IntegrationHub.Functions.Pages.Actions;

/// <summary>What a form asks of one of the hub's own addresses.</summary>
/// <param name="Pattern">As it is mapped, for instance <c>/hub/fhir/Task/{id}</c>.</param>
/// <param name="Id">In the place of its one parameter; null when it has none.</param>
internal sealed record HubRequest(string Method, string Pattern, string? Id = null)
{
    /// <summary>With its question mark; empty for none.</summary>
    public string Query { get; init; } = "";

    public ReadOnlyMemory<byte> Body { get; init; }

    public string? ContentType { get; init; }

    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    public static HubRequest WithJson(string method, string pattern, string? id, JsonNode body, string contentType) =>
        new(method, pattern, id) { Body = System.Text.Encoding.UTF8.GetBytes(body.ToJsonString()), ContentType = contentType };
}

/// <summary>What it was answered.</summary>
internal sealed record HubAnswer(int Status, JsonNode? Body, string? ETag)
{
    public bool IsDone => Status is >= 200 and < 300;

    /// <summary>Code of the problem; null of an OperationOutcome, and when there is none.</summary>
    public string? Code => (string?)Body?["code"];

    /// <summary>What is wrong, as sentences: of problem+json and of OperationOutcome.</summary>
    /// <param name="fieldOf">The form's field that a member of the request came from, by its pointer; null when none is known.</param>
    public IReadOnlyList<PageError> Errors(Func<string, string?>? fieldOf = null) => Status switch
    {
        _ when IsDone => [],
        412 => [new PageError(null, "The case has changed since you loaded the page. Look at it again, then try once more")],
        403 or 404 => [new PageError(null, "Your role can't do this, or the case isn't yours any more")],
        _ => Faults(fieldOf) is { Count: > 0 } faults ? [.. faults.Distinct()] : [new PageError(null, "It was not accepted. Try again")],
    };

    private List<PageError> Faults(Func<string, string?>? fieldOf)
    {
        var issues = Body?["issue"]?.AsArray().Select(issue => (Text: (string?)issue?["diagnostics"] ?? (string?)issue?["details"]?["text"], Pointer: (string?)null));
        var errors = Body?["errors"] is JsonArray { Count: > 0 } found
            ? found.Select(error => (Text: (string?)error?["message"], Pointer: (string?)error?["pointer"]))
            : [(Text: (string?)Body?["detail"], Pointer: null)];
        return [.. (issues ?? errors).Where(fault => fault.Text is not null).Select(fault => new PageError(fault.Pointer is null ? null : fieldOf?.Invoke(fault.Pointer), fault.Text!))];
    }
}

/// <summary>
/// Hands what a form asks for to the same endpoint that answers the request of a system, with the user's identity, roles and audit; not by HTTP. So a page
/// can do what the interfaces can, in the same way, and nothing else.
/// </summary>
internal sealed class HubRequests(EndpointDataSource sources, AuditFilter audit)
{
    private readonly Lazy<Dictionary<(string Method, string Pattern), RouteEndpoint>> endpoints = new(() => sources.Endpoints.OfType<RouteEndpoint>()
        .Where(endpoint => endpoint.Metadata.GetMetadata<Page>() is null)
        .SelectMany(endpoint => (endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? []).Select(method => (Key: (method, endpoint.RoutePattern.RawText!), endpoint)))
        .DistinctBy(entry => entry.Key).ToDictionary(entry => entry.Key, entry => entry.endpoint));

    public async Task<HubAnswer> Send(HttpContext outer, HubRequest request)
    {
        var endpoint = endpoints.Value[(request.Method, request.Pattern)];
        var http = new DefaultHttpContext { RequestServices = outer.RequestServices, RequestAborted = outer.RequestAborted, TraceIdentifier = outer.TraceIdentifier };
        using var answer = new MemoryStream();
        http.Response.Body = answer;
        Fill(http.Request, outer.Request, endpoint, request);
        http.SetEndpoint(endpoint);
        var operation = endpoint.Metadata.GetRequiredMetadata<Requires>().Operation;
        var caller = outer.Features.GetRequiredFeature<RequestContext>().Caller!;
        http.Features.Set(new RequestContext { Operation = operation, Caller = caller, CaseId = RequestContext.CaseIn(http.Request.RouteValues) });
        if (operation == Operation.Anyone || Access.MayAsk(caller, operation))
        {
            await endpoint.RequestDelegate!(http);
        }
        else
        {
            // As at the gate: what is refused is audited before it is answered.
            await audit.Append(http, 403);
            await Answers.Refuse(http, 403, ProblemCodes.NotAllowed, "This needs another role.");
        }

        await http.Response.Body.FlushAsync(outer.RequestAborted);
        return new HubAnswer(http.Response.StatusCode, answer.Length == 0 ? null : JsonNode.Parse(answer.ToArray()), http.Response.Headers.ETag);
    }

    private static void Fill(HttpRequest inner, HttpRequest outer, RouteEndpoint endpoint, HubRequest request)
    {
        var parameter = endpoint.RoutePattern.Parameters.Count == 0 ? null : endpoint.RoutePattern.Parameters[0].Name;
        inner.Method = request.Method;
        (inner.Scheme, inner.Host) = (outer.Scheme, outer.Host);
        inner.Path = parameter is null ? request.Pattern : request.Pattern.Replace($"{{{parameter}}}", request.Id, StringComparison.Ordinal);
        inner.QueryString = new QueryString(request.Query);
        inner.Headers.Accept = inner.Path.StartsWithSegments("/hub/fhir", StringComparison.Ordinal) ? "application/fhir+json" : "application/json";
        if (parameter is not null)
        {
            inner.RouteValues[parameter] = request.Id;
        }

        foreach (var (name, value) in request.Headers)
        {
            inner.Headers[name] = value;
        }

        if (request.ContentType is not null)
        {
            (inner.Body, inner.ContentLength, inner.ContentType) = (new MemoryStream(request.Body.ToArray(), writable: false), request.Body.Length, request.ContentType);
        }
    }
}
