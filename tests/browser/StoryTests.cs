using Microsoft.Playwright;
using static IntegrationHub.Browser.Tests.Acts;

namespace IntegrationHub.Browser.Tests;

/// <summary>Each role does its whole job on the pages: once by mouse, and once by keyboard alone.</summary>
[Collection(BrowserStack.Name)]
public sealed class StoryTests(BrowserStack stack)
{
    [Fact]
    public async Task By_mouse_a_referral_goes_from_consent_to_collected_documents()
    {
        var (subject, caseId) = await stack.NewCase(isReady: false);
        var council = await stack.SignedIn("social-care");
        await Find(council, subject);
        await Open(council, "Record consent");
        await council.GetByLabel("Consent is given").CheckAsync();
        await council.GetByLabel("A parent", new() { Exact = true }).CheckAsync();
        await Press(council, "Record consent", "The consent is recorded.");
        foreach (var kind in new[] { "consent-form", "part-a" })
        {
            await Open(council, "Upload a paper");
            await council.GetByLabel("What it is").SelectOptionAsync(kind);
            await council.GetByLabel("File").SetInputFilesAsync(Pdf(kind));
            await Press(council, "Upload", "The paper is uploaded.");
        }

        var health = await stack.SignedIn("health");
        await Find(health, subject);
        await Press(health, "Receive the referral", "The referral is received.");
        await Press(health, "Accept the referral", "The referral is accepted.");
        await Open(health, "Book an appointment");
        await health.GetByLabel("Date", new() { Exact = true }).FillAsync("2026-11-20");
        await health.GetByLabel("Time").FillAsync("08:00");
        await Press(health, "Book", "The appointment is booked.");
        await Press(health, "The child was seen", "The child was seen: it is recorded.");
        await Open(health, "Return the two documents");
        await health.GetByLabel("Health assessment summary").SetInputFilesAsync(Pdf("summary"));
        await health.GetByLabel("Health care plan").SetInputFilesAsync(Pdf("plan"));
        await health.GetByLabel("Who assessed").FillAsync("Dr Sample");
        await health.GetByLabel("GMC number").FillAsync("9999999");
        await Press(health, "Return both", "The documents are returned to social care.");

        await council.ReloadAsync();
        var waiting = council.WaitForDownloadAsync();
        await council.GetByRole(AriaRole.Link, new() { Name = "Health care plan" }).ClickAsync();
        Assert.EndsWith(".pdf", (await waiting).SuggestedFilename, StringComparison.Ordinal);
        Assert.Equal("completed", (string)(await stack.Hub.Case(caseId))["status"]!);
        var facts = (await stack.Hub.Facts(caseId)).Select(fact => (string)fact!["data"]!["type"]!).ToList();
        Assert.Contains("document-collected", facts);
    }

    [Fact]
    public async Task What_was_typed_is_still_there_after_an_error_and_the_error_leads_to_its_field()
    {
        var (subject, caseId) = await stack.NewCase();
        foreach (var status in new[] { "received", "accepted" })
        {
            var task = await stack.Hub.Get($"hub/fhir/Task/{caseId}", stack.Hub.Health);
            var body = task.Json;
            body["status"] = status;
            await stack.Hub.Fhir(HttpMethod.Put, $"/Task/{caseId}", body, ("If-Match", task.ETag));
        }

        var page = await stack.SignedIn("health");
        await Find(page, subject);
        await Open(page, "Book an appointment");
        await page.GetByLabel("Date", new() { Exact = true }).FillAsync("2026-11-27");
        await page.GetByLabel("Minutes").FillAsync("45");
        await page.GetByRole(AriaRole.Button, new() { Name = "Book", Exact = true }).ClickAsync();

        Assert.Equal("2026-11-27", await page.GetByLabel("Date", new() { Exact = true }).InputValueAsync());
        Assert.Equal("45", await page.GetByLabel("Minutes").InputValueAsync());
        Assert.True(await page.EvaluateAsync<bool>("document.activeElement.classList.contains('nhsuk-error-summary')"));
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");
        Assert.Equal("time", await page.EvaluateAsync<string>("document.activeElement.id"));
        Assert.Contains("Enter the time of the appointment", await page.Locator("#time-error").InnerTextAsync(), StringComparison.Ordinal);

        await Open(page, "Reject or refer on");
        await page.GetByLabel("Why").SelectOptionAsync("other");
        await page.GetByRole(AriaRole.Button, new() { Name = "Reject", Exact = true }).ClickAsync();
        Assert.Equal("other", await page.GetByLabel("Why").InputValueAsync());

        await Open(page, "Return the two documents");
        await page.GetByLabel("Health care plan").SetInputFilesAsync(Pdf("plan"));
        await page.GetByLabel("Who assessed").FillAsync("Dr Sample");
        await page.GetByRole(AriaRole.Button, new() { Name = "Return both" }).ClickAsync();
        Assert.Equal("Dr Sample", await page.GetByLabel("Who assessed").InputValueAsync());
        Assert.True(await page.GetByText("Files can't be kept: choose them again.").IsVisibleAsync());

        var council = await stack.SignedIn("social-care");
        await Find(council, subject);
        await Open(council, "Record consent");
        await council.GetByLabel("Consent is given").CheckAsync();
        await council.GetByRole(AriaRole.Button, new() { Name = "Record consent" }).ClickAsync();
        Assert.True(await council.GetByLabel("Consent is given").IsCheckedAsync());
        await council.GetByRole(AriaRole.Link, new() { Name = "Say who gave consent" }).ClickAsync();
        Assert.Equal("givenBy", await council.EvaluateAsync<string>("document.activeElement.name"));
    }

