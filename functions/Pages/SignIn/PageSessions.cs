using System.Security.Claims;
using IntegrationHub.Domain.Identifiers;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Security;
using Microsoft.AspNetCore.DataProtection;

namespace IntegrationHub.Functions.Pages.SignIn;

/// <summary>
/// Who uses the pages. In local mode a cookie says so, which the sign-in page gave out; under the Functions host the ID token that the platform's sign-in
/// adds to a request (App Service authentication with its token store): it is checked like any other token - signature, issuer, audience, lifetime - and
/// nothing else that the platform adds is believed. What is known here is good for pages alone; the APIs look at the bearer token alone.
/// </summary>
public sealed class PageSessions(HubSettings settings, TokenValidator tokens, PageKeys keys, IDataProtectionProvider protection, RealTime realTime)
{
    /// <summary>Holds a token for a local hub's pages.</summary>
    public const string Cookie = "hub-session";

    /// <summary>Where the platform puts the ID token of whom it signed in.</summary>
    public const string PlatformToken = "X-MS-TOKEN-AAD-ID-TOKEN";

    public const string SignInPath = "/hub/sign-in";

    /// <summary>A working morning; then one signs in again.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(4);

    private const string Policy =
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /// <summary>What holds for every page, whatever it answers: nothing of it is kept, framed, run or told to other sites.</summary>
    public Task Begin(HttpContext http)
    {
        // Only TLS leads to the platform, which ends it.
        http.Request.Scheme = settings.IsLocal ? http.Request.Scheme : "https";
        var headers = http.Response.Headers;
        (headers.ContentSecurityPolicy, headers.XFrameOptions, headers.XContentTypeOptions) = (Policy, "DENY", "nosniff");
        (headers["Referrer-Policy"], headers["Cross-Origin-Opener-Policy"], headers["Cross-Origin-Resource-Policy"]) = ("same-origin", "same-origin", "same-origin");

        // Other sites learn nothing of where somebody comes from. The hub's own must: App Service refuses a form of a signed-in browser that comes with neither Origin nor Referer.
        headers.CacheControl = "no-store";
        return keys.Ready(protection, http.RequestAborted);
    }

    /// <summary>The person who uses the page; null when nobody is signed in.</summary>
    public async Task<Caller?> CallerOf(HttpContext http)
    {
        var caller = await tokens.ValidateSignIn(settings.IsLocal ? http.Request.Cookies[Cookie] : http.Request.Headers[PlatformToken].ToString(), http.RequestAborted);
        if (caller is not null)
        {
            // A form is good for whom it was given to.
            http.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim("sub", $"{caller.Organisation}/{caller.Subject}")], "hub"));
        }

        return caller;
    }

    /// <summary>To the sign-in page, and from there back to what was asked for.</summary>
    public void AskToSignIn(HttpContext http)
    {
        var wanted = HttpMethods.IsGet(http.Request.Method) ? $"?return={Uri.EscapeDataString(http.Request.Path + http.Request.QueryString)}" : "";
        http.Response.Redirect(settings.IsLocal
            ? $"{SignInPath}{wanted}"
            : $"/.auth/login/aad?post_login_redirect_uri={Uri.EscapeDataString(HttpMethods.IsGet(http.Request.Method) ? http.Request.Path + http.Request.QueryString : PageEndpoints.Start)}");
    }

    /// <summary>Whether a person's browser asks for something to look at, and there are pages.</summary>
    public bool IsBrowser(HttpContext http) =>
        settings.HasPages && HttpMethods.IsGet(http.Request.Method) && http.Request.Headers.Authorization.Count == 0
        && http.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal);

    /// <summary>The link in an alert is a case's address for systems: a browser that follows it is led to the case's page. Null for anybody else.</summary>
    public string? PageInsteadOf(HttpContext http) =>
        IsBrowser(http) && http.GetEndpoint() is RouteEndpoint { RoutePattern.RawText: "/hub/cases/{id}" }
        && CaseId.TryParse(http.Request.RouteValues["id"] as string, out var id) ? $"/hub/case/{id}" : null;

    /// <summary>Signs a persona of a local hub in.</summary>
    public void SignIn(HttpContext http, Persona persona, string organisation)
    {
        var token = LocalTokens.Issue(
            LocalTokens.LoadOrCreateKey(LocalTokens.KeyPath(settings.DataFolder)), persona, organisation, $"local-{persona.Name}", realTime.Now, Lifetime, LocalTokens.PagesAudience);
        http.Response.Cookies.Append(Cookie, token, Options(Lifetime));
    }

    public void SignOut(HttpContext http) => http.Response.Cookies.Delete(Cookie, Options(null));

    /// <summary>Only a local hub gives it out. Lax: a link in an alert may lead to a case; no other site's form brings it.</summary>
    private static CookieOptions Options(TimeSpan? age) => new() { HttpOnly = true, SameSite = SameSiteMode.Lax, Path = "/hub", IsEssential = true, MaxAge = age };
}
