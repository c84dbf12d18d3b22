using IntegrationHub.Functions.Cases;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Pages.Layout;
using IntegrationHub.Functions.Security;

namespace IntegrationHub.Functions.Pages.SignIn;

/// <summary>Sign in as one of the personas (local mode), sign out, and the way to the pages of one's role.</summary>
internal static class SignInEndpoints
{
    public static void Map(IEndpointRouteBuilder app, HubSettings settings)
    {
        app.MapGet(PageEndpoints.Start, Begin).WithMetadata(new Requires(Operation.UsePages));
        app.MapPost("/hub/sign-out", SignOut).WithMetadata(new Requires(Operation.UsePages));
        if (settings.IsLocal)
        {
            app.MapGet("/hub", Begin).WithMetadata(new Requires(Operation.UsePages));
            app.MapGet(PageSessions.SignInPath, Show).WithMetadata(new Requires(Operation.Anyone));
            app.MapPost(PageSessions.SignInPath, SignIn).WithMetadata(new Requires(Operation.Anyone));
        }
    }

    private static IResult Begin(HttpContext http)
    {
        var first = PageFrame.SectionsOf(VisibleCases.CallerOf(http)).FirstOrDefault();
        return first is not null
            ? Results.LocalRedirect(first.Path)
            : PageAnswers.Ok<StartPage>(new { Frame = PageFrame.Of(http, "Welcome") });
    }

    private static IResult Show(HttpContext http) => PageAnswers.Ok<SignInPage>(new
    {
        Frame = PageFrame.Of(http, "Sign in"),
        Personas = Personas.All,
        Return = ReturnOf(http.Request.Query["return"]),
    });

    private static async Task<IResult> SignIn(HttpContext http, PageSessions sessions, CancellationToken cancel)
    {
        var form = await http.Request.ReadFormAsync(cancel);
        var persona = Personas.Find(form["persona"].ToString());
        var organisation = form["organisation"].ToString().Trim();
        var faults = new List<PageError>();
        if (persona is null)
        {
            faults.Add(new PageError("persona-0", "Choose who you are"));
        }

        if (organisation.Length > 12 || !organisation.All(char.IsAsciiLetterOrDigit))
        {
            faults.Add(new PageError("organisation", "The organisation is a code of up to 12 letters and digits, such as 825 or RXQ"));
        }

        if (faults.Count > 0)
        {
            return PageAnswers.Ok<SignInPage>(new
            {
                Frame = PageFrame.Of(http, "Sign in") with { Errors = faults, Typed = form },
                Personas = Personas.All,
                Return = ReturnOf(form["return"]),
            }, 422);
        }

        sessions.SignIn(http, persona!, organisation.Length > 0 ? organisation.ToUpperInvariant() : persona!.DefaultOrganisation);
        return Results.LocalRedirect(ReturnOf(form["return"]));
    }

    private static IResult SignOut(HttpContext http, PageSessions sessions, HubSettings settings)
    {
        sessions.SignOut(http);
        return Results.LocalRedirect(settings.IsLocal ? PageSessions.SignInPath : "/.auth/logout");
    }

    /// <summary>Only to a page of the hub's own.</summary>
    private static string ReturnOf(string? wanted) =>
        wanted is not null && wanted.StartsWith("/hub/", StringComparison.Ordinal) && !wanted.Contains('\\', StringComparison.Ordinal)
        && !wanted.Any(char.IsControl) ? wanted : PageEndpoints.Start;
}