    [Fact]
    public async Task By_keyboard_alone_operations_find_a_parked_message_and_discard_it()
    {
        await Story.Park(stack.Hub, "2026-11-18");
        var page = await stack.SignedIn("operations");
        await page.GotoAsync("/hub/operations/messages");
        var before = await page.Locator("tbody tr").CountAsync();
        await Tab(page, "document.activeElement.matches('tbody a')", "a message");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("main summary")).ToBeVisibleAsync();
        await Tab(page, "document.activeElement.matches('main summary')", "the form");
        await page.Keyboard.PressAsync("Enter");
        await TabTo(page, "reason");
        await page.Keyboard.TypeAsync("Sent again, corrected");
        await page.Keyboard.PressAsync("Enter");
        await page.GetByText("The message is put away, its content removed.").WaitForAsync();
        await page.GotoAsync("/hub/operations/messages");
        Assert.Equal(before - 1, await page.Locator("tbody tr").CountAsync());
    }

    [Fact]
    public async Task By_mouse_operations_take_an_alarm_in_hand_replay_a_message_read_it_and_discard_it()
    {
        var page = await stack.SignedIn("operations");
        await page.GotoAsync("/hub/operations");
        var alarm = page.GetByRole(AriaRole.Button, new() { Name = "I have it in hand" });
        if (await alarm.CountAsync() > 0)
        {
            await alarm.First.ClickAsync();
            await Assertions.Expect(page.GetByText("In hand", new() { Exact = true }).First).ToBeVisibleAsync();
        }

        await page.GotoAsync("/hub/operations/messages");
        var before = await page.Locator("tbody tr").CountAsync();
        await page.Locator("tbody a").First.ClickAsync();
        await Press(page, "Replay it", "The message is on its queue again.");

        // Nothing is mended: it fails again and is parked anew.
        await Functions.Tests.Kit.Eventually.Holds("it is parked again", async () =>
        {
            await page.GotoAsync("/hub/operations/messages");
            return await page.Locator("tbody tr").CountAsync() == before;
        });
        await page.Locator("tbody a").First.ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Read what it says" }).ClickAsync();
        await Assertions.Expect(page.Locator("main pre")).ToContainTextAsync("\"legalStatus\": \"ZZ\"");
        await page.GoBackAsync();
        await Open(page, "Discard it");
        await page.GetByLabel("Why").FillAsync("Sent again, corrected");
        await Press(page, "Discard it for good", "The message is put away, its content removed.");
    }

    [Fact]
    public async Task By_keyboard_alone_a_referral_is_found_received_accepted_and_booked()
    {
        var (subject, caseId) = await stack.NewCase();
        var page = await stack.Open();
        await page.GotoAsync("/hub/sign-in");
        await TabTo(page, "persona-0");
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/hub/worklist");

        // The first stop leads past the menu.
        await page.Keyboard.PressAsync("Tab");
        Assert.Equal("Skip to main content", await Focused(page));
        await page.Keyboard.PressAsync("Enter");
        await TabTo(page, "find");
        await page.Keyboard.TypeAsync(subject);
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/hub/case/**");
        foreach (var button in new[] { "Receive the referral", "Accept the referral" })
        {
            await TabToText(page, button);
            await page.Keyboard.PressAsync("Enter");
            await page.WaitForURLAsync("**?done=*");
            await page.GotoAsync($"/hub/case/{caseId}");
        }

        await TabToText(page, "Book an appointment");
        await page.Keyboard.PressAsync("Enter");

        // The same whether the browser writes days or months first, and twelve hours or twenty-four.
        await TabTo(page, "date");
        await page.Keyboard.TypeAsync("12122026");
        await TabTo(page, "time");
        await page.Keyboard.TypeAsync("0930a");
        await TabTo(page, "minutes");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**?done=book");
        Assert.Equal("appointment-booked", (string)(await stack.Hub.Case(caseId))["status"]!);
    }

    [Fact]
    public async Task By_keyboard_alone_social_care_finds_its_case_and_records_consent_and_papers()
    {
        var (subject, caseId) = await stack.NewCase(isReady: false);
        var page = await stack.Open();
        await page.GotoAsync("/hub/sign-in");
        await TabTo(page, "persona-0");
        await page.Keyboard.PressAsync("Space");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/hub/my-cases");
        await TabTo(page, "find");
        await page.Keyboard.TypeAsync(subject);
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/hub/case/**");
        await TabToText(page, "Record consent");
        await page.Keyboard.PressAsync("Enter");
        foreach (var choice in new[] { "status", "givenBy" })
        {
            await Tab(page, $"document.activeElement.name === '{choice}'", choice);
            await page.Keyboard.PressAsync("Space");
        }

        await TabTo(page, "on");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**?done=consent");
        await page.GotoAsync($"/hub/case/{caseId}");
        await TabToText(page, "The papers are complete");
        await page.Keyboard.PressAsync("Enter");
        await TabTo(page, "papersOn");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**?done=papers");
        var date = (await stack.Hub.Case(caseId))["keyDates"]!.AsArray().Single(one => (string)one!["keyDate"]! == "consent-and-paperwork-received")!;
        Assert.Equal("met", (string)date["state"]!);
    }

    [Fact]
    public async Task Several_children_are_received_in_one_go()
    {
        var (_, one) = await stack.NewCase("2026-11-16");
        var (_, other) = await stack.NewCase("2026-11-16");
        var page = await stack.SignedIn("health");
        await Eventually(page, one, other);
        await page.Locator($"#pick-{one}").CheckAsync(new LocatorCheckOptions { Force = true });
        await page.Locator($"#pick-{other}").CheckAsync(new LocatorCheckOptions { Force = true });
        await page.GetByRole(AriaRole.Button, new() { Name = "Receive", Exact = true }).ClickAsync();

        await Assertions.Expect(page.GetByText("Done for every child you selected.")).ToBeVisibleAsync();
        foreach (var id in new[] { one, other })
        {
            Assert.Equal("received", (string)(await stack.Hub.Get($"hub/fhir/Task/{id}", stack.Hub.Health)).Json["status"]!);
        }
    }

    [Fact]
    public async Task By_mouse_a_manager_gets_from_a_figure_to_its_cases_and_back_and_takes_the_file()
    {
        var page = await stack.SignedIn("manager");
        await page.WaitForURLAsync("**/hub/timeliness");
        await page.GetByRole(AriaRole.Link, new() { Name = "This financial year" }).ClickAsync();
        await page.WaitForURLAsync("**/hub/timeliness?from=2026-04-01&to=2026-11-20");
        var column = page.Locator("svg.hub-chart a").Last;
        Assert.Contains("November 2026: ", await column.TextContentAsync(), StringComparison.Ordinal);
        await column.ClickAsync();
        await Assertions.Expect(page.Locator("#found")).ToContainTextAsync("became looked after from 1 November 2026 to 20 November 2026");
        Assert.Equal(0, await page.Locator("a.hub-reference").CountAsync());
        await page.GetByRole(AriaRole.Link, new() { Name = "Back to timeliness" }).ClickAsync();
        await page.WaitForURLAsync("**/hub/timeliness?from=2026-04-01&to=2026-11-20");
        Assert.Equal("timeliness-2026-04-01-to-2026-11-20.csv", await Downloaded(page, "Download as CSV"));

        await page.GetByRole(AriaRole.Link, new() { Name = "Audit sample" }).ClickAsync();
        await page.GetByLabel("How many cases").FillAsync("3");
        await page.GetByRole(AriaRole.Button, new() { Name = "Draw a sample" }).ClickAsync();
        await page.WaitForURLAsync("**size=3&seed=*");
        Assert.EndsWith(".csv", await Downloaded(page, "Download as CSV: a line for each case and question"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task By_keyboard_alone_a_manager_chooses_a_period_and_opens_what_is_overdue()
    {
        var page = await stack.SignedIn("manager");
        await TabToText(page, "Another period, one provider, or for publication");
        await page.Keyboard.PressAsync("Enter");
        await TabTo(page, "from");
        await page.Keyboard.TypeAsync("10102026");
        await TabTo(page, "suppress");
        await page.Keyboard.PressAsync("Space");
        await TabToText(page, "Show this");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/hub/timeliness?from=2026-10-10&to=2026-11-20&suppress=5");
        await TabToText(page, "Data quality");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/hub/data-quality");
        await Tab(page, "document.activeElement.tagName === 'A' && document.activeElement.textContent.includes('with an overdue assessment')", "the overdue assessments");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/hub/cases-behind?*");
        await Assertions.Expect(page.Locator("#found")).ToContainTextAsync("assessment overdue");
    }

    private static async Task Eventually(IPage page, params string[] ids) => await Functions.Tests.Kit.Eventually.Holds("the new cases are listed", async () =>
    {
        await page.GotoAsync("/hub/worklist?siblings=any");
        return (await Task.WhenAll(ids.Select(id => page.Locator($"#pick-{id}").CountAsync()))).All(count => count == 1);
    });
}
