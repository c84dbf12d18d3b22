using System.Text.Json;
using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Contracts.Problems;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Security;
using IntegrationHub.Functions.Storage;
using Microsoft.AspNetCore.Http.Features;

namespace IntegrationHub.Functions.Referrals.Interactions;

/// <summary>A request inside the hub, on behalf of a caller.</summary>
/// <param name="Url">As in <c>Bundle.entry.request.url</c>: relative to <c>/hub/fhir/</c>, or absolute under the hub's own address.</param>
internal sealed record InternalRequest(string Method, string Url, byte[]? Body = null)
{
    public IReadOnlyList<(string Name, string? Value)> Headers { get; init; } = [];
}

/// <summary>What it was answered.</summary>
internal sealed record InternalAnswer(int Status, Resource? Resource, string? Location, string? ETag, string? LastModified);

/// <summary>
/// Hands the entries of a Bundle to the same endpoints that answer single requests, with the caller's identity, roles and audit; not by HTTP.
/// </summary>
internal sealed class InternalRequests(FhirRoutes routes, HubSettings settings, AuditFilter audit)
{
    private const string Root = "/hub/fhir";

    public async Task<InternalAnswer> Send(HttpContext outer, InternalRequest request)
    {
        var http = new DefaultHttpContext { RequestServices = outer.RequestServices, RequestAborted = outer.RequestAborted, TraceIdentifier = outer.TraceIdentifier };
        using var answer = new MemoryStream();
        http.Response.Body = answer;
        Fill(http.Request, outer.Request, request);
        await Dispatch(http, outer.Features.GetRequiredFeature<RequestContext>().Caller!);
        await http.Response.Body.FlushAsync(outer.RequestAborted);
        return new InternalAnswer(
            http.Response.StatusCode, ResourceIn(answer), http.Response.Headers.Location, http.Response.Headers.ETag, http.Response.Headers.LastModified);
    }

    private void Fill(HttpRequest inner, HttpRequest outer, InternalRequest request)
    {
        var prefix = $"{settings.PublicUrl}{Root}/";
        var url = request.Url.StartsWith(prefix, StringComparison.Ordinal) ? request.Url[prefix.Length..] : request.Url.TrimStart('/');
        var mark = url.IndexOf('?', StringComparison.Ordinal);
        inner.Method = request.Method;
        (inner.Scheme, inner.Host) = (outer.Scheme, outer.Host);
        inner.Path = new PathString($"{Root}/{Uri.UnescapeDataString(mark < 0 ? url : url[..mark])}");
        inner.QueryString = mark < 0 ? QueryString.Empty : new QueryString(url[mark..]);
        inner.Headers.Accept = FhirAccept.FhirJson;
        foreach (var (name, value) in request.Headers.Where(header => header.Value is not null))
        {
            inner.Headers[name] = value;
        }

        if (request.Body is { } body)
        {
            (inner.Body, inner.ContentLength, inner.ContentType) = (new MemoryStream(body), body.Length, FhirAccept.FhirJson);
        }
    }

    private async System.Threading.Tasks.Task Dispatch(HttpContext http, Caller caller)
    {
        var found = routes.At(http.Request.Path).FirstOrDefault(route => route.Methods.Contains(http.Request.Method));

        // A Bundle in a Bundle has no end.
        if (found is null || found.Endpoint.RoutePattern.RawText == Root)
        {
            await routes.Refuse(http).ExecuteAsync(http);
            return;
        }

        var operation = found.Endpoint.Metadata.GetRequiredMetadata<Requires>().Operation;
        http.Request.RouteValues = found.Values;
        http.SetEndpoint(found.Endpoint);
        if (operation != Operation.Anyone)
        {
            http.Features.Set(new RequestContext { Operation = operation, Caller = caller, CaseId = RequestContext.CaseIn(found.Values) });
        }

        // Two hundred documents of twenty megabytes in one answer would be too much for the hub.
        if (http.Request.Method == "GET" && found.Endpoint.Metadata.GetMetadata<ServesNativeContent>() is not null)
        {
            await Refuse(http, 405, ProblemCodes.MethodNotAllowed, "A Binary is read on its own, not in a Bundle.");
        }
        else if (operation != Operation.Anyone && !Access.MayAsk(caller, operation))
        {
            await Refuse(http, 403, ProblemCodes.NotAllowed, $"This needs one of the roles {string.Join(", ", Access.RolesFor(operation))}.");
        }
        else
        {
            await Answer(http, found.Endpoint.RequestDelegate!);
        }
    }

    /// <summary>As at the gate: what is refused is audited before it is answered.</summary>
    private async System.Threading.Tasks.Task Refuse(HttpContext http, int status, string code, string detail)
    {
        await audit.Append(http, status);
        await Answers.Refuse(http, status, code, detail);
    }

    /// <summary>Storage that is away is this entry's answer: those before it have been carried out, and their answers must not be lost.</summary>
    private static async System.Threading.Tasks.Task Answer(HttpContext http, RequestDelegate endpoint)
    {
        try
        {
            await endpoint(http);
        }
        catch (Exception fault) when (StorageFaults.IsStorageAway(fault, http.RequestAborted))
        {
            await Answers.Refuse(http, 503, ProblemCodes.StorageUnavailable, Gate.StorageAway);
        }
    }

    private static Resource? ResourceIn(MemoryStream answer)
    {
        if (answer.Length == 0)
        {
            return null;
        }

        using var document = JsonDocument.Parse(answer.GetBuffer().AsMemory(0, (int)answer.Length));
        return FhirJson.Read(document.RootElement);
    }
}
