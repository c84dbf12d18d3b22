using System.Net;
using System.Text.Json.Nodes;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Pages;
using IntegrationHub.Functions.Security;
using IntegrationHub.Functions.Tests.Kit;
using IntegrationHub.Functions.Tests.Reliability;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace IntegrationHub.Functions.Tests.Pages;

/// <summary>Who sees which page, and what a signed-in browser can and can't do.</summary>
[Collection(TestStack.Name)]
public sealed class PageAccessTests(TestStack stack, SharedInProcessHub shared) : IClassFixture<SharedInProcessHub>
{
    private const string NoCase = "825-aaaaaaaaaaaaaaaaaaaaaaaaaa";

    private TestHub Hub => stack.Shared;

    /// <summary>Every page and form, with who may use it.</summary>
    public static TheoryData<string, string, string> Pages => new()
    {
        { "GET", "hub", "social-care health designated-doctor manager operations" },
        { "GET", "hub/start", "social-care health designated-doctor manager operations" },
        { "POST", "hub/sign-out", "social-care health designated-doctor manager operations" },
        { "GET", "hub/worklist", "health designated-doctor" },
        { "GET", "hub/worklist/csv", "health designated-doctor" },
        { "POST", "hub/worklist/find", "health designated-doctor" },
        { "POST", "hub/worklist/act", "health designated-doctor" },
        { "GET", "hub/my-cases", "social-care" },
        { "GET", "hub/my-cases/csv", "social-care" },
        { "POST", "hub/my-cases/find", "social-care" },
        { "GET", "hub/timeliness", "social-care health designated-doctor manager" },
        { "GET", "hub/timeliness/csv", "social-care health designated-doctor manager" },
        { "GET", "hub/timeliness/reviews/csv", "social-care health designated-doctor manager" },
        { "GET", "hub/caseload", "social-care health designated-doctor manager" },
        { "GET", "hub/caseload/csv", "social-care health designated-doctor manager" },
        { "GET", "hub/data-quality", "social-care health designated-doctor manager" },
        { "GET", "hub/data-quality/csv", "social-care health designated-doctor manager" },
        { "GET", "hub/audit-sample", "social-care health designated-doctor manager" },
        { "GET", "hub/audit-sample/csv", "social-care health designated-doctor manager" },
        { "GET", "hub/cases-behind", "social-care health designated-doctor manager" },
        { "GET", "hub/cases-behind/csv", "social-care health designated-doctor manager" },
        { "GET", "hub/case/{id}", "social-care health designated-doctor" },
        { "GET", "hub/case/{id}/documents/{documentId}", "social-care health designated-doctor" },
        { "GET", "hub/case/{id}/fhir/ServiceRequest", "health designated-doctor" },
        { "GET", "hub/case/{id}/fhir/Task", "health designated-doctor" },
        { "GET", "hub/case/{id}/fhir/Patient", "health designated-doctor" },
        { "GET", "hub/case/{id}/fhir/Consent", "health designated-doctor" },
        { "POST", "hub/case/{id}/receive", "health designated-doctor" },
        { "POST", "hub/case/{id}/accept", "health designated-doctor" },
        { "POST", "hub/case/{id}/start", "health designated-doctor" },
        { "POST", "hub/case/{id}/reject", "health designated-doctor" },
        { "POST", "hub/case/{id}/book", "health designated-doctor" },
        { "POST", "hub/case/{id}/attended", "health designated-doctor" },
        { "POST", "hub/case/{id}/not-attended", "health designated-doctor" },
        { "POST", "hub/case/{id}/cancel", "health designated-doctor" },
        { "POST", "hub/case/{id}/return", "health designated-doctor" },
        { "POST", "hub/case/{id}/return-ceha", "health designated-doctor" },
        { "POST", "hub/case/{id}/sign-off", "designated-doctor" },
        { "POST", "hub/case/{id}/consent", "social-care" },
        { "POST", "hub/case/{id}/papers", "social-care" },
        { "POST", "hub/case/{id}/reason", "social-care" },
        { "POST", "hub/case/{id}/provider", "social-care" },
        { "POST", "hub/case/{id}/ceha", "social-care" },
        { "POST", "hub/case/{id}/upload", "social-care" },
        { "POST", "hub/case/{id}/acknowledge", "social-care health designated-doctor" },
        { "GET", "hub/operations", "operations" },
        { "POST", "hub/operations/acknowledge", "operations" },
        { "GET", "hub/operations/messages", "operations" },
        { "GET", "hub/operations/messages/{id}", "operations" },
        { "GET", "hub/operations/messages/{id}/content", "operations" },
        { "POST", "hub/operations/messages/{id}/replay", "operations" },
        { "POST", "hub/operations/messages/{id}/discard", "operations" },
    };

