using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using IntegrationHub.Functions.Security;

namespace IntegrationHub.Functions.Tests.Kit;

/// <summary>What a request was answered.</summary>
public sealed record Answer(int Status, string Body, HttpResponseMessage Message)
{
    public JsonNode Json => JsonNode.Parse(Body) ?? throw new InvalidOperationException("The answer has no JSON body.");

    public string Code => (string)Json["code"]!;

    public string CaseId => (string)Json["caseId"]!;

    /// <summary>Faults as <c>pointer code</c>, sorted.</summary>
    public IReadOnlyList<string> Faults => [.. Json["errors"]!.AsArray().Select(fault => $"{fault!["pointer"]} {fault["code"]}").Order(StringComparer.Ordinal)];

    public string ETag => Message.Headers.ETag!.ToString();
}

/// <summary>Speaks to a hub by HTTP, as whoever it likes.</summary>
public class HubClient(Uri baseAddress, string dataFolder) : IDisposable
{
    private readonly HttpClient http = new() { BaseAddress = baseAddress, Timeout = TimeSpan.FromSeconds(60) };

    /// <summary>Where the hub keeps its own files.</summary>
    protected string DataFolder => dataFolder;

    public string SocialCare => Token("social-care");

    public string Health => Token("health");

    public string Token(string persona, string? organisation = null, TimeSpan? lifetime = null)
    {
        var known = Personas.Find(persona) ?? throw new ArgumentException("Unknown persona.", nameof(persona));
        return LocalTokens.Issue(
            LocalTokens.LoadOrCreateKey(LocalTokens.KeyPath(dataFolder)), known, organisation ?? known.DefaultOrganisation, $"test-{persona}",
            TimeProvider.System.GetUtcNow(), lifetime ?? TimeSpan.FromHours(1));
    }

    public Task<Answer> Get(string path, string? token, params (string Name, string Value)[] headers) => Send(HttpMethod.Get, path, token, null, headers);

    public Task<Answer> Notify(JsonNode notification, string? token = null) =>
        Send(HttpMethod.Post, "hub/notifications", token ?? SocialCare, Content(notification.ToJsonString(), "application/cloudevents+json"));

    public Task<Answer> Fhir(HttpMethod method, string path, JsonNode body, params (string Name, string Value)[] headers) =>
        Send(method, $"hub/fhir{path}", Health, Content(body.ToJsonString(), "application/fhir+json"), headers);

    /// <summary>Posts what the Functions host would post.</summary>
    public Task<Answer> Trigger(string function, string envelope) => Send(HttpMethod.Post, function, null, Content(envelope, "application/json"));

    public async Task MoveClock(string now) =>
        Assert.Equal(200, (await Send(HttpMethod.Put, "hub/local/clock", null, Content($$"""{"now":"{{now}}"}""", "application/json"))).Status);

    public async Task<Answer> Send(HttpMethod method, string path, string? token, HttpContent? content, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        var response = await http.SendAsync(request);
        return new Answer((int)response.StatusCode, await response.Content.ReadAsStringAsync(), response);
    }

    public static StringContent Content(string body, string mediaType) => new(body, Encoding.UTF8, MediaTypeHeaderValue.Parse(mediaType).MediaType!);

    /// <summary>Reads the whole chronology of a case as its council.</summary>
    public async Task<JsonArray> Facts(string caseId) => (await Get($"hub/cases/{caseId}/chronology", SocialCare)).Json["facts"]!.AsArray();

    public async Task<JsonArray> Alerts(string caseId) => (await Get($"hub/cases/{caseId}/alerts", SocialCare)).Json["alerts"]!.AsArray();

    public async Task<JsonNode> Case(string caseId) => (await Get($"hub/cases/{caseId}", SocialCare)).Json;

    /// <summary>State of one key date of a case view.</summary>
    public static string StateOf(JsonNode caseView, string keyDate) =>
        (string)caseView["keyDates"]!.AsArray().First(entry => (string)entry!["keyDate"]! == keyDate)!["state"]!;

    public void Dispose()
    {
        http.Dispose();
        GC.SuppressFinalize(this);
    }
}
