using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Azure.Storage.Queues;
using IntegrationHub.LocalStack;
using IntegrationHub.Tools.Hub.DeployCheck;
using IntegrationHub.Tools.Hub.Local;

namespace IntegrationHub.Tooling.Tests;

/// <summary>`./hub deploy-check` against a local hub, with a stand-in for Service Bus, and against what is no hub.</summary>
public sealed class DeployCheckTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task An_invented_child_is_walked_through_a_hub_also_with_a_message_by_queue()
    {
        await using var hub = await LocalHub.StartAsync(LocalSettings.OnFreePorts(folder["hub"]), null, default);

        var (code, output) = await Check(hub.Settings.DataFolder, [], [$"{hub.Address}"]);
        Assert.True(code == 0, output);
        Assert.Contains("iha-summary, health-care-plan, as sent", output, StringComparison.Ordinal);
        Assert.Contains("consent              by HTTP", output, StringComparison.Ordinal);
        Assert.Contains("All 19 steps passed.", output, StringComparison.Ordinal);

        using var bus = Listen(out var address);
        var taken = TakeAsync(bus, hub.StorageConnectionString);
        (code, output) = await Check(
            hub.Settings.DataFolder, new() { [BusSender.AddressVariable] = address, [BusSender.TokenVariable] = "a-token" }, [$"{hub.Address}"]);
        Assert.True(code == 0, output);
        Assert.Contains("consent              by the queue lac-notifications", output, StringComparison.Ordinal);
        var (request, body) = await taken;
        Assert.Equal("POST /lac-notifications/messages Bearer a-token", request);
        Assert.Equal("uk.lac.consent-recorded.v1", (string)body["type"]!);
    }

    [Fact]
    public async Task Probes_alone_leave_nothing_behind_and_need_no_token()
    {
        using var hub = Listen(out var address);
        var asked = AnswerAsync(hub, request => request switch
        {
            "GET /hub/health/live" => (200, "{}"),
            "GET /hub/health/ready" => (200, """{"dependencies":[{"name":"blob-storage","status":"up"}]}"""),
            "GET /hub/fhir/metadata" => (200, """{"fhirVersion":"4.0.1"}"""),
            _ => (401, "{}"),
        });

        var (code, output) = await Check(folder.FullName, [], [address, "--probes"]);

        Assert.True(code == 0, output);
        Assert.Contains("blob-storage up", output, StringComparison.Ordinal);
        hub.Stop();
        Assert.Equal(["GET /hub/health/live", "GET /hub/health/ready", "GET /hub/fhir/metadata", "GET /hub/cases", "GET /hub/start"], await asked);
    }

    [Theory]
    [InlineData("GET /hub/health/ready", 503, """{"dependencies":[{"name":"blob-storage","status":"down"}]}""", "FAILED  ready                not within 1 s: blob-storage down")]
    [InlineData("GET /hub/fhir/metadata", 200, """{"fhirVersion":"5.0.0"}""", "no CapabilityStatement of FHIR 4.0.1")]
    [InlineData("GET /hub/cases", 200, "{}", "cases without a token are answered with 200, not 401")]
    [InlineData("GET /hub/cases", 401, "{}", "the start page is answered with 200 and leads to no sign-in")]
    public async Task The_first_step_that_fails_is_the_last(string at, int status, string body, string said)
    {
        using var hub = Listen(out var address);
        _ = AnswerAsync(hub, request => request == at ? (status, body)
            : request.StartsWith("GET /hub/health/", StringComparison.Ordinal) ? (200, "{}")
            : (200, """{"fhirVersion":"4.0.1"}"""));

        var (code, output) = await Check(folder.FullName, [], [address, "--probes", "--wait", "1"]);

        Assert.True(code == 1, output);
        Assert.Contains(said, output, StringComparison.Ordinal);
        Assert.DoesNotContain("All ", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"roles":["SocialCare.Notify"],"exp":4102444800,"org":"825"}""", null)]
    [InlineData("""{"roles":"SocialCare.Notify","exp":4102444800,"org":"825"}""", null)]
    [InlineData("""{"roles":["SocialCare.Read"],"exp":4102444800,"org":"825"}""", "lacks the role SocialCare.Notify")]
    [InlineData("""{"roles":["SocialCare.Notify"],"exp":946684800,"org":"825"}""", "has expired")]
    [InlineData("""{"roles":["SocialCare.Notify"],"exp":4102444800}""", "lacks the claim org")]
    public void What_a_token_lacks_is_named_before_anything_is_sent(string claims, string? fault)
    {
        var token = $"e30.{Convert.ToBase64String(Encoding.UTF8.GetBytes(claims)).TrimEnd('=').Replace('+', '-').Replace('/', '_')}.c2ln";
        var tokens = new CheckTokens(new Uri("https://hub.example/"), name => name == "HUB_CHECK_TOKEN_SOCIAL_CARE" ? token : null, folder.FullName);
        var now = new DateTimeOffset(2026, 11, 27, 9, 0, 0, TimeSpan.Zero);

        if (fault is null)
            Assert.Equal("825", tokens.OrganisationOf(CheckTokens.SocialCare, "SocialCare.Notify", now));
        else
            Assert.Contains(fault, Assert.Throws<CheckFailedException>(() => tokens.OrganisationOf(CheckTokens.SocialCare, "SocialCare.Notify", now)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, "not within 1 s: no answer", "http://127.0.0.1:9", "--probes", "--wait", "1")]
    [InlineData(2, "HUB_CHECK_TOKEN_SOCIAL_CARE", "https://hub.example")]
    [InlineData(2, "takes the hub's address", "hub")]
    [InlineData(2, "takes the hub's address")]
    public async Task What_was_typed_wrong_or_is_not_there_is_said(int exitCode, string said, params string[] typed)
    {
        var (code, output) = await Check(folder.FullName, [], typed);

        Assert.True(code == exitCode, output);
        Assert.Contains(said, output, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private static HttpListener Listen(out string address)
    {
        address = $"http://127.0.0.1:{FreePort.Next()}/";
        var listener = new HttpListener { Prefixes = { address } };
        listener.Start();
        return listener;
    }

    /// <summary>Takes one message as Service Bus does, and hands it to the queue that the local hub listens on.</summary>
    private static async Task<(string Request, JsonNode Body)> TakeAsync(HttpListener bus, string storage)
    {
        var context = await bus.GetContextAsync();
        using var reader = new StreamReader(context.Request.InputStream);
        var body = await reader.ReadToEndAsync();
        await new QueueClient(storage, "lac-notifications").SendMessageAsync(Convert.ToBase64String(Encoding.UTF8.GetBytes(body)));
        context.Response.StatusCode = JsonNode.Parse(context.Request.Headers["BrokerProperties"]!)!["MessageId"] is null ? 400 : 201;
        context.Response.Close();
        return ($"{context.Request.HttpMethod} {context.Request.Url!.AbsolutePath} {context.Request.Headers["Authorization"]}", JsonNode.Parse(body)!);
    }

    /// <summary>Answers until it is stopped; what was asked.</summary>
    private static async Task<IReadOnlyList<string>> AnswerAsync(HttpListener hub, Func<string, (int Status, string Body)> answer)
    {
        var asked = new List<string>();
        try
        {
            while (true)
            {
                var context = await hub.GetContextAsync();
                var request = $"{context.Request.HttpMethod} {context.Request.Url!.AbsolutePath}";
                asked.Add(request);
                var (status, body) = answer(request);
                context.Response.StatusCode = status;
                await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(body));
                context.Response.Close();
            }
        }
        catch (Exception stopped) when (stopped is HttpListenerException or ObjectDisposedException)
        {
            return asked;
        }
    }

    private static Task<(int Code, string Output)> Check(string dataFolder, Dictionary<string, string> variables, string[] typed) =>
        HubCommand.Run(variables.Append(new("HUB_DATA", dataFolder)), ["deploy-check", .. typed]);
}
