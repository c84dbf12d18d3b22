using IntegrationHub.Functions.Tests.Kit;
using Microsoft.Playwright;
using static IntegrationHub.Browser.Tests.Acts;

namespace IntegrationHub.Browser.Tests;

/// <summary>
/// The Designated Doctor's job: what the health team does, and signing Care Entry Health Assessments off, which nobody else may; and seeing from the figures to the cases
/// that their assessments are good and in time.
/// </summary>
[Collection(BrowserStack.Name)]
public sealed class DoctorStoryTests(BrowserStack stack)
{
    private const string WithAlerts = "LCS-2026-002";

    [Fact]
    public async Task By_mouse_a_care_entry_health_assessment_goes_from_agreement_to_sign_off()
    {
        var (subject, caseId) = await stack.NewCehaCase(isAgreed: false, isReturned: false);
        var council = await stack.SignedIn("social-care");
        await Find(council, subject);
        await Open(council, "Agree to a Care Entry Health Assessment");
        await Press(council, "Record the agreement", "The agreement is recorded.");

        var doctor = await stack.SignedIn("designated-doctor");
        await Find(doctor, subject);
        await Press(doctor, "Receive the referral", "The referral is received.");
        await Press(doctor, "Accept the referral", "The referral is accepted.");
        await Open(doctor, "Return the Care Entry Health Assessment summary");
        await doctor.GetByRole(AriaRole.Button, new() { Name = "Return the summary" }).ClickAsync();
        await Assertions.Expect(doctor.Locator("#ceha-error")).ToContainTextAsync("Choose the file with the summary");
        await doctor.GetByLabel("Care Entry Health Assessment summary", new() { Exact = true }).SetInputFilesAsync(Pdf("ceha"));
        await doctor.GetByLabel("Who wrote it").FillAsync("Nurse Sample");
        await Press(doctor, "Return the summary", "The designated doctor has to sign it off.");

        // The health team sees that it waits for the doctor, and can't sign off in the doctor's place.
        var health = await stack.SignedIn("health");
        await Find(health, subject);
        await Assertions.Expect(health.GetByText("Designated doctor: Sign the Care Entry Health Assessment off")).ToBeVisibleAsync();
        Assert.Equal(0, await health.Locator("form[action$='/sign-off']").CountAsync());

        await doctor.GotoAsync("/hub/worklist?status=awaiting-sign-off");
        await doctor.Locator($"a[href='/hub/case/{caseId}']").ClickAsync();
        Assert.Equal("ceha.pdf", await Downloaded(doctor, "Care Entry Health Assessment summary"));
        await Open(doctor, "Sign the Care Entry Health Assessment off");
        await doctor.GetByLabel("Your GMC number").FillAsync("12");
        await doctor.GetByRole(AriaRole.Button, new() { Name = "Sign off", Exact = true }).ClickAsync();
        Assert.Equal("12", await doctor.GetByLabel("Your GMC number").InputValueAsync());
        await Assertions.Expect(doctor.Locator("#gmc-error")).ToContainTextAsync("Enter your GMC number, seven digits");
        await doctor.GetByLabel("Your GMC number").FillAsync("9999998");
        await Press(doctor, "Sign off", "The Care Entry Health Assessment is signed off. Social care is told.");

        Assert.Equal("completed", (string)(await stack.Hub.Case(caseId))["status"]!);
        await Eventually.Holds("the page says that social care was told", async () =>
        {
            await doctor.ReloadAsync();
            return await doctor.Locator("tr", new() { HasText = "The Care Entry Health Assessment is signed off, with links" }).GetByText("Sent on ").CountAsync() == 1;
        });
        await Open(doctor, "The FHIR behind it");
        await doctor.GetByRole(AriaRole.Link, new() { Name = "Task", Exact = true }).ClickAsync();
        await Assertions.Expect(doctor.Locator("main pre")).ToContainTextAsync("ceha-sign-off");
    }

    [Fact]
    public async Task By_mouse_the_doctor_acknowledges_an_alert_and_gets_from_a_figure_to_a_case_and_to_a_sample()
    {
        var page = await stack.SignedIn("designated-doctor");
        await Find(page, WithAlerts);
        await page.Locator("form[action$='/acknowledge'] button").First.ClickAsync();
        await Assertions.Expect(page.Locator(".nhsuk-notification-banner")).ToContainTextAsync("The alert is acknowledged.");

        await page.GetByRole(AriaRole.Link, new() { Name = "Data quality" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "with an overdue assessment" }).ClickAsync();
        Assert.Equal("cases-behind.csv", await Downloaded(page, "Download as CSV"));
        await page.Locator("a.hub-reference").First.ClickAsync();
        await page.WaitForURLAsync("**/hub/case/**");
        await page.GetByRole(AriaRole.Link, new() { Name = "Audit sample" }).ClickAsync();
        await page.GetByLabel("How many cases").FillAsync("2");
        await page.GetByRole(AriaRole.Button, new() { Name = "Draw a sample" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Questions to each" })).ToBeVisibleAsync();
        await page.Locator("a.hub-reference").First.ClickAsync();
        await page.WaitForURLAsync("**/hub/case/**");
    }

    [Fact]
    public async Task By_keyboard_alone_the_doctor_finds_what_waits_for_sign_off_signs_it_and_acknowledges_an_alert()
    {
        var (subject, caseId) = await stack.NewCehaCase(isAgreed: true, isReturned: true);
        var page = await stack.Open();
        await page.GotoAsync("/hub/sign-in");
        await TabTo(page, "persona-0");
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/hub/worklist");

        await TabTo(page, "find");
        await page.Keyboard.TypeAsync(subject);
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/hub/case/**");
        await TabToText(page, "Receive the referral");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**?done=receive");
        await TabToText(page, "Sign the Care Entry Health Assessment off");
        await page.Keyboard.PressAsync("Enter");
        await TabTo(page, "gmc");
        await page.Keyboard.TypeAsync("1");
        await page.Keyboard.PressAsync("Enter");

        // What was wrong is read first; its link leads to the field.
        await page.WaitForURLAsync("**/sign-off");
        Assert.True(await page.EvaluateAsync<bool>("document.activeElement.classList.contains('nhsuk-error-summary')"));
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");
        Assert.Equal("gmc", await page.EvaluateAsync<string>("document.activeElement.id"));
        await page.Keyboard.PressAsync("Control+A");
        await page.Keyboard.TypeAsync("9999998");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**?done=sign-off");
        Assert.Equal("completed", (string)(await stack.Hub.Case(caseId))["status"]!);

        await page.GotoAsync("/hub/worklist");
        await TabTo(page, "find");
        await page.Keyboard.TypeAsync(WithAlerts);
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/hub/case/**");
        await Tab(page, "document.activeElement.matches(\"form[action$='/acknowledge'] button\")", "an alert");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**?done=acknowledge");
    }
}
