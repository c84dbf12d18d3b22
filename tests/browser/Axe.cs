using System.Text.Json;
using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace IntegrationHub.Browser.Tests;

/// <summary>A rule of axe that a page breaks.</summary>
/// <param name="Id">Of the rule.</param>
/// <param name="Nodes">The elements that break it.</param>
internal sealed record AxeViolation(string Id, string Help, IReadOnlyList<AxeViolation.Node> Nodes)
{
    internal sealed record Node(string Html);

    public override string ToString() => $"{Id}: {Help}: {string.Join(" | ", Nodes.Select(node => node.Html).Take(3))}";
}

/// <summary>
/// axe on a page. Its own way to be called, and not that of its package for Playwright: that one opens another page for each run, and sends all that is well,
/// too, which takes four times as long. The pages have no frames, which is what it does that for.
/// </summary>
internal static class Axe
{
    private static readonly string Script = new BundledAxeScriptProvider().GetScript();

    public static async Task<IReadOnlyList<AxeViolation>> Run(IPage page)
    {
        await page.EvaluateAsync(Script);
        Assert.Equal(0, await page.Locator("iframe, frame").CountAsync());
        var violations = await page.EvaluateAsync<string>("async () => JSON.stringify((await axe.run(document, { resultTypes: ['violations'] })).violations)");
        return JsonSerializer.Deserialize<List<AxeViolation>>(violations, JsonSerializerOptions.Web)!;
    }
}
