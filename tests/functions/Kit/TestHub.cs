using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using IntegrationHub.Functions.Security;
using IntegrationHub.LocalStack;

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

/// <summary>A hub process under test, spoken to only from outside: HTTP, queues, and a look into its storage.</summary>
public sealed class TestHub : IAsyncDisposable
{
    private readonly HttpClient http;
    private readonly string dataFolder;

    private TestHub(HubProcess process, string connectionString, string dataFolder)
    {
        Process = process;
        ConnectionString = connectionString;
        this.dataFolder = dataFolder;
        http = new HttpClient { BaseAddress = process.BaseAddress, Timeout = TimeSpan.FromSeconds(60) };
        Blobs = new BlobServiceClient(connectionString);
        Queues = new QueueServiceClient(connectionString, new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 });
    }

    public HubProcess Process { get; }

    public string ConnectionString { get; }

    public BlobServiceClient Blobs { get; }

    public QueueServiceClient Queues { get; }

    /// <summary>What the hub logs.</summary>
    public string LogFile => Path.Combine(dataFolder, "hub.log");

    public string SocialCare => Token("social-care");

    public string Health => Token("health");

    public static async Task<TestHub> Start(string connectionString, string dataFolder, (string Name, string? Value)[] settings, bool waitUntilReady = true)
    {
        Directory.CreateDirectory(dataFolder);
        var environment = LocalHubSettings.For(
            FreePort.Next(), dataFolder, connectionString, settings.Select(setting => new KeyValuePair<string, string?>(setting.Name, setting.Value)));
        var process = await HubProcess.StartAsync(Repository.HubExecutable(), environment, Path.Combine(dataFolder, "hub.log"));
        var hub = new TestHub(process, connectionString, dataFolder);
        if (waitUntilReady)
        {
            await hub.UntilReady();
        }

        return hub;
    }

    public Task UntilReady() => Eventually.Holds("the hub is ready", async () => (await Get("hub/health/ready", null)).Status == 200);

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

    /// <summary>All messages that stand on a queue, as JSON, without taking them off.</summary>
    public async Task<IReadOnlyList<JsonNode>> Peek(string queue)
    {
        var messages = await Queues.GetQueueClient(queue).PeekMessagesAsync(32);
        return [.. messages.Value.Select(message => JsonNode.Parse(message.Body.ToString())!)];
    }

    public async Task<IReadOnlyList<string>> BlobNames(string container, string prefix = "")
    {
        var names = new List<string>();
        await foreach (var blob in Blobs.GetBlobContainerClient(container).GetBlobsAsync(prefix: prefix))
        {
            names.Add(blob.Name);
        }

        return names;
    }

    public async Task<JsonNode> StoredCase(string caseId)
    {
        var blob = await Blobs.GetBlobContainerClient("cases").GetBlobClient($"{caseId[..3]}/{caseId}.json").DownloadContentAsync();
        return JsonSerializer.Deserialize<JsonNode>(blob.Value.Content.ToString())!;
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await Process.DisposeAsync();
    }
}
