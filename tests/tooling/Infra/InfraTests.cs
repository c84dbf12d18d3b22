extern alias functions;

using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using functions::IntegrationHub.Functions.Hosting;
using functions::IntegrationHub.Functions.Operations;
using functions::IntegrationHub.Functions.Storage;
using IntegrationHub.Contracts;
using IntegrationHub.LocalStack;
using HubRoles = functions::IntegrationHub.Functions.Security.HubRoles;

namespace IntegrationHub.Tooling.Tests.Infra;

/// <summary>infra/ holds each queue, container, setting and role that the code uses, and nothing else.</summary>
[Collection(InfraCollection.Name)]
public sealed partial class InfraTests(InfraFixture infra)
{
    // Built-in roles of Azure: https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
    private const string BlobOwner = "b7e6dc6d-f1e8-4753-8033-0f276bb0955b";
    private const string BlobContributor = "ba92f5b4-2d11-453d-a403-e96b0029c9fe";
    private const string BlobReader = "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1";
    private const string QueueContributor = "974c5e8b-45b9-4653-ba55-5f855dd0fb88";
    private const string BusSender = "69a216fc-b8fb-44d8-bc22-1f3c2cd27a39";
    private const string BusReceiver = "4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0";
    private const string SecretsUser = "4633458b-17de-408a-b874-0445c86b69e6";
    private const string MetricsPublisher = "3913510d-42f4-4e42-8a64-420c390055eb";

    /// <summary>Of the Functions host, its deployment, and the policies that HUB_POLICY names.</summary>
    private static readonly string[] OtherContainers = ["azure-webjobs-hosts", "azure-webjobs-secrets", "packages", "policies"];

    /// <summary>Read by the Functions host, its extensions, Azure.Identity or the OpenTelemetry SDK. A setting that the hub asks for as well may stand here.</summary>
    private static readonly string[] ReadByOthers =
    [
        "APPLICATIONINSIGHTS_AUTHENTICATION_STRING", "APPLICATIONINSIGHTS_CONNECTION_STRING", "AZURE_CLIENT_ID", "OVERRIDE_USE_MI_FIC_ASSERTION_CLIENTID", "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_PROTOCOL",
        "AzureWebJobsStorage__accountName", "AzureWebJobsStorage__clientId", "AzureWebJobsStorage__credential",
        "ServiceBus__clientId", "ServiceBus__credential", "ServiceBus__fullyQualifiedNamespace",
    ];

    /// <summary>For a hub on a developer's machine, or set by the host itself.</summary>
    private static readonly string[] NotForAzure = ["AzureWebJobsStorage", "FUNCTIONS_CUSTOMHANDLER_PORT", "HUB_DATA", "HUB_NOW", "HUB_PORT"];

    private static readonly string[] HubContainers =
        [.. HubStorage.Connect(HubSettings.Read(name => name == "AzureWebJobsStorage" ? "UseDevelopmentStorage=true" : null).Settings!).Containers.Select(container => container.Name)];

    private static readonly string[] Listened = [.. FunctionCatalogue.All.Select(entry => entry.Trigger).OfType<QueueTrigger>().Select(trigger => trigger.Queue)];

    [Fact]
    public async Task Everything_compiles_and_the_linter_says_nothing()
    {
        Assert.Equal("", await BicepCompiler.LintAsync(Repository.PathOf("infra", "main.bicep")));
        Assert.Equal("", infra.Said);
        var all = string.Concat(Directory.EnumerateFiles(Repository.PathOf("infra"), "*.bicep", SearchOption.AllDirectories).Select(File.ReadAllText));
        Assert.All(Directory.EnumerateFiles(Repository.PathOf("infra", "modules")), module => Assert.Contains($"'modules/{Path.GetFileName(module)}'", all, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("storage.bicep", "allowSharedKeyAccess: false", "allowSharedKeyAcces: false", "BCP")]
    [InlineData("storage.bicep", "accessTier: 'Hot'", "accessTier: 'Hot", "BCP")]
    [InlineData("storage.bicep", "param sku string", "param sku string\nparam unused string", "no-unused-params")]
    public async Task What_is_wrong_in_a_module_is_seen(string module, string right, string wrong, string said)
    {
        using var folder = new TemporaryFolder();
        InfraFixture.CopyTo(folder.FullName);
        var file = Path.Combine(folder.FullName, "modules", module);
        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file)).Replace(right, wrong, StringComparison.Ordinal));

