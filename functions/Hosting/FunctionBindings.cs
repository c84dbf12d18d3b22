using System.Text.Json.Nodes;
using IntegrationHub.Contracts;
using IntegrationHub.Functions.Messaging;

namespace IntegrationHub.Functions.Hosting;

/// <summary>
/// What the Functions host is told of each function: its <c>function.json</c>. Messages are bound as binary, so that the host neither guesses their encoding nor copies
/// their members over the metadata.
/// </summary>
public static class FunctionBindings
{
    /// <summary>The settings <c>{this}__fullyQualifiedNamespace</c>, <c>{this}__credential</c>, ... say how the host reaches Service Bus.</summary>
    public const string ServiceBusConnection = "ServiceBus";

    private const string StorageConnection = "AzureWebJobsStorage";
    private const string DeadLetters = "/$deadletterqueue";

    /// <summary>The content of a function's <c>function.json</c>.</summary>
    /// <param name="broker">One of <see cref="Brokers"/>.</param>
    public static JsonObject Of(FunctionEntry entry, string broker) => new()
    {
        ["bindings"] = entry.Trigger switch
        {
            HttpTrigger http => new JsonArray(OfHttp(http), new JsonObject { ["type"] = "http", ["direction"] = "out", ["name"] = "res" }),
            TimerTrigger timer => new JsonArray(In("timerTrigger", "timer", ("schedule", timer.Schedule))),
            QueueTrigger queue when broker == Brokers.ServiceBus => new JsonArray(OfServiceBus(queue)),
            QueueTrigger queue => new JsonArray(In("queueTrigger", "message", ("queueName", queue.StorageQueue), ("connection", StorageConnection), ("dataType", "binary"))),
            _ => throw new InvalidOperationException($"{entry.Name} has a trigger that has no binding."),
        },
    };

    /// <summary>Tokens are the hub's own matter, and so is which methods an address takes.</summary>
    private static JsonObject OfHttp(HttpTrigger http)
    {
        var binding = In("httpTrigger", "req", ("authLevel", "anonymous"), ("route", http.Route));
        binding["methods"] = new JsonArray("get", "head", "post", "put", "patch", "delete", "options");
        return binding;
    }

    private static JsonObject OfServiceBus(QueueTrigger queue)
    {
        var beneath = queue.IsDeadLetters ? DeadLetters : "";
        (string, string)[] source = queue.Queue == Queues.Escalations
            ? [("topicName", queue.Queue), ("subscriptionName", $"{Queues.DeliverAlertSubscription}{beneath}")]
            : [("queueName", $"{queue.Queue}{beneath}")];
        return In("serviceBusTrigger", "message", [.. source, ("connection", ServiceBusConnection), ("dataType", "binary"), ("cardinality", "one")]);
    }

    private static JsonObject In(string type, string name, params (string Name, string Value)[] members)
    {
        var binding = new JsonObject { ["type"] = type, ["direction"] = "in", ["name"] = name };
        foreach (var (member, value) in members)
        {
            binding[member] = value;
        }

        return binding;
    }
}
