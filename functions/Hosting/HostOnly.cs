using Microsoft.AspNetCore.Http.Features;

namespace IntegrationHub.Functions.Hosting;

/// <summary>
/// Guards the trigger paths: only the Functions host may post to them. It shares the port with what it proxies from outside, so a request counts as the host's own
/// only when its target is spelt as the host spells it, byte for byte, and when it carries nothing that a front end adds or that only callers from outside send.
/// </summary>
internal sealed class HostOnly(string target) : IEndpointFilter
{
    private static readonly string[] FromOutside =
    [
        "Authorization", "Cookie", "Origin", "Referer", "Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Prefix", "X-Original-URL", "X-Original-Host",
        "X-Rewrite-URL", "X-ARR-SSL", "X-ARR-LOG-ID", "Client-IP", "Disguised-Host", "Was-Default-Hostname", "X-Site-Deployment-Id", "X-MS-CLIENT-PRINCIPAL", "X-MS-CLIENT-PRINCIPAL-ID",
    ];

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var request = context.HttpContext.Request;
        return context.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget == target && !FromOutside.Any(request.Headers.ContainsKey)
            ? await next(context)
            : Results.Json(new { Outputs = new { }, Logs = (string[])["not-from-the-host"], ReturnValue = (object?)null }, statusCode: 404);
    }
}
