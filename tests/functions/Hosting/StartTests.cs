using System.Net;
using System.Net.NetworkInformation;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Tests.Kit;
using IntegrationHub.LocalStack;

namespace IntegrationHub.Functions.Tests.Hosting;

/// <summary>Starting: settings, the port, storage that is away.</summary>
[Collection(Waiting.Name)]
public sealed class StartTests(TestStack stack)
{
    [Fact]
    public void Everything_wrong_in_the_settings_is_named_at_once()
    {
        var settings = new Dictionary<string, string>
        {
            ["FUNCTIONS_CUSTOMHANDLER_PORT"] = "80000",
            ["HUB_NOW"] = "yesterday",
            ["HUB_ALERT_WEBHOOK"] = "ftp://somewhere",
            ["HUB_BROKER"] = "pigeon",
            ["HUB_RETENTION_DAYS"] = "a year",
        };

        var (read, faults) = HubSettings.Read(settings.GetValueOrDefault);

        Assert.Null(read);
        foreach (var name in new[] { "FUNCTIONS_CUSTOMHANDLER_PORT", "HUB_NOW", "HUB_ALERT_WEBHOOK", "HUB_BROKER", "HUB_RETENTION_DAYS", "AzureWebJobsStorage" })
        {
            Assert.Contains(faults, fault => fault.Contains(name, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void What_is_wrong_with_the_settings_of_delivery_is_named_without_repeating_a_secret()
    {
        var settings = new Dictionary<string, string>
        {
            ["AzureWebJobsStorage"] = "UseDevelopmentStorage=true",
            ["HUB_NOTIFY_URL"] = "http://notify.example",
            ["HUB_NOTIFY_API_KEY"] = "invented-key-without-uuids",
            ["HUB_NOTIFY_TEMPLATE"] = "invented-template",
            ["HUB_ALERT_WEBHOOK_SECRET"] = "too-short",
            ["HUB_ALERT_WEBHOOK"] = "http://hooks.example/workflow",
        };

        var (read, faults) = HubSettings.Read(settings.GetValueOrDefault);

        Assert.Null(read);
        Assert.Equal(5, faults.Count);
        foreach (var (name, value) in settings.Skip(1))
        {
            Assert.Contains(faults, fault => fault.StartsWith(name, StringComparison.Ordinal));
            Assert.DoesNotContain(faults, fault => fault.Contains(value, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Notify_needs_its_key_and_its_template_and_has_an_address_of_its_own()
    {
        var settings = new Dictionary<string, string>
        {
            ["AzureWebJobsStorage"] = "UseDevelopmentStorage=true",
            ["HUB_NOTIFY_API_KEY"] = "name-26785a09-ab16-4eb0-8407-a37497a57506-3d844edf-8d35-48ac-975b-e847b4f122b0",
        };
        Assert.Contains("HUB_NOTIFY_TEMPLATE", Assert.Single(HubSettings.Read(settings.GetValueOrDefault).Faults), StringComparison.Ordinal);

        settings["HUB_NOTIFY_TEMPLATE"] = "9d751e0e-f929-4891-82a1-a3e1c3c18ee3";
        var alerts = HubSettings.Read(settings.GetValueOrDefault).Settings!.Alerts;

        Assert.Equal("https://api.notifications.service.gov.uk/", alerts.NotifyUrl.ToString());
        Assert.NotNull(alerts.NotifyKey);
        Assert.NotNull(alerts.NotifyTemplate);
    }

    [Fact]
    public void People_sign_in_to_another_registration_than_the_APIs()
    {
        var settings = new Dictionary<string, string> { ["AzureWebJobsStorage"] = "UseDevelopmentStorage=true", ["HUB_AUTH_AUDIENCE"] = "one", ["HUB_AUTH_ISSUER"] = "https://login.example/v2.0", ["HUB_SIGN_IN_AUDIENCE"] = "one" };

        Assert.Contains("another registration", Assert.Single(HubSettings.Read(settings.GetValueOrDefault).Faults), StringComparison.Ordinal);
        settings["HUB_SIGN_IN_AUDIENCE"] = "other";
        Assert.Empty(HubSettings.Read(settings.GetValueOrDefault).Faults);
    }

    [Fact]
    public void Under_the_Functions_host_who_signs_tokens_must_be_said()
    {
        var settings = new Dictionary<string, string> { ["FUNCTIONS_CUSTOMHANDLER_PORT"] = "7071", ["AzureWebJobsStorage"] = "UseDevelopmentStorage=true", ["HUB_SCANNER"] = "off" };

        var (_, faults) = HubSettings.Read(settings.GetValueOrDefault);

        Assert.Contains("HUB_AUTH_ISSUER", Assert.Single(faults), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, false, null, true)]
    [InlineData(null, true, null, false)]
    [InlineData("off", true, null, true)]
    [InlineData("tcp://scanner:3310", true, "tcp://scanner:3310/", true)]
    [InlineData("tcp://scanner:3310", false, "tcp://scanner:3310/", true)]
    [InlineData("tcp://scanner", true, null, false)]
    [InlineData("http://scanner:3310", true, null, false)]
    [InlineData("none", false, null, false)]
    public void Under_the_Functions_host_it_must_be_said_who_scans_documents_or_that_nobody_does(string? value, bool underTheHost, string? expected, bool isGood)
    {
        var (settings, faults) = Read("HUB_SCANNER", value, underTheHost);

        Assert.Equal(isGood, settings is not null);
        Assert.Equal(expected, settings?.Scanner?.ToString());
        Assert.All(faults, fault => Assert.Contains("HUB_SCANNER", fault, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(null, true, 6000)]
    [InlineData(null, false, null)]
    [InlineData("600", false, 600)]
    [InlineData("9", true, null)]
    [InlineData("many", true, null)]
    public void How_many_requests_a_client_may_send_has_a_generous_default_under_the_host(string? value, bool underTheHost, int? expected)
    {
        var (settings, faults) = Read("HUB_RATE_PER_MINUTE", value, underTheHost);

        Assert.Equal(expected, settings?.RatePerMinute);
        Assert.All(faults, fault => Assert.StartsWith("HUB_RATE_PER_MINUTE", fault, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("hub.servicebus.windows.net", "https://hub.servicebus.windows.net/")]
    [InlineData("127.0.0.1:5300", "http://127.0.0.1:5300/")]
    [InlineData(null, null)]
    [InlineData("hub", null)]
    [InlineData("https://hub.servicebus.windows.net", null)]
    [InlineData("hub.servicebus.windows.net:5671", null)]
    [InlineData("hub.servicebus.windows.net/queue", null)]
    [InlineData("Endpoint=sb://hub.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey=AAAA", null)]
    public void Service_Bus_needs_the_host_name_of_its_namespace_and_nothing_else(string? name, string? expected)
    {
        var (settings, faults) = HubSettings.Read(setting => setting switch
        {
            "AzureWebJobsStorage" => "UseDevelopmentStorage=true",
            "HUB_BROKER" => "service-bus",
            "ServiceBus__fullyQualifiedNamespace" => name,
            _ => null,
        });

        Assert.Equal(expected, settings?.ServiceBus?.Address.ToString());
        Assert.Equal(expected is null ? 1 : 0, faults.Count);
        Assert.All(faults, fault => Assert.Contains("ServiceBus__fullyQualifiedNamespace", fault, StringComparison.Ordinal));
        Assert.All(faults, fault => Assert.DoesNotContain("AAAA", fault, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(null, 262144)]
    [InlineData("standard", 262144)]
    [InlineData("premium", 1048576)]
    [InlineData("basic", null)]
    public void The_tier_of_Service_Bus_says_how_large_a_message_may_be(string? tier, int? expected)
    {
        var (settings, faults) = HubSettings.Read(setting => setting switch
        {
            "AzureWebJobsStorage" => "UseDevelopmentStorage=true",
            "HUB_BROKER" => "service-bus",
            "ServiceBus__fullyQualifiedNamespace" => "hub.servicebus.windows.net",
            "HUB_SERVICE_BUS_TIER" => tier,
            _ => null,
        });

        Assert.Equal(expected, settings?.ServiceBus?.MostBytes);
        Assert.All(faults, fault => Assert.StartsWith("HUB_SERVICE_BUS_TIER", fault, StringComparison.Ordinal));
    }

    private static (HubSettings? Settings, IReadOnlyList<string> Faults) Read(string setting, string? value, bool underTheHost) => HubSettings.Read(name =>
        name == setting ? value : name switch
        {
            "HUB_SCANNER" => "off",
            "FUNCTIONS_CUSTOMHANDLER_PORT" => underTheHost ? "7071" : null,
            "AzureWebJobsStorage" => "UseDevelopmentStorage=true",
            "HUB_BROKER" => "storage-queues",
            "HUB_AUTH_ISSUER" or "HUB_AUTH_AUDIENCE" or "HUB_PUBLIC_URL" => "https://hub.example",
            _ => null,
        });

    [Fact]
    public async Task A_terminology_file_adds_its_codings_and_one_with_a_fault_lets_nothing_start()
    {
        var folder = stack.NewFolder();
        var good = Path.Combine(folder, "good.json");
        var bad = Path.Combine(folder, "bad.json");
        await File.WriteAllTextAsync(good, """
            {"codings":[{"system":"https://fhir.integrationhub.example/CodeSystem/pathway","code":"clinic","also":[{"system":"https://trust.example/pathways","code":"CLIN"}]}]}
            """);
        await File.WriteAllTextAsync(bad, """{"codings":[],"names":[]}""");

        await using var hub = await stack.StartHub(settings: ("HUB_TERMINOLOGY", good));
        var caseId = (await hub.Notify(Sample.BecameLookedAfter(Sample.NewSubject()))).CaseId;
        var category = (await hub.Get($"hub/fhir/ServiceRequest/{caseId}", hub.Health)).Json["category"]![0]!["coding"]!.AsArray();
        var refused = await Assert.ThrowsAsync<LocalStackException>(() => TestHub.Start(hub.ConnectionString, stack.NewFolder(), [("HUB_TERMINOLOGY", bad)]));

        Assert.Equal(["clinic", "CLIN"], category.Select(coding => (string)coding!["code"]!));
        Assert.Contains("/names", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_fault_of_every_policy_file_is_named_with_whatever_else_is_wrong_and_nothing_starts()
    {
        var folder = stack.NewFolder();
        await File.WriteAllTextAsync(Path.Combine(folder, "a.json"), """{"council":"825","provider":"RXQ"}""");
        await File.WriteAllTextAsync(Path.Combine(folder, "b.json"), """{"council":"825","provider":"RXQ","from":"2027-01-01","digestOver":0}""");
        var refused = await Assert.ThrowsAsync<LocalStackException>(() => TestHub.Start(
            stack.Shared.ConnectionString, stack.NewFolder(), [("HUB_POLICY", folder), ("HUB_BROKER", "pigeon")]));

        foreach (var expected in new[] { "HUB_BROKER", "HUB_POLICY: a.json /from: Is required. (required)", "HUB_POLICY: b.json /digestOver" })
        {
            Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("missing", "can't be read")]
    [InlineData("empty", "(no-policy-files)")]
    [InlineData("blob:Policies", "blob:{container}/{prefix}")]
    [InlineData("blob:", "blob:{container}/{prefix}")]
    [InlineData("blob:no-such-container/x", "can't be read")]
    [InlineData("blob:cases/no-such-prefix/", "(no-policy-files)")]
    public async Task Policies_that_are_not_where_they_are_said_to_be_let_nothing_start(string policies, string said)
    {
        var setting = policies switch
        {
            "missing" => Path.Combine(stack.NewFolder(), "nowhere"),
            "empty" => stack.NewFolder(),
            _ => policies,
        };
        var refused = await Assert.ThrowsAsync<LocalStackException>(() => TestHub.Start(stack.Shared.ConnectionString, stack.NewFolder(), [("HUB_POLICY", setting)]));

        Assert.Contains("HUB_POLICY", refused.Message, StringComparison.Ordinal);
        Assert.Contains(said, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Policies_may_lie_in_the_hubs_own_storage_account_under_a_prefix()
    {
        await using var first = await stack.StartHub();
        var container = first.Blobs.GetBlobContainerClient("policies");
        await container.CreateIfNotExistsAsync();
        await container.UploadBlobAsync("live/buckinghamshire/825.json", BinaryData.FromString("""{"council":"825","provider":"RXQ","from":"2026-01-01","keyDates":{"assessment-attended":{"targetWorkingDays":10}}}"""));
        await container.UploadBlobAsync("draft/825.json", BinaryData.FromString("not a policy"));

        await using var hub = await TestHub.Start(first.ConnectionString, stack.NewFolder(), [("HUB_NOW", "2026-11-02T09:00:00Z"), ("HUB_POLICY", "blob:policies/live/")]);
        var caseId = (await hub.Notify(Sample.BecameLookedAfter(Sample.NewSubject()))).CaseId;
        var attended = (await hub.Case(caseId))["keyDates"]!.AsArray().Single(entry => (string)entry!["keyDate"]! == "assessment-attended")!;
        var refused = await Assert.ThrowsAsync<LocalStackException>(() => TestHub.Start(first.ConnectionString, stack.NewFolder(), [("HUB_POLICY", "blob:policies")]));

        Assert.Equal("2026-11-13", (string)attended["dueOn"]!);
        Assert.Contains("draft/825.json", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_listens_on_loopback_only()
    {
        var port = stack.Shared.Process.BaseAddress.Port;
        var listeners = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Where(endpoint => endpoint.Port == port);

        Assert.Equal([IPAddress.Loopback], listeners.Select(endpoint => endpoint.Address));
        Assert.Equal(200, (await stack.Shared.Get("hub/health/live", null)).Status);
    }

    [Fact]
    public async Task Where_storage_lets_nobody_in_the_hub_goes_on_says_so_and_tries_again()
    {
        // A missing role: storage answers 403 until it is given, here by a key that isn't the account's.
        var account = stack.NewAccount();
        var refused = System.Text.RegularExpressions.Regex.Replace(account, "AccountKey=[^;]+", "AccountKey=bm90IHRoZSBrZXk=");
        await using var hub = await TestHub.Start(refused, stack.NewFolder(), [("HUB_NOW", "2026-11-02T09:00:00Z")], waitUntilReady: false);
        await Eventually.Holds("storage was tried twice", async () => hub.Process.HasExited || Tries(await File.ReadAllTextAsync(hub.LogFile)) > 1);

        Assert.False(hub.Process.HasExited);
        Assert.Equal(200, (await hub.Get("hub/health/live", null)).Status);
        var ready = await hub.Get("hub/health/ready", null);
        Assert.Equal(503, ready.Status);
        Assert.Contains("""{"name":"blob-storage","status":"down"}""", ready.Body, StringComparison.Ordinal);
        Assert.Equal("storage-unavailable", (await hub.Notify(Sample.BecameLookedAfter(Sample.NewSubject()))).Code);

        static int Tries(string log) => log.Split("Storage is not there yet: RequestFailedException 403").Length - 1;
    }

    [Fact]
    public async Task Without_storage_the_port_is_up_readiness_says_what_is_missing_and_nothing_is_promised()
    {
        var nowhere = $"DefaultEndpointsProtocol=http;AccountName=none;AccountKey=bm9uZQ==;BlobEndpoint=http://127.0.0.1:{FreePort.Next()}/none;QueueEndpoint=http://127.0.0.1:{FreePort.Next()}/none;";
        await using var hub = await TestHub.Start(nowhere, stack.NewFolder(), [("HUB_NOW", "2026-11-02T09:00:00Z")], waitUntilReady: false);

        var ready = await hub.Get("hub/health/ready", null);
        var refused = await hub.Notify(Sample.BecameLookedAfter(Sample.NewSubject()));

        Assert.Equal(503, ready.Status);
        Assert.Equal(["blob-storage down", "queue-storage down"], ready.Json["dependencies"]!.AsArray()
            .Where(entry => (string)entry!["status"]! == "down").Select(entry => $"{entry!["name"]} {entry["status"]}"));
        Assert.Equal((503, "storage-unavailable"), (refused.Status, refused.Code));
        Assert.NotNull(refused.Message.Headers.RetryAfter);
    }

    [Fact]
    public async Task Under_the_Functions_host_there_is_no_local_clock_and_no_pump()
    {
        await using var hub = await stack.StartHub();
        var environment = LocalHubSettings.For(FreePort.Next(), stack.NewFolder(), hub.ConnectionString, []);
        environment["FUNCTIONS_CUSTOMHANDLER_PORT"] = environment["HUB_PORT"];
        environment["HUB_AUTH_ISSUER"] = "https://issuer.example";
        environment["HUB_AUTH_AUDIENCE"] = "hub";
        environment["HUB_AUTH_JWKS"] = "http://127.0.0.1:9/keys";
        await using var hosted = await HubProcess.StartAsync(Repository.HubExecutable(), environment, Path.Combine(environment["HUB_DATA"], "hub.log"));
        using var http = new HttpClient { BaseAddress = hosted.BaseAddress };

        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync("hub/local/clock")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("hub/fhir/metadata")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync("hub/cases")).StatusCode);
    }

    [Fact]
    public async Task The_local_clock_moves_on_and_never_back()
    {
        await using var hub = await stack.StartHub("2026-11-02T09:00:00Z");
        await hub.MoveClock("2026-11-05T12:00:00Z");
        var back = await hub.Send(HttpMethod.Put, "hub/local/clock", null, TestHub.Content("""{"now":"2026-11-04T12:00:00Z"}""", "application/json"));
        var nonsense = await hub.Send(HttpMethod.Put, "hub/local/clock", null, TestHub.Content("""{"now":"soon"}""", "application/json"));

        Assert.Equal((409, "clock-backwards"), (back.Status, back.Code));
        Assert.Equal(422, nonsense.Status);
        Assert.StartsWith("2026-11-05T12:0", (string)(await hub.Get("hub/local/clock", null)).Json["now"]!, StringComparison.Ordinal);
    }
}
