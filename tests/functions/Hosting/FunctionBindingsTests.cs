using System.Text.Json.Nodes;
using IntegrationHub.Contracts;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Messaging;
using IntegrationHub.Functions.Operations;
using IntegrationHub.Functions.Tests.Kit;
using IntegrationHub.Functions.Tests.Reliability;
using IntegrationHub.Functions.Tests.Security;
using IntegrationHub.LocalStack;

namespace IntegrationHub.Functions.Tests.Hosting;

/// <summary>What the Functions host is told: one <c>function.json</c> for each function of the catalogue, and <c>host.json</c>.</summary>
[Collection(TestStack.Name)]
public sealed class FunctionBindingsTests(TestStack stack)
{
    public static TheoryData<string> AllBrokers => [.. Brokers.All];

    [Theory]
    [MemberData(nameof(AllBrokers))]
    public void Every_function_is_one_that_the_host_takes_and_messages_come_as_bytes(string broker)
    {
        Assert.Equal(FunctionCatalogue.All.Count, FunctionCatalogue.All.Select(entry => entry.Name).Distinct(StringComparer.OrdinalIgnoreCase).Count());
        foreach (var entry in FunctionCatalogue.All)
        {
            var function = FunctionBindings.Of(entry, broker);

            Assert.Empty(HostRules.CheckFunction(entry.Name, function));
            var trigger = function["bindings"]![0]!;
            Assert.Equal(entry.Trigger is QueueTrigger ? "binary" : null, (string?)trigger["dataType"]);
            Assert.Equal(entry.Trigger is QueueTrigger && broker == Brokers.ServiceBus ? "one" : null, (string?)trigger["cardinality"]);
        }
    }

    [Theory]
    [InlineData("ReceiveNotification", """{"queueName":"lac-notifications","connection":"ServiceBus"}""", """{"queueName":"lac-notifications","connection":"AzureWebJobsStorage"}""")]
    [InlineData("DeliverAlert", """{"topicName":"escalations","subscriptionName":"deliver-alert","connection":"ServiceBus"}""", """{"queueName":"escalations","connection":"AzureWebJobsStorage"}""")]
    [InlineData("CollectPoisonEvents", """{"queueName":"social-care-events/$deadletterqueue","connection":"ServiceBus"}""", """{"queueName":"social-care-events-poison","connection":"AzureWebJobsStorage"}""")]
    [InlineData(
        "CollectPoisonAlerts", """{"topicName":"escalations","subscriptionName":"deliver-alert/$deadletterqueue","connection":"ServiceBus"}""",
        """{"queueName":"escalations-poison","connection":"AzureWebJobsStorage"}""")]
    public void A_function_is_triggered_by_the_same_queue_of_either_broker(string function, string serviceBus, string storageQueues)
    {
        var entry = FunctionCatalogue.All.Single(entry => entry.Name == function);
        foreach (var (broker, expected) in new[] { (Brokers.ServiceBus, serviceBus), (Brokers.StorageQueues, storageQueues) })
        {
            var trigger = FunctionBindings.Of(entry, broker)["bindings"]![0]!.AsObject();
            foreach (var member in new[] { "type", "direction", "name", "dataType", "cardinality" })
            {
                trigger.Remove(member);
            }

            Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), trigger), trigger.ToJsonString());
        }
    }

    [Fact]
    public void What_the_broker_gives_up_on_is_collected_from_every_queue()
    {
        var collected = FunctionCatalogue.All.Select(entry => entry.Trigger).OfType<QueueTrigger>().Where(trigger => trigger.IsDeadLetters).ToList();

        Assert.Equal(Queues.All.Order(), collected.Select(trigger => trigger.Queue).Order());
        Assert.All(collected, trigger => Assert.Equal(typeof(CollectPoison), trigger.Function));
    }

    [Fact]
    public async Task Every_public_address_lies_beneath_a_route_that_the_host_proxies()
    {
        await using var hub = await InProcessHub.StartOn(stack);
        var routes = FunctionCatalogue.All.Select(entry => entry.Trigger).OfType<HttpTrigger>().Select(trigger => $"/hub/{trigger.Route}").ToList();

        foreach (var endpoint in MappedEndpoint.All(hub.Services).Where(endpoint => endpoint.Pattern.StartsWith("/hub", StringComparison.Ordinal) && !endpoint.Pattern.StartsWith("/hub/local", StringComparison.Ordinal)))
        {
            Assert.Contains(routes, route => endpoint.Pattern == route || (route.EndsWith("/{*rest}", StringComparison.Ordinal) && $"{endpoint.Pattern}/".StartsWith(route[..^"{*rest}".Length], StringComparison.Ordinal)));
        }
    }

    [Fact]
    public async Task The_host_gives_a_message_up_later_than_the_hub_parks_it_and_knows_all_that_host_json_says()
    {
        var host = JsonNode.Parse(await File.ReadAllTextAsync(Repository.PathOf("host.json")))!;

        Assert.Empty(HostRules.CheckHost(host));
        Assert.True((int)host["extensions"]!["queues"]!["maxDequeueCount"]! > TriggerMessage.LastDelivery);
    }

    [Theory]
    [InlineData("""{"bindings":[{"type":"queueTrigger","direction":"in","name":"message","queueName":"Q","connection":"AzureWebJobsStorage","dataType":"binary"}]}""", "queueTrigger queueName")]
    [InlineData("""{"bindings":[{"type":"serviceBusTrigger","direction":"in","name":"m","topicName":"t","connection":"ServiceBus","dataType":"binary","cardinality":"one"}]}""", "not a queue")]
    [InlineData("""{"bindings":[{"type":"timerTrigger","direction":"in","name":"timer","schedule":"* * * * *"}]}""", "timerTrigger schedule")]
    [InlineData("""{"bindings":[{"type":"httpTrigger","direction":"in","name":"req","authLevel":"nobody","route":"x","methods":["get"]}]}""", "httpTrigger authLevel")]
    [InlineData("""{"bindings":[{"type":"timerTrigger","direction":"out","name":"timer","schedule":"0 * * * * *","when":"now"}]}""", "binding of timerTrigger|member when")]
    public void The_rules_find_what_the_host_would_refuse(string function, string faults)
    {
        var found = HostRules.CheckFunction("Example", JsonNode.Parse(function)!).ToList();

        Assert.All(faults.Split('|'), fault => Assert.Contains(found, said => said.StartsWith($"Example: {fault}", StringComparison.Ordinal)));
    }
}
