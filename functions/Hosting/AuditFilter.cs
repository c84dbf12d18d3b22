using System.Diagnostics;
using IntegrationHub.Functions.Security;

namespace IntegrationHub.Functions.Hosting;

/// <summary>
/// Appends to the audit between deciding an answer and giving it: what can't be audited is not answered, and the caller gets
/// a 503 like for any other storage that is away.
/// </summary>
public sealed class AuditFilter(AuditTrail audit, TimeProvider time) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var result = await next(context);
        await Append(context.HttpContext, result is IStatusCodeHttpResult { StatusCode: { } status } ? status : 200);
        return result;
    }

    /// <summary>Appends what a request came to; requests that need no token are not audited.</summary>
    public Task Append(HttpContext http, int status) =>
        http.Features.Get<RequestContext>() is not { } context
            ? Task.CompletedTask
            : audit.Append(
                new AuditEntry(
                    time.GetUtcNow(), context.Operation.ToString(), http.Request.Method, (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "",
                    status, context.Caller?.Subject, context.Caller?.Client, context.Caller?.Organisation, context.CaseId, context.ShownCases,
                    Activity.Current?.TraceId.ToString() ?? ""),
                CancellationToken.None);
}
