using System.IO.Compression;
using System.Runtime.Versioning;
using System.Text;
using System.Text.Json.Nodes;
using IntegrationHub.Functions.Tests.Kit;
using IntegrationHub.Tools.Hub.Local;
using IntegrationHub.Tools.Hub.Publish;

namespace IntegrationHub.Tooling.Tests.Publish;

/// <summary>What `./hub publish` writes, unpacked and run as the Functions host runs it: a program for Linux.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class PublishTests(PublishedHub published) : IClassFixture<PublishedHub>
{
    private const int RegularFile = 0x8000;

    [Fact]
    public void The_zip_holds_the_executable_host_json_and_a_folder_for_each_function_and_nothing_else()
    {
        using var zip = ZipFile.OpenRead(published.Zip);
        var files = zip.Entries.ToDictionary(entry => entry.FullName, entry => (entry.ExternalAttributes >> 16) & 0xffff);

        Assert.Equal(RegularFile | 0x1ed, files["IntegrationHub"]);
        Assert.All(files.Where(file => file.Key != "IntegrationHub"), file => Assert.Equal(RegularFile | 0x1a4, file.Value));
        Assert.Equal(["IntegrationHub", "host.json"], files.Keys.Where(name => !name.Contains('/', StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.All(files.Keys.Where(name => name.Contains('/', StringComparison.Ordinal)), name => Assert.Matches("^[A-Za-z]+/function.json$", name));
        Assert.Equal(
            Directory.EnumerateFiles(published.Folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(published.Folder, file)).Order(StringComparer.Ordinal),
            files.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_executable_can_be_run_in_the_folder_too_and_is_a_program_for_Linux_on_x64()
    {
        Assert.Equal(ZipPackage.ModeOf(true), File.GetUnixFileMode(Path.Combine(published.Folder, "IntegrationHub")));
        using var file = File.OpenRead(Path.Combine(published.Root, "IntegrationHub"));
        var head = new byte[20];
        file.ReadExactly(head);
        Assert.Equal([0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1], head[..6]);
        Assert.Equal(0x3e, head[18]);
    }

    [Fact]
    public async Task Host_json_and_each_function_json_are_what_the_host_takes_on_either_broker()
    {
        Assert.Empty(HostRules.CheckHost(JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(published.Root, "host.json")))!));
        using var other = new TemporaryFolder();
        var (exitCode, said) = await Work.RunAsync(Path.Combine(published.Root, "IntegrationHub"), ["functions", other.FullName, "storage-queues"], CancellationToken.None);
        Assert.True(exitCode == 0, said);

        foreach (var (root, type) in new[] { (published.Root, "serviceBusTrigger"), (other.FullName, "queueTrigger") })
        {
            var functions = Functions(root).ToList();
            Assert.Empty(functions.SelectMany(function => HostRules.CheckFunction(function.Name, function.Json)));
            Assert.Equal(["httpTrigger", type, "timerTrigger"], functions.Select(function => function.Trigger).Distinct().Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task Run_as_the_host_runs_it_it_takes_requests_messages_of_both_brokers_and_timers_and_outlives_being_killed()
    {
        await using var bus = await ServiceBusStandIn.Start();
        await using var issuer = await Issuer.StartAsync();
        (string, string?)[] settings = Settings(bus, issuer);
        var (subject, other) = (Sample.NewSubject(), Sample.NewSubject());
        var token = issuer.Token("825", "SocialCare.Notify", "SocialCare.Read");
        string location;
        await using (var host = await HostPlayer.StartAsync(published.Root, settings))
        {
            await Eventually(async () => (await host.ProxyAsync(HttpMethod.Get, "hub/health/ready")).Status == 200, () => host.Output);
            Assert.Equal(401, (await host.ProxyAsync(HttpMethod.Get, "hub/cases")).Status);
            Assert.Equal(200, (await host.ProxyAsync(HttpMethod.Get, "hub/fhir/metadata")).Status);
            var accepted = await host.ProxyAsync(HttpMethod.Post, "hub/notifications", token, Sample.BecameLookedAfter(subject, "2026-09-01").ToJsonString());
            Assert.True(accepted.Status == 201, $"{accepted.Answer}");
            location = $"hub/cases/{accepted.Answer!["caseId"]}";

            var notification = Encoding.UTF8.GetBytes(Sample.BecameLookedAfter(other).ToJsonString());
            await Done(host, "ReceiveNotification", BusEnvelope.Of("ReceiveNotification", notification, "m-1"), "accepted");
            await Done(host, "ReceiveNotification", Sample.StorageQueueEnvelope(Encoding.UTF8.GetString(notification)), "repeat");
            Assert.Equal(404, (await host.ProxyAsync(HttpMethod.Post, "ReceiveNotification", null, BusEnvelope.Of("ReceiveNotification", notification, "forged"))).Status);
            foreach (var timer in Functions(published.Root).Where(function => function.Trigger == "timerTrigger"))
            {
                await Done(host, timer.Name, Sample.TimerEnvelope(), null);
            }

            await Eventually(() => Task.FromResult(bus.On("escalations").Count > 0), () => host.Output);
            await Done(host, "DeliverAlert", bus.On("escalations")[0].Envelope("DeliverAlert"), "delivered");
            await host.KillAsync();
        }

        await using var again = await HostPlayer.StartAsync(published.Root, settings);
        await Eventually(async () => (await again.ProxyAsync(HttpMethod.Get, location, token)).Status == 200, () => again.Output);
        await Done(again, "DispatchOutbox", Sample.TimerEnvelope(), null);
        Assert.Empty(bus.Violations);
    }

    [Fact]
    public async Task Without_its_settings_it_says_all_that_is_missing_and_ends_in_a_way_that_the_host_starts_again()
    {
        await using var host = await HostPlayer.StartAsync(published.Root, [("HUB_BROKER", "service-bus")]);

        Assert.Equal(1, await host.WaitForExitAsync());
        foreach (var setting in new[] { "AzureWebJobsStorage", "ServiceBus__fullyQualifiedNamespace", "HUB_AUTH_ISSUER", "HUB_SCANNER" })
        {
            Assert.Contains(setting, host.Output, StringComparison.Ordinal);
        }
    }

    private (string Name, string? Value)[] Settings(ServiceBusStandIn bus, Issuer issuer) =>
    [
        ("AzureWebJobsStorage", published.Azurite!.ConnectionString()), ("HUB_PUBLIC_URL", "https://hub.example"), ("HUB_SCANNER", "off"), ("HUB_BANK_HOLIDAYS_URL", "off"),
        .. bus.Settings, .. issuer.Settings,
    ];

    private static async Task Done(HostPlayer host, string function, string envelope, string? log)
    {
        var (status, answer) = await host.InvokeAsync(function, envelope);
        Assert.True(status == 200, $"{function}: {status} {answer}\n{host.Output}");
        Assert.Equal(["Outputs", "Logs", "ReturnValue"], answer.AsObject().Select(member => member.Key));
        Assert.True(log is null || (string)answer["Logs"]![0]! == log, $"{function}: {answer}");
    }

    private static IEnumerable<(string Name, string Trigger, JsonNode Json)> Functions(string root) => Directory.EnumerateDirectories(root).Select(folder =>
    {
        var json = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "function.json")))!;
        return (Path.GetFileName(folder), (string)json["bindings"]![0]!["type"]!, json);
    });

    private static async Task Eventually(Func<Task<bool>> condition, Func<string> said)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(60), said());
            await Task.Delay(50);
        }
    }
}
