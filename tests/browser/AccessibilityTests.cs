using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace IntegrationHub.Browser.Tests;

/// <summary>Every page in its states: nothing that axe finds, nothing wider than a phone, light enough, and a picture of each to look at.</summary>
[Collection(BrowserStack.Name)]
public sealed partial class AccessibilityTests(BrowserStack stack)
{
    private const int MostRequests = 3;
    private const int MostBytes = 100 * 1024;

    /// <summary>A4, in CSS pixels.</summary>
    private const int PrintedWidth = 794;

    /// <summary>Name of the picture, who looks, and how to get there.</summary>
    public static TheoryData<string, string> Pages => new()
    {
        { "sign-in", "" },
        { "sign-in-error", "" },
        { "worklist", "health" },
        { "worklist-filtered", "health" },
        { "worklist-empty", "health" },
        { "worklist-not-found", "health" },
        { "worklist-nothing-selected", "health" },
        { "case-health", "health" },
        { "case-health-forms", "health" },
        { "case-health-error", "health" },
        { "case-complete", "health" },
        { "case-ceha-forms", "designated-doctor" },
        { "case-sign-off", "designated-doctor" },
        { "case-sign-off-error", "designated-doctor" },
        { "fhir", "health" },
        { "my-cases", "social-care" },
        { "case-council", "social-care" },
        { "case-council-forms", "social-care" },
        { "case-council-error", "social-care" },
        { "timeliness", "manager" },
        { "timeliness-open", "manager" },
        { "timeliness-published", "manager" },
        { "timeliness-month", "social-care" },
        { "timeliness-empty", "manager" },
        { "timeliness-error", "health" },
        { "caseload-error", "manager" },
        { "caseload", "manager" },
        { "caseload-published", "manager" },
        { "data-quality", "manager" },
        { "data-quality-published", "manager" },
        { "cases-behind", "manager" },
        { "cases-behind-health", "health" },
        { "cases-behind-none", "manager" },
        { "audit-sample", "manager" },
        { "audit-sample-drawn", "manager" },
        { "audit-sample-error", "manager" },
        { "operations", "operations" },
        { "operations-messages", "operations" },
        { "operations-message", "operations" },
        { "operations-message-error", "operations" },
        { "operations-content", "operations" },
        { "refused", "manager" },
        { "missing", "health" },
    };

