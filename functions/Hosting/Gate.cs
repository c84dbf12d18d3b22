using System.Diagnostics;
using System.Globalization;
using IntegrationHub.Contracts.Problems;
using IntegrationHub.Functions.Pages;
using IntegrationHub.Functions.Pages.Layout;
using IntegrationHub.Functions.Pages.SignIn;
using IntegrationHub.Functions.Security;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Hosting;

/// <summary>What an endpoint needs; one without this metadata is not served under <c>/hub</c>.</summary>
public sealed record Requires(Operation Operation);

/// <summary>Marks an endpoint that answers however many ask, such as a probe of the platform's.</summary>
public sealed record WithoutRateLimit;

/// <summary>What the gate found out about a request, and what the endpoint adds for the audit.</summary>
public sealed class RequestContext
{
    public Operation Operation { get; init; }

    public Caller? Caller { get; init; }

    /// <summary>The case the request turned out to be about.</summary>
    public string? CaseId { get; set; }

    /// <summary>The cases of which an answer about several shows something.</summary>
    public IReadOnlyList<string>? ShownCases { get; set; }

    /// <summary>The case that an address names, whether it exists or not: a refusal too says in the audit what was tried. Nothing else of an address is kept.</summary>
    public static string? CaseIn(RouteValueDictionary values) =>
        (values["id"] ?? values["alertId"] ?? values["rest"]) is string text
            ? text.Split('/').Select(part => Domain.Identifiers.CaseId.TryParse(part.Split('.')[0], out var id) ? id.Value : null).FirstOrDefault(id => id is not null)
            : null;
}

/// <summary>
/// Every request under <c>/hub</c> passes here: token, role, and the one place where faults become answers. What passes is
/// audited by <see cref="AuditFilter"/> before it is answered; what is refused here is audited here.
/// </summary>
public sealed class Gate(RequestDelegate next, TokenValidator tokens, PageSessions sessions, RateLimits rates, AuditFilter audit, ILogger<Gate> log)
{
    /// <summary>An answer that got lost on its way from storage may have been a yes: a repeat finds out.</summary>
    public const string StorageAway = "Storage is away. Send it again: a repeat is safe.";

    public async Task Invoke(HttpContext http)
    {
        if (!http.Request.Path.StartsWithSegments("/hub", StringComparison.OrdinalIgnoreCase))
        {
            await next(http);
            return;
        }

        try
        {
            await Admit(http);
        }
        catch (BadHttpRequestException bad)
        {
            await RefuseAudited(http, bad.StatusCode, bad.StatusCode == 413 ? ProblemCodes.TooLarge : ProblemCodes.InvalidRequest, "The request could not be read.");
        }
        catch (Exception fault) when (StorageFaults.IsStorageAway(fault, http.RequestAborted) && !http.Response.HasStarted)
        {
            log.LogWarning("Storage is away: {Fault}", StorageFaults.Describe(fault));
            http.Response.Headers.RetryAfter = "5";
            await Refuse(http, 503, ProblemCodes.StorageUnavailable, StorageAway);
        }
        catch (HttpRequestException fault) when (!http.Response.HasStarted)
        {
            log.LogWarning("The issuer's signing keys can't be fetched: {Fault}", fault.HttpRequestError);
            await Refuse(http, 503, ProblemCodes.SigningKeysUnavailable, "Who signs tokens can't be asked for its keys; nothing was kept. Try again.");
        }
        catch (Exception fault) when (!StorageFaults.IsStop(fault, http.RequestAborted) && !http.Response.HasStarted)
        {
            // Last resort, so that the process lives and the caller gets a correlation id; the trace has the rest.
            log.LogError("Unexpected fault: {Fault} {Stack}", fault.GetType().FullName, fault.StackTrace);
            await RefuseAudited(http, 500, ProblemCodes.InternalError, "Something went wrong in the hub. Quote the correlation id.");
        }
    }

