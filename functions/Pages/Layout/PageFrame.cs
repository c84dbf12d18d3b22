using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Security;
using Microsoft.AspNetCore.Antiforgery;

namespace IntegrationHub.Functions.Pages.Layout;

/// <summary>Something that stands in the way of what a form asked for.</summary>
/// <param name="Field">Id of the field it is about; null when it is about none.</param>
/// <param name="Text">A sentence that says what to do.</param>
public sealed record PageError(string? Field, string Text);

/// <summary>A page of the navigation.</summary>
public sealed record PageSection(string Path, string Name, Operation Needs);

/// <summary>What stands around every page. Nothing in it names a child: titles and addresses are kept by browsers.</summary>
/// <param name="Title">Of the browser's tab.</param>
/// <param name="Path">Where the page is, without its query.</param>
public sealed record PageFrame(string Title, string Path)
{
    /// <summary>All pages of the navigation, whoever may see them.</summary>
    private static readonly PageSection[] All =
    [
        new("/hub/worklist", "Worklist", Operation.SeeWorklist),
        new("/hub/my-cases", "My cases", Operation.SeeMyCases),
        new("/hub/timeliness", "Timeliness", Operation.ReadReports),
        new("/hub/caseload", "Caseload", Operation.ReadReports),
        new("/hub/data-quality", "Data quality", Operation.ReadReports),
        new("/hub/audit-sample", "Audit sample", Operation.ReadReports),
        new("/hub/operations", "Operations", Operation.SeeOperations),
    ];

    /// <summary>Such as <c>Health team, RXQ</c>; null when nobody is signed in.</summary>
    public string? SignedInAs { get; init; }

    public IReadOnlyList<PageSection> Sections { get; init; } = [];

    /// <summary>Name and value of the hidden field that every form carries.</summary>
    public (string Name, string Value) FormToken { get; init; }

    /// <summary>The page before this one in the order of things.</summary>
    public (string Path, string Name)? Back { get; init; }

    public IReadOnlyList<PageError> Errors { get; init; } = [];

    /// <summary>The form that was sent and not accepted: its fields show again what was typed. Null when none was.</summary>
    public IFormCollection? Typed { get; init; }

    /// <summary>What was just done.</summary>
    public string? Done { get; init; }

    public static IReadOnlyList<PageSection> SectionsOf(Caller caller) => [.. All.Where(section => Access.MayAsk(caller, section.Needs))];

    /// <summary>What was typed into a field, or what stands there otherwise.</summary>
    public string? ValueOf(string name, string? otherwise = null) => Typed?.TryGetValue(name, out var typed) == true ? typed.ToString() : otherwise;

    public bool IsChosen(string name, string value) => Typed?.TryGetValue(name, out var typed) == true && typed.Contains(value);

    public string? ErrorOf(string field) => Errors.FirstOrDefault(error => error.Field == field)?.Text;

    public static PageFrame Of(HttpContext http, string title)
    {
        var caller = http.Features.Get<RequestContext>()?.Caller;
        var tokens = http.RequestServices.GetRequiredService<IAntiforgery>().GetAndStoreTokens(http);
        http.Response.Headers.CacheControl = "no-store";
        return new PageFrame(title, http.Request.Path)
        {
            SignedInAs = caller is null ? null : $"{Words.Roles(caller.Roles)}, {caller.Organisation}",
            Sections = caller is null ? [] : SectionsOf(caller),
            FormToken = (tokens.FormFieldName, tokens.RequestToken!),
        };
    }
}
