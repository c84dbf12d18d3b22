using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;

namespace IntegrationHub.Functions.Pages.Layout;

/// <summary>Pages as answers.</summary>
internal static class PageAnswers
{
    /// <param name="parameters">The component's, by name.</param>
    public static IResult Ok<TPage>(object parameters, int status = 200)
        where TPage : IComponent =>
        new RazorComponentResult<TPage>(parameters) { PreventStreamingRendering = true, StatusCode = status };

    /// <summary>What can't be done, as a page that says nothing of what is there.</summary>
    public static IResult Refused(int status, string correlation) => Ok<RefusedPage>(new { Status = status, Correlation = correlation }, status);
}