    [Fact]
    public void The_table_names_every_page_and_no_other()
    {
        var mapped = shared.Hub.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<Page>() is not null && endpoint.Metadata.GetMetadata<Requires>()!.Operation != Operation.Anyone)
            .SelectMany(endpoint => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods.Select(method => $"{method} {endpoint.RoutePattern.RawText!.TrimStart('/')}"));

        Assert.Equal(Pages.Select(row => $"{row[0]} {row[1]}").Order(StringComparer.Ordinal), mapped.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Each_page_lets_its_roles_in_and_no_others(string method, string path, string allowed)
    {
        path = path.Replace("{id}", NoCase, StringComparison.Ordinal).Replace("{documentId}", "x", StringComparison.Ordinal);
        using var stranger = new PageClient(Hub);
        var asked = method == "GET" ? await stranger.Get(path) : await stranger.Post(path);
        Assert.Equal((302, true), (asked.Status, asked.Location!.StartsWith("/hub/sign-in", StringComparison.Ordinal)));
        foreach (var persona in Personas.All)
        {
            using var client = await PageClient.SignedIn(Hub, persona.Name);
            var status = (method == "GET" ? await client.Get(path) : await client.Post(path)).Status;
            Assert.True((status != 403) == allowed.Split(' ').Contains(persona.Name), $"{persona.Name} got {status}");

            // A form without its token is refused whoever sends it.
            Assert.True(method == "GET" || status is 400 or 403, $"{persona.Name} got {status}");
        }
    }

    [Fact]
    public async Task A_session_opens_no_api_and_a_bearer_token_no_page()
    {
        using var client = await PageClient.SignedIn(Hub, "health");
        Assert.Equal(200, (await client.Get("hub/worklist")).Status);
        foreach (var path in new[] { "hub/cases", "hub/fhir/Task", $"hub/cases/{NoCase}/chronology" })
        {
            Assert.Equal(401, (await client.Get(path)).Status);
        }

        Assert.Equal(401, (await client.Post("hub/notifications")).Status);
        Assert.EndsWith("/hub/sign-in?return=%2Fhub%2Fworklist", (await Hub.Get("hub/worklist", Hub.Health)).Message.RequestMessage!.RequestUri!.ToString(), StringComparison.Ordinal);

        // What the cookie holds is no token for an API either.
        var session = client.Cookies.GetCookies(new Uri(Hub.Process.BaseAddress, "hub"))["hub-session"]!;
        Assert.Equal(401, (await Hub.Get("hub/fhir/Task", session.Value)).Status);
        Assert.True(session.HttpOnly);
    }

    [Fact]
    public async Task A_form_is_good_only_with_its_token_and_only_for_whom_it_was_given_to()
    {
        var caseId = (await Hub.Notify(Sample.BecameLookedAfter(Sample.NewSubject()))).CaseId;
        using var one = await PageClient.SignedIn(Hub, "health");
        using var other = await PageClient.SignedIn(Hub, "designated-doctor");
        var page = $"hub/case/{caseId}";
        var fields = PageClient.Hidden((await one.Get(page)).Html, $"{page}/receive");
        await other.Get(page);

        Assert.Equal(400, (await one.Post($"{page}/receive", [.. fields.Where(field => field.Name != "form-token")])).Status);
        Assert.Equal(400, (await other.Post($"{page}/receive", [.. fields])).Status);
        Assert.Equal("requested", await StatusOf(caseId));
        Assert.Equal(302, (await one.Post($"{page}/receive", [.. fields])).Status);
        Assert.Equal("received", await StatusOf(caseId));
    }

    [Fact]
    public async Task Every_page_says_that_nothing_of_it_is_kept_framed_or_run()
    {
        using var client = await PageClient.SignedIn(Hub, "health");
        foreach (var path in new[] { "hub/worklist", "hub/worklist/csv", "hub/timeliness", "hub/timeliness/csv", "hub/caseload", "hub/data-quality", "hub/audit-sample?seed=1", "hub/cases-behind", "hub/cases-behind/csv", "hub/sign-in", $"hub/case/{NoCase}", "hub/my-cases" })
        {
            var answer = await client.Get(path);
            Assert.True(answer.Header("Cache-Control").Contains("no-store", StringComparison.Ordinal), path);
            Assert.Contains("default-src 'none'", answer.Header("Content-Security-Policy"), StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'none'", answer.Header("Content-Security-Policy"), StringComparison.Ordinal);
            Assert.Equal(("same-origin", "nosniff"), (answer.Header("Referrer-Policy"), answer.Header("X-Content-Type-Options")));
            Assert.DoesNotContain("<script", answer.Html, StringComparison.Ordinal);
            Assert.DoesNotContain(" style=", answer.Html, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_neighbours_case_looks_like_one_that_does_not_exist()
    {
        var caseId = (await Hub.Notify(Sample.BecameLookedAfter(Sample.NewSubject()))).CaseId;
        foreach (var (persona, organisation) in new[] { ("social-care", "826"), ("health", "RTH") })
        {
            using var client = await PageClient.SignedIn(Hub, persona, organisation);
            Assert.Equal(404, (await client.Get($"hub/case/{caseId}")).Status);
            var list = persona == "health" ? "hub/worklist" : "hub/my-cases";
            Assert.DoesNotContain(caseId, (await client.Get($"{list}?show=all")).Html, StringComparison.Ordinal);
            var found = await client.Send(list, $"{list}/find", ("find", "9990000018"));
            Assert.Equal(422, found.Status);
            Assert.DoesNotContain(caseId, found.Html, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_browser_that_follows_the_link_of_an_alert_comes_to_the_cases_page_and_a_system_gets_no_page()
    {
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = Hub.Process.BaseAddress };
        using var request = new HttpRequestMessage(HttpMethod.Get, $"hub/cases/{NoCase}");
        request.Headers.Accept.ParseAdd("text/html,application/xhtml+xml");
        var answer = await browser.SendAsync(request);

        Assert.Equal((302, $"/hub/case/{NoCase}"), ((int)answer.StatusCode, answer.Headers.Location!.ToString()));
        Assert.Equal(401, (await Hub.Get($"hub/cases/{NoCase}", null)).Status);
        Assert.Equal(401, (await Hub.Get($"hub/cases/{NoCase}", null, ("Accept", "application/json"))).Status);
    }

    [Theory]
    [InlineData("hub/worklst")]
    [InlineData("hub/case")]
    public async Task A_browser_that_mistypes_an_address_gets_a_page_and_a_system_gets_a_problem(string address)
    {
        using var browser = new HttpClient { BaseAddress = Hub.Process.BaseAddress };
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Accept.ParseAdd("text/html,application/xhtml+xml");
        var page = await browser.SendAsync(request);

        Assert.Equal((404, "text/html"), ((int)page.StatusCode, page.Content.Headers.ContentType!.MediaType));
        Assert.Contains("Page not found", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        var problem = await Hub.Get(address, null);
        Assert.Equal((404, "application/problem+json"), (problem.Status, problem.Message.Content.Headers.ContentType!.MediaType));
    }

    [Fact]
    public async Task Signing_out_ends_it_and_signing_in_leads_only_to_the_hubs_own_pages()
    {
        using var client = await PageClient.SignedIn(Hub, "health");
        Assert.Equal("/hub/sign-in", (await client.Send("hub/worklist", "hub/sign-out")).Location);
        Assert.Equal(302, (await client.Get("hub/worklist")).Status);
        foreach (var elsewhere in new[] { "https://evil.example", "//evil.example", "/hub/../../x\\evil", "/elsewhere" })
        {
            using var other = new PageClient(Hub);
            var fields = PageClient.Hidden((await other.Get($"hub/sign-in?return={WebUtility.UrlEncode(elsewhere)}")).Html, "hub/sign-in");
            Assert.Equal("/hub/start", (await other.Post("hub/sign-in", [.. fields, ("persona", "health")])).Location);
        }
    }

    [Fact]
    public async Task What_pages_showed_and_did_is_in_the_audit()
    {
        await using var hub = await stack.StartHub();
        var caseId = (await hub.Notify(Sample.BecameLookedAfter(Sample.NewSubject()))).CaseId;
        using var client = await PageClient.SignedIn(hub, "health");
        await client.Get("hub/worklist");
        await client.Send($"hub/case/{caseId}", $"hub/case/{caseId}/receive");
        var lines = new List<JsonNode>();
        foreach (var name in await hub.BlobNames("audit"))
        {
            var text = (await hub.Blobs.GetBlobContainerClient("audit").GetBlobClient(name).DownloadContentAsync()).Value.Content.ToString();
            lines.AddRange(text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!));
        }

        Assert.Contains(lines, line => (string)line["operation"]! == "SeeWorklist" && line["shownCases"]!.AsArray().Any(id => (string)id! == caseId));
        Assert.Contains(lines, line => (string)line["operation"]! == "SeeCase" && (string?)line["caseId"] == caseId);
        Assert.Contains(lines, line => (string)line["route"]! == "/hub/fhir/Task/{id}" && (string)line["method"]! == "PUT" && (string?)line["subject"] == "local-health");
    }

    private async Task<string> StatusOf(string caseId) => (string)(await Hub.Get($"hub/fhir/Task/{caseId}", Hub.Health)).Json["status"]!;
}
