using Microsoft.Playwright;

namespace IntegrationHub.Browser.Tests;

/// <summary>What people do on pages, by mouse and by keyboard.</summary>
internal static class Acts
{
    private const int MostStops = 200;

    public static async Task<string> Downloaded(IPage page, string link)
    {
        var waiting = page.WaitForDownloadAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = link }).First.ClickAsync();
        return (await waiting).SuggestedFilename;
    }

    public static async Task Find(IPage page, string subject)
    {
        await page.GetByLabel("Find a child").FillAsync(subject);
        await page.GetByRole(AriaRole.Button, new() { Name = "Find" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = $"Case {subject}", Exact = true })).ToBeVisibleAsync();
    }

    public static Task Open(IPage page, string form) => page.Locator("summary", new() { HasText = form }).ClickAsync();

    public static async Task Press(IPage page, string button, string done)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator(".nhsuk-notification-banner")).ToContainTextAsync(done);
    }

    public static Task<string> Focused(IPage page) => page.EvaluateAsync<string>("document.activeElement.textContent.trim()");

    public static Task TabTo(IPage page, string id) => Tab(page, $"document.activeElement.id === '{id}'", id);

    public static Task TabToText(IPage page, string text) => Tab(page, $"document.activeElement.textContent.trim() === '{text}'", text);

    /// <summary>Tabs until a condition in the page's script holds.</summary>
    public static async Task Tab(IPage page, string isThere, string wanted)
    {
        for (var stops = 0; stops < MostStops; stops++)
        {
            if (await page.EvaluateAsync<bool>(isThere))
            {
                return;
            }

            await page.Keyboard.PressAsync("Tab");
        }

        Assert.Fail($"No tab leads to {wanted}.");
    }

    public static FilePayload Pdf(string what) => new()
    {
        Name = $"{what}.pdf",
        MimeType = "application/pdf",
        Buffer = System.Text.Encoding.ASCII.GetBytes($"%PDF-1.4\n% {what}\n%%EOF\n"),
    };
}