    [Fact]
    public async Task What_would_keep_somebody_out_is_found()
    {
        var page = await stack.Open();
        await page.SetContentAsync("<main><h1>A page</h1><img src='a.png'><p style='color:#ccc;background:#fff'>Faint</p><input></main>");

        var found = await Axe.Run(page);

        Assert.Empty(new[] { "image-alt", "color-contrast", "label", "html-has-lang" }.Except(found.Select(violation => violation.Id)));
        Assert.Contains("a.png", found.Single(violation => violation.Id == "image-alt").ToString(), StringComparison.Ordinal);
        await page.Context.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task A_page_keeps_nobody_out_on_a_screen_or_a_phone(string name, string persona)
    {
        var page = persona.Length == 0 ? await stack.Open() : await stack.StillSignedIn(persona);
        await Go(page, name);
        Assert.Equal(1, await page.Locator("h1").CountAsync());
        Assert.DoesNotMatch(Names(), await page.TitleAsync());
        Assert.DoesNotMatch(Names(), page.Url);
        foreach (var (width, kind) in new[] { (1280, "screen"), (375, "phone"), (320, "narrow") })
        {
            await page.SetViewportSizeAsync(width, 900);
            var across = await page.EvaluateAsync<int>("document.documentElement.scrollWidth");
            Assert.True(across <= width, $"{name} is {across} wide at {width}");
            if (kind != "narrow")
            {
                await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(stack.Screens, $"{name}-{kind}.png"), FullPage = true });
            }

            if (kind == "screen")
            {
                await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(stack.Screens, $"{name}-top.png"), Clip = new Clip { Width = width, Height = 900 } });
            }

            if (kind != "phone")
            {
                var found = await Axe.Run(page);
                Assert.True(found.Count == 0, $"{name} at {width}: {string.Join('\n', found)}");
            }
        }

        await page.Context.DisposeAsync();
    }

    [Theory]
    [InlineData("worklist", "health")]
    [InlineData("case-health", "health")]
    [InlineData("my-cases", "social-care")]
    [InlineData("case-council", "social-care")]
    [InlineData("timeliness", "manager")]
    [InlineData("caseload", "manager")]
    [InlineData("data-quality", "manager")]
    [InlineData("cases-behind", "manager")]
    [InlineData("audit-sample-drawn", "manager")]
    [InlineData("operations", "operations")]
    public async Task A_page_is_light_and_asks_nobody_else(string name, string persona)
    {
        var page = await stack.StillSignedIn(persona);
        await Go(page, name);
        var address = page.Url;
        var fresh = await stack.Browser.NewContextAsync(new BrowserNewContextOptions { StorageState = await page.Context.StorageStateAsync() });
        var other = await fresh.NewPageAsync();
        var requests = new List<IRequest>();
        other.RequestFinished += (_, request) => requests.Add(request);
        await other.GotoAsync(address, new PageGotoOptions { WaitUntil = WaitUntilState.NetworkIdle });

        var bytes = 0;
        foreach (var request in requests)
        {
            var sizes = await request.SizesAsync();
            bytes += sizes.ResponseBodySize + sizes.ResponseHeadersSize;
        }

        Assert.All(requests, request => Assert.StartsWith(stack.Hub.Process.BaseAddress.ToString(), request.Url, StringComparison.Ordinal));
        Assert.True(requests.Count <= MostRequests && bytes <= MostBytes, string.Create(CultureInfo.InvariantCulture, $"{name}: {requests.Count} requests, {bytes} bytes"));
        await File.AppendAllTextAsync(Path.Combine(stack.Screens, "weights.txt"), string.Create(CultureInfo.InvariantCulture, $"{name}: {requests.Count} requests, {bytes} bytes\n"));
    }

    [Theory]
    [InlineData("worklist", "health")]
    [InlineData("case-health", "health")]
    [InlineData("timeliness", "manager")]
    [InlineData("caseload", "manager")]
    [InlineData("data-quality", "manager")]
    [InlineData("cases-behind", "manager")]
    [InlineData("audit-sample-drawn", "manager")]
    [InlineData("operations", "operations")]
    public async Task Printed_a_page_shows_what_is_to_be_read_and_nothing_to_click(string name, string persona)
    {
        var page = await stack.StillSignedIn(persona);
        await Go(page, name);
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print });

        Assert.False(await page.Locator("nav[aria-label=Menu]").IsVisibleAsync());
        Assert.Equal(0, await page.Locator("main button:visible").CountAsync());
        Assert.True(await page.Locator("main table").First.IsVisibleAsync());

        // No addresses after links, nothing beyond the right edge, and a long table begins where it stands.
        await page.SetViewportSizeAsync(PrintedWidth, 900);
        Assert.True(await page.EvaluateAsync<bool>("[...document.querySelectorAll('main a')].every(link => getComputedStyle(link, '::after').content === 'none')"));
        Assert.True(await page.EvaluateAsync<bool>("[...document.querySelectorAll('main table')].every(table => getComputedStyle(table).breakInside === 'auto')"));
        Assert.Empty(await page.EvaluateAsync<string[]>($"[...document.querySelectorAll('main *')].filter(part => part.getBoundingClientRect().right > {PrintedWidth} && part.checkVisibility()).map(part => part.tagName + '.' + part.getAttribute('class'))"));
        await page.PdfAsync(new PagePdfOptions { Path = Path.Combine(stack.Screens, $"{name}-printed.pdf"), Format = "A4" });
    }

    [Theory]
    [InlineData("worklist", "health")]
    [InlineData("case-health", "health")]
    [InlineData("timeliness", "manager")]
    [InlineData("caseload", "manager")]
    [InlineData("data-quality", "manager")]
    [InlineData("cases-behind", "manager")]
    [InlineData("audit-sample-drawn", "manager")]
    [InlineData("operations", "operations")]
    public async Task With_forced_colours_and_with_letters_four_times_as_large_it_stays_whole(string name, string persona)
    {
        var page = await stack.StillSignedIn(persona);
        await Go(page, name);
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { ForcedColors = ForcedColors.Active });
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(stack.Screens, $"{name}-forced-colours.png"), FullPage = true });
        Assert.DoesNotContain(await Axe.Run(page), violation => violation.Id != "color-contrast");

        // 400 % zoom of a window that is 1280 wide leaves 320 (WCAG 1.4.10).
        await page.SetViewportSizeAsync(320, 256);
        Assert.True(await page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= 320);
    }

    private async Task Go(IPage page, string name)
    {
        switch (name)
        {
            case "sign-in": await page.GotoAsync("/hub/sign-in"); break;
            case "sign-in-error":
                await page.GotoAsync("/hub/sign-in");
                await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
                break;
            case "worklist-filtered": await page.GotoAsync("/hub/worklist?siblings=any&act=health"); break;
            case "worklist-empty": await page.GotoAsync("/hub/worklist?pathway=neonatal"); break;
            case "worklist-not-found":
                await page.GetByLabel("Find a child").FillAsync("nobody");
                await page.GetByRole(AriaRole.Button, new() { Name = "Find" }).ClickAsync();
                break;
            case "worklist-nothing-selected": await page.GetByRole(AriaRole.Button, new() { Name = "Receive", Exact = true }).ClickAsync(); break;
            case "case-health": await Case(page, "LCS-2026-004"); break;
            case "case-health-forms":
                await Case(page, "LCS-2026-003");
                await OpenAll(page);
                break;
            case "case-health-error":
                await Case(page, "LCS-2026-003");
                await page.GetByText("Return the two documents").ClickAsync();
                await page.GetByRole(AriaRole.Button, new() { Name = "Return both" }).ClickAsync();
                break;
            case "case-complete":
                await page.GotoAsync("/hub/worklist?show=all");
                await Case(page, "LCS-2026-001");
                break;
            case "case-ceha-forms":
                await Case(page, (await stack.NewCehaCase(isAgreed: true, isReturned: false)).Subject);
                await OpenAll(page);
                break;
            case "case-sign-off" or "case-sign-off-error":
                await Case(page, (await stack.NewCehaCase(isAgreed: true, isReturned: true)).Subject);
                await OpenAll(page);
                if (name.EndsWith("error", StringComparison.Ordinal))
                {
                    await page.GetByRole(AriaRole.Button, new() { Name = "Sign off", Exact = true }).ClickAsync();
                }

                break;
            case "fhir":
                await Case(page, "LCS-2026-004");
                await page.GotoAsync($"{page.Url}/fhir/Task");
                break;
            case "case-council": await Case(page, "LCS-2026-002"); break;
            case "case-council-forms":
                await Case(page, "LCS-2026-002");
                await OpenAll(page);
                break;
            case "case-council-error":
                await Case(page, "LCS-2026-002");
                await page.GetByText("Record consent").First.ClickAsync();
                await page.GetByRole(AriaRole.Button, new() { Name = "Record consent" }).ClickAsync();
                break;
            case "timeliness-open":
                await page.GotoAsync("/hub/timeliness");
                await OpenAll(page);
                break;
            case "timeliness-published": await page.GotoAsync("/hub/timeliness?suppress=5"); break;
            case "timeliness-month": await page.GotoAsync("/hub/timeliness?from=2026-11-01&to=2026-11-20"); break;
            case "timeliness-empty": await page.GotoAsync("/hub/timeliness?from=2024-04-01&to=2025-03-31"); break;
            case "timeliness-error": await page.GotoAsync("/hub/timeliness?from=2026-11-20&to=2026-11-01"); break;
            case "caseload-error": await page.GotoAsync("/hub/caseload?from=1066-10-14&to=2026-11-01&suppress=5"); break;
            case "caseload-published": await page.GotoAsync("/hub/caseload?suppress=5"); break;
            case "data-quality-published": await page.GotoAsync("/hub/data-quality?suppress=5"); break;
            case "cases-behind" or "cases-behind-health":
                await page.GotoAsync("/hub/caseload");
                await page.GetByRole(AriaRole.Link, new() { Name = "looked after now" }).ClickAsync();
                break;
            case "cases-behind-none": await page.GotoAsync("/hub/cases-behind?pathway=neonatal"); break;
            case "audit-sample-drawn": await page.GotoAsync("/hub/audit-sample?seed=1&size=5"); break;
            case "audit-sample-error": await page.GotoAsync("/hub/audit-sample?size=none&draw=yes"); break;
            case "timeliness" or "caseload" or "data-quality" or "audit-sample": await page.GotoAsync($"/hub/{name}"); break;
            case "operations-messages": await page.GotoAsync("/hub/operations/messages"); break;
            case "operations-message": await Message(page); break;
            case "operations-message-error":
                await Message(page);
                await page.GetByText("Discard it", new() { Exact = true }).ClickAsync();
                await page.GetByRole(AriaRole.Button, new() { Name = "Discard it for good" }).ClickAsync();
                break;
            case "operations-content":
                await Message(page);
                await page.GetByRole(AriaRole.Link, new() { Name = "Read what it says" }).ClickAsync();
                break;
            case "refused": await page.GotoAsync("/hub/worklist"); break;
            case "missing": await page.GotoAsync("/hub/case/825-aaaaaaaaaaaaaaaaaaaaaaaaaa"); break;
        }
    }

    private static async Task Case(IPage page, string reference)
    {
        await page.GetByLabel("Find a child").FillAsync(reference);
        await page.GetByRole(AriaRole.Button, new() { Name = "Find" }).ClickAsync();
        await page.WaitForURLAsync("**/hub/case/**");
    }

    private static async Task Message(IPage page)
    {
        await page.GotoAsync("/hub/operations/messages");
        await page.GetByRole(AriaRole.Link, new() { Name = "invalid-notification" }).First.ClickAsync();
    }

    private static Task OpenAll(IPage page) => page.EvaluateAsync("document.querySelectorAll('details').forEach(details => details.open = true)");

    [GeneratedRegex("Avery|Testchild|9990000018|LCS-")]
    private static partial Regex Names();
}