    private async Task Admit(HttpContext http)
    {
        var endpoint = http.GetEndpoint();
        if (endpoint?.Metadata.GetMetadata<Requires>() is not { } requires)
        {
            await RefuseUnrouted(http, endpoint);
            return;
        }

        var isPage = endpoint.Metadata.GetMetadata<Page>() is not null;
        if (isPage)
        {
            await sessions.Begin(http);
        }

        if (requires.Operation == Operation.Anyone)
        {
            if (endpoint.Metadata.GetMetadata<WithoutRateLimit>() is not null || !await RefuseWhenTooMany(http, null))
            {
                await next(http);
            }

            return;
        }

        // A page knows its user by the session and by nothing else, an API by the bearer token and by nothing else.
        var caller = isPage ? await sessions.CallerOf(http) : await tokens.Validate(http.Request.Headers.Authorization, http.RequestAborted);
        var context = new RequestContext { Operation = requires.Operation, Caller = caller, CaseId = RequestContext.CaseIn(http.Request.RouteValues) };
        http.Features.Set(context);
        if (await RefuseWhenTooMany(http, caller))
        {
            return;
        }

        if (caller is null)
        {
            await audit.Append(http, 401);
            if (isPage)
            {
                sessions.AskToSignIn(http);
                return;
            }

            if (sessions.PageInsteadOf(http) is { } page)
            {
                http.Response.Redirect(page);
                return;
            }

            var sent = http.Request.Headers.Authorization.Count > 0;
            http.Response.Headers.WWWAuthenticate = sent ? "Bearer error=\"invalid_token\"" : "Bearer";
            await Refuse(http, 401, ProblemCodes.NotAuthenticated, sent
                ? "The bearer token isn't accepted: it has expired, is malformed, or isn't from this hub's issuer and for this hub."
                : "Send a bearer token in the header Authorization.");
        }
        else if (!Access.MayAsk(caller, requires.Operation))
        {
            await audit.Append(http, 403);
            await Refuse(http, 403, ProblemCodes.NotAllowed, $"This needs one of the roles {string.Join(", ", Access.RolesFor(requires.Operation))}.");
        }
        else
        {
            await next(http);
        }
    }

    /// <summary>Audited once a minute for each bucket: a line for each request of a flood would be a flood of storage's.</summary>
    private async Task<bool> RefuseWhenTooMany(HttpContext http, Caller? caller)
    {
        if (rates.Take(caller) is not { } seconds)
        {
            return false;
        }

        if (rates.IsWorthAudit(caller))
        {
            await audit.Append(http, 429);
        }

        http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        await Refuse(http, 429, ProblemCodes.TooManyRequests, "More requests than this client may send. Go on after the seconds that Retry-After names.");
        return true;
    }

    private async Task RefuseUnrouted(HttpContext http, Endpoint? endpoint)
    {
        if (endpoint is null && sessions.IsBrowser(http))
        {
            await sessions.Begin(http);
            await PageAnswers.Refused(404, Activity.Current?.TraceId.ToString() ?? http.TraceIdentifier).ExecuteAsync(http);
            return;
        }

        if (endpoint is null)
        {
            await Refuse(http, 404, ProblemCodes.NotFound, "There is nothing at this address.");
            return;
        }

        // Only routing's own answer is left: a known address with another method. It sets 405 and the header Allow.
        await endpoint.RequestDelegate!(http);
        await Refuse(http, http.Response.StatusCode, ProblemCodes.MethodNotAllowed, "This address doesn't take that method.");
    }

    private async Task RefuseAudited(HttpContext http, int status, string code, string detail)
    {
        try
        {
            await audit.Append(http, status);
        }
        catch (Exception fault) when (StorageFaults.IsStorageAway(fault, CancellationToken.None))
        {
            log.LogWarning("Storage is away: {Fault}", StorageFaults.Describe(fault));
            (status, code, detail) = (503, ProblemCodes.StorageUnavailable, StorageAway);
        }

        await Refuse(http, status, code, detail);
    }

    private static Task Refuse(HttpContext http, int status, string code, string detail) => Answers.Refuse(http, status, code, detail);
}