        Assert.Contains(said, await BicepCompiler.LintAsync(file), StringComparison.Ordinal);
    }

    [Fact]
    public void Each_container_of_the_hub_is_there_and_no_other()
    {
        foreach (var deployment in new[] { infra.Dev, infra.Live, infra.StorageQueues })
            Assert.Equal(Sorted([.. HubContainers, .. OtherContainers]), deployment.NamesOf("Microsoft.Storage/storageAccounts/blobServices/containers"));
    }

    [Fact]
    public void Each_queue_of_the_hub_is_on_its_broker_and_no_other()
    {
        foreach (var deployment in new[] { infra.Dev, infra.Live })
        {
            Assert.Equal(Sorted(Queues.All.Except([Queues.Escalations])), deployment.NamesOf("Microsoft.ServiceBus/namespaces/queues"));
            Assert.Equal([Queues.Escalations], deployment.NamesOf("Microsoft.ServiceBus/namespaces/topics"));
            Assert.Equal(["deliver-alert"], deployment.NamesOf("Microsoft.ServiceBus/namespaces/topics/subscriptions"));
            Assert.Empty(deployment.NamesOf("Microsoft.Storage/storageAccounts/queueServices/queues"));
        }

        // HubStorage.EnsureExists makes a poison queue beside each of them.
        Assert.Equal(
            Sorted(Queues.All.SelectMany(queue => new[] { queue, $"{queue}{CollectPoison.Ending}" })),
            infra.StorageQueues.NamesOf("Microsoft.Storage/storageAccounts/queueServices/queues"));
        Assert.Empty(infra.StorageQueues.Of("Microsoft.ServiceBus/namespaces"));
    }

    [Fact]
    public void The_hub_has_the_roles_that_its_work_needs_each_on_one_thing_only()
    {
        string[] always =
        [
            .. HubContainers.Select(container => $"containers/{container} {BlobContributor}"),
            $"containers/azure-webjobs-hosts {BlobOwner}", $"containers/azure-webjobs-secrets {BlobOwner}",
            $"containers/packages {BlobContributor}", $"containers/policies {BlobReader}",
            $"vaults/{infra.Dev.NamesOf("Microsoft.KeyVault/vaults")[0]} {SecretsUser}", $"components/{infra.Dev.NamesOf("Microsoft.Insights/components")[0]} {MetricsPublisher}",
        ];
        string[] onBus =
        [
            // What the broker gave up on lies beneath the same queue.
            .. Listened.Select(queue => queue.EndsWith(CollectPoison.Ending, StringComparison.Ordinal) ? queue[..^CollectPoison.Ending.Length] : queue).Distinct()
                .Select(queue => $"{(queue == Queues.Escalations ? "subscriptions/deliver-alert" : $"queues/{queue}")} {BusReceiver}"),
            .. Queues.All.Select(queue => $"{(queue == Queues.Escalations ? "topics" : "queues")}/{queue} {BusSender}"),
        ];
        string[] onStorageQueues = [.. infra.StorageQueues.NamesOf("Microsoft.Storage/storageAccounts/queueServices/queues").Select(queue => $"queues/{queue} {QueueContributor}")];

        Assert.Equal(Sorted([.. always, .. onBus]), infra.Dev.Roles);
        Assert.Equal(Sorted([.. always, .. onStorageQueues]), infra.StorageQueues.Roles);
        Assert.Subset(infra.StorageQueues.NamesOf("Microsoft.Storage/storageAccounts/queueServices/queues").ToHashSet(), Listened.ToHashSet());
    }

    [Fact]
    public void Each_setting_that_the_hub_asks_for_can_be_set_and_no_other()
    {
        var asked = new HashSet<string> { HubSettings.TerminologyFile, HubSettings.PolicyFiles };
        foreach (var (port, broker) in new[] { (null, null), ("8080", null), ("8080", "service-bus") })
            HubSettings.Read(name =>
            {
                asked.Add(name);
                return name switch { "FUNCTIONS_CUSTOMHANDLER_PORT" => port, "HUB_BROKER" => broker, _ => null };
            });
        var spelt = Directory.EnumerateFiles(Repository.PathOf("functions"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .SelectMany(file => SettingLiteral().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value));

        Assert.Empty(spelt.Except(asked));
        Assert.Subset(asked, NotForAzure.ToHashSet());
        Assert.Equal(Sorted(asked.Except(NotForAzure).Union(ReadByOthers)), Sorted(infra.Live.Settings.Keys));
    }

    [Fact]
    public void A_hub_starts_with_the_settings_that_are_deployed()
    {
        var deployed = infra.StorageQueues.Settings;

        var (settings, faults) = HubSettings.Read(name => name switch
        {
            "FUNCTIONS_CUSTOMHANDLER_PORT" => "8080",

            // Only Azure can say it.
            "HUB_AUTH_ISSUER" => "https://login.example/tenant/v2.0",
            _ => deployed.GetValueOrDefault(name),
        });

        Assert.Empty(faults);
        Assert.StartsWith("https://hub-dev-", settings!.PublicUrl, StringComparison.Ordinal);
        Assert.False(settings.IsLocal);
    }

    [Fact]
    public void Secrets_stand_in_key_vault_and_in_no_parameter()
    {
        foreach (var secret in new[] { "HUB_NOTIFY_API_KEY", "HUB_ALERT_WEBHOOK", "HUB_ALERT_WEBHOOK_SECRET" })
            Assert.StartsWith("@Microsoft.KeyVault(VaultName=kv-live-", infra.Live.Settings[secret], StringComparison.Ordinal);
        Assert.DoesNotContain("HUB_ALERT_WEBHOOK", infra.Dev.Settings.Keys);
    }

    [Fact]
    public void No_key_opens_anything_and_what_must_be_kept_is_kept()
    {
        foreach (var deployment in new[] { infra.Dev, infra.Live })
        {
            var account = deployment.Single("Microsoft.Storage/storageAccounts")["properties"]!;
            Assert.Equal(("false", "false", "TLS1_2"), ($"{account["allowSharedKeyAccess"]}", $"{account["allowBlobPublicAccess"]}", (string)account["minimumTlsVersion"]!));
            Assert.True((bool)deployment.Single("Microsoft.ServiceBus/namespaces")["properties"]!["disableLocalAuth"]!);
            Assert.All(deployment.Of("Microsoft.Web/sites/basicPublishingCredentialsPolicies"), policy => Assert.False((bool)policy["properties"]!["allow"]!));
            Assert.True((bool)deployment.Single("Microsoft.Storage/storageAccounts/blobServices")["properties"]!["isVersioningEnabled"]!);
            var audit = deployment.Single("Microsoft.Storage/storageAccounts/blobServices/containers/immutabilityPolicies");
            Assert.EndsWith("/audit/default", (string)audit["name"]!, StringComparison.Ordinal);
            Assert.True((bool)audit["properties"]!["allowProtectedAppendWrites"]!);
            Assert.All(
                deployment.Of("Microsoft.ServiceBus/namespaces/queues").Concat(deployment.Of("Microsoft.ServiceBus/namespaces/topics")),
                entity => Assert.True((bool)entity["properties"]!["requiresDuplicateDetection"]!));
        }

        foreach (var type in new[] { "Microsoft.Storage/storageAccounts", "Microsoft.ServiceBus/namespaces", "Microsoft.KeyVault/vaults" })
            Assert.Equal("Disabled", (string)infra.Live.Single(type)["properties"]!["publicNetworkAccess"]!);
        Assert.Equal(["pe-hub-live-blob", "pe-hub-live-namespace", "pe-hub-live-vault"], infra.Live.NamesOf("Microsoft.Network/privateEndpoints"));
    }

    [Fact]
    public void Without_a_token_only_what_the_contract_leaves_open_passes_easy_auth()
    {
        var open = infra.Live.Single("Microsoft.Web/sites/config")["properties"]!["globalValidation"]!["excludedPaths"]!.AsArray().Select(path => (string)path!);
        var paths = JsonNode.Parse(File.ReadAllText(Repository.PathOf("contracts", "openapi.json")))!["paths"]!.AsObject();
        var contract = paths.Where(path => path.Value!["get"]?["security"] is JsonArray { Count: 0 }).Select(path => path.Key)
            .Where(path => path.StartsWith("/hub/", StringComparison.Ordinal) && !path.StartsWith("/hub/local/", StringComparison.Ordinal));

        Assert.Equal(Sorted([.. contract, "/hub/fhir/CodeSystem", "/hub/fhir/ValueSet"]), Sorted(open));
    }

    [Fact]
    public void People_are_led_to_sign_in_without_a_secret_and_the_apis_keep_their_audience()
    {
        var auth = infra.Live.Single("Microsoft.Web/sites/config")["properties"]!;
        Assert.Equal("RedirectToLoginPage", (string)auth["globalValidation"]!["unauthenticatedClientAction"]!);
        Assert.True((bool)auth["globalValidation"]!["requireAuthentication"]!);
        Assert.True((bool)auth["login"]!["tokenStore"]!["enabled"]!);
        var entra = auth["identityProviders"]!["azureActiveDirectory"]!;
        Assert.Equal("22222222-2222-2222-2222-222222222222", (string)entra["registration"]!["clientId"]!);
        Assert.Equal("OVERRIDE_USE_MI_FIC_ASSERTION_CLIENTID", (string)entra["registration"]!["clientSecretSettingName"]!);
        Assert.Equal("11111111-1111-1111-1111-111111111111", (string)Assert.Single(entra["validation"]!["allowedAudiences"]!.AsArray())!);
        Assert.Equal("22222222-2222-2222-2222-222222222222", infra.Live.Settings["HUB_SIGN_IN_AUDIENCE"]);
        Assert.DoesNotContain(infra.Live.Settings, setting => setting.Key.Contains("PROVIDER_AUTHENTICATION_SECRET", StringComparison.Ordinal));
    }

    [Fact]
    public void Without_a_registration_for_people_the_wall_answers_401_and_keeps_no_session()
    {
        var auth = infra.StorageQueues.Single("Microsoft.Web/sites/config")["properties"]!;
        Assert.Equal("Return401", (string)auth["globalValidation"]!["unauthenticatedClientAction"]!);
        Assert.False((bool)auth["login"]!["tokenStore"]!["enabled"]!);
        Assert.Equal("11111111-1111-1111-1111-111111111111", (string)auth["identityProviders"]!["azureActiveDirectory"]!["registration"]!["clientId"]!);
        Assert.DoesNotContain("OVERRIDE_USE_MI_FIC_ASSERTION_CLIENTID", infra.StorageQueues.Settings.Keys);
    }

    [Fact]
    public void The_app_roles_for_entra_are_those_that_the_hub_knows()
    {
        var roles = JsonNode.Parse(File.ReadAllText(Repository.PathOf("infra", "app-roles.json")))!.AsArray();
        var known = typeof(HubRoles).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!);

        Assert.Equal(Sorted(known), Sorted(roles.Select(role => (string)role!["value"]!)));
        Assert.Equal(roles.Count, roles.Select(role => Guid.Parse((string)role!["id"]!)).Distinct().Count());
    }

    [Fact]
    public void The_readme_has_a_line_for_each_kind_of_resource()
    {
        var readme = File.ReadAllText(Repository.PathOf("infra", "README.md"));
        Assert.All(
            infra.Live.Resources.Concat(infra.StorageQueues.Resources).Select(resource => (string)resource["type"]!).Distinct(),
            type => Assert.Contains($"| `{type}` |", readme, StringComparison.Ordinal));
    }

    private static IReadOnlyList<string> Sorted(IEnumerable<string> names) => [.. names.Order(StringComparer.Ordinal)];

    [GeneratedRegex("\"(HUB_[A-Z_]+)\"")]
    private static partial Regex SettingLiteral();
}
