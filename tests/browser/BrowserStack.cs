using System.Text.Json.Nodes;
using IntegrationHub.Functions.Tests.Kit;
using IntegrationHub.LocalStack;
using Microsoft.Playwright;

namespace IntegrationHub.Browser.Tests;

/// <summary>Azurite, a hub with some cases in every state, and the system's Chromium: one of each for all tests.</summary>
public sealed class BrowserStack : IAsyncLifetime
{
    public const string Name = "browser";

    /// <summary>The hub's today.</summary>
    public const string Now = "2026-11-20T09:00:00Z";

    private readonly string folder = Directory.CreateTempSubdirectory("hub-browser-").FullName;
    private readonly Dictionary<string, string> sessions = [];
    private IPlaywright playwright = null!;
    private Azurite azurite = null!;

    public TestHub Hub { get; private set; } = null!;

    public IBrowser Browser { get; private set; } = null!;

    /// <summary>Where pictures of pages go.</summary>
    public string Screens { get; } = Directory.CreateDirectory(Repository.PathOf(".local", "screens")).FullName;

    public async Task InitializeAsync()
    {
        playwright = await Playwright.CreateAsync();
        Browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Chromium.Path, Args = ["--no-sandbox", "--font-render-hinting=none", "--lang=en-GB"], Env = new Dictionary<string, string> { ["LANGUAGE"] = "en_GB" } });
        azurite = await Azurite.StartAsync(AzuriteOptions.OnFreePorts(Path.Combine(folder, "azurite")));
        Hub = await TestHub.Start(azurite.ConnectionString(), Path.Combine(folder, "hub"), [("HUB_NOW", "2026-10-20T09:00:00Z")]);
        await Story.Tell(Hub);
        await Hub.MoveClock(Now);
    }

    /// <summary>A page that is signed in as a persona, as wide as a screen or a phone.</summary>
    public async Task<IPage> SignedIn(string persona, int width = 1280, int height = 900)
    {
        var page = await Open(width, height);
        await page.GotoAsync("/hub/sign-in");
        await page.Locator($"input[value={persona}]").CheckAsync(new LocatorCheckOptions { Force = true });
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        return page;
    }

    /// <summary>Where a persona's work begins, for somebody who signed in before, whichever test that was.</summary>
    public async Task<IPage> StillSignedIn(string persona)
    {
        if (!sessions.TryGetValue(persona, out var session))
        {
            var first = await SignedIn(persona);
            sessions[persona] = session = await first.Context.StorageStateAsync();
            await first.Context.DisposeAsync();
        }

        var page = await Open(session: session);
        await page.GotoAsync("/hub/start");
        return page;
    }

    public async Task<IPage> Open(int width = 1280, int height = 900, string? session = null)
    {
        var context = await Browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = Hub.Process.BaseAddress.ToString(),
            ViewportSize = new ViewportSize { Width = width, Height = height },
            Locale = "en-GB",
            TimezoneId = "Europe/London",
            StorageState = session,
        });
        return await context.NewPageAsync();
    }

    /// <summary>A child whose case no other test touches.</summary>
    public async Task<(string Subject, string CaseId)> NewCase(string on = "2026-11-13", bool isReady = true)
    {
        var subject = Sample.NewSubject();
        var caseId = (await Hub.Notify(Sample.BecameLookedAfter(subject, on))).CaseId;
        if (isReady)
        {
            await Hub.Notify(At(Sample.Consent(subject, "2026-11-16")));
            await Hub.Notify(At(Sample.Paperwork(subject, "2026-11-16")));
        }

        return (subject, caseId);
    }

    /// <summary>A young person who declined the Initial Health Assessment as often as it takes: a Care Entry Health Assessment is offered.</summary>
    /// <param name="isAgreed">The social worker agreed to it.</param>
    /// <param name="isReturned">Its summary is back.</param>
    public async Task<(string Subject, string CaseId)> NewCehaCase(bool isAgreed, bool isReturned)
    {
        var (subject, caseId) = await NewCase();
        foreach (var on in new[] { "2026-11-17", "2026-11-18" })
        {
            await Hub.Notify(At(Sample.Event("uk.lac.assessment-declined.v1", subject, new JsonObject { ["on"] = on, ["by"] = "young-person" })));
        }

        if (isAgreed)
        {
            await Hub.Notify(At(Sample.Event("uk.lac.ceha-agreed.v1", subject, new JsonObject { ["on"] = "2026-11-19" })));
        }

        if (isReturned)
        {
            await Hub.Fhir(HttpMethod.Post, "/DocumentReference", Sample.Document(caseId, "ceha-summary", "seen"));
        }

        var status = (string)(await Hub.Case(caseId))["status"]!;
        Assert.Equal(isReturned ? "awaiting-sign-off" : isAgreed ? "ceha-agreed" : "ceha-offered", status);
        return (subject, caseId);
    }

    public async Task DisposeAsync()
    {
        await Browser.DisposeAsync();
        playwright.Dispose();
        await Hub.DisposeAsync();
        await azurite.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private static JsonObject At(JsonObject message)
    {
        message["time"] = "2026-11-19T08:30:00Z";
        return message;
    }
}

[CollectionDefinition(BrowserStack.Name)]
public sealed class BrowserCollection : ICollectionFixture<BrowserStack>;
