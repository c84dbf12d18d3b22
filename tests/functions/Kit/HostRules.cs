using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace IntegrationHub.Functions.Tests.Kit;

/// <summary>
/// What the Functions host takes as <c>function.json</c> and <c>host.json</c>. The JSON Schemas that are published for them can't be had where this was built, so their rules are
/// written down here. They are stricter in one way: a member that no rule knows is a fault. The published schema of host.json lags behind the host: it doesn't know
/// <c>enableProxyingHttpRequest</c> and <c>initializationTimeout</c>, which the host's source and documentation have.
/// </summary>
internal static partial class HostRules
{
    private static readonly string[] Methods = ["get", "head", "post", "put", "patch", "delete", "options", "trace"];

    private static readonly Dictionary<string, Func<JsonNode, bool>> HttpTrigger = new()
    {
        ["route"] = route => Route().IsMatch((string)route!),
        ["authLevel"] = level => (string)level! is "anonymous" or "function" or "admin",
        ["methods"] = methods => methods.AsArray().Count > 0 && methods.AsArray().All(method => Methods.Contains((string)method!)),
    };

    private static readonly Dictionary<string, Func<JsonNode, bool>> TimerTrigger = new()
    {
        ["schedule"] = schedule => Schedule().IsMatch((string)schedule!),
    };

    private static readonly Dictionary<string, Func<JsonNode, bool>> QueueTrigger = new()
    {
        ["queueName"] = name => StorageQueueName().IsMatch((string)name!),
        ["connection"] = IsSetting,
        ["dataType"] = IsDataType,
    };

    private static readonly Dictionary<string, Func<JsonNode, bool>> ServiceBusTrigger = new()
    {
        ["queueName"] = IsEntity,
        ["topicName"] = IsEntity,
        ["subscriptionName"] = IsEntity,
        ["connection"] = IsSetting,
        ["dataType"] = IsDataType,
        ["cardinality"] = cardinality => (string)cardinality! is "one" or "many",
    };

    /// <summary>Every fault of a function's <c>function.json</c>.</summary>
    public static IEnumerable<string> CheckFunction(string name, JsonNode function)
    {
        if (!FunctionName().IsMatch(name) || name.Equals("hub", StringComparison.OrdinalIgnoreCase))
        {
            yield return $"{name}: not a name";
        }

        if (function is not JsonObject { Count: 1 } || function["bindings"] is not JsonArray { Count: > 0 } bindings)
        {
            yield return $"{name}: not bindings alone";
            yield break;
        }

        var triggers = bindings.Count(binding => ((string)binding!["type"]!).EndsWith("Trigger", StringComparison.Ordinal));
        if (triggers != 1 || bindings.Select(binding => (string)binding!["name"]!).Distinct().Count() != bindings.Count)
        {
            yield return $"{name}: not one trigger, or a name twice";
        }

        foreach (var fault in bindings.SelectMany(binding => CheckBinding(binding!.AsObject())))
        {
            yield return $"{name}: {fault}";
        }
    }

    /// <summary>Every fault of a <c>host.json</c> of a custom handler whose public addresses begin with <c>/hub</c>.</summary>
    public static IEnumerable<string> CheckHost(JsonNode host)
    {
        (string Path, Func<JsonNode, bool> IsGood)[] rules =
        [
            ("version", version => (string)version! == "2.0"),
            ("functionTimeout", IsSpan),
            ("logging.logLevel.default", IsLogLevel),
            ("logging.logLevel.Host.Aggregator", IsLogLevel),
            ("logging.logLevel.Azure.Core", IsLogLevel),
            ("logging.applicationInsights.samplingSettings.isEnabled", IsTrue),
            ("logging.applicationInsights.samplingSettings.maxTelemetryItemsPerSecond", count => (int)count! > 0),

            // The alert rules read log lines: those must not be sampled.
            ("logging.applicationInsights.samplingSettings.excludedTypes", types => ((string)types!).Split(';').Contains("Trace")),
            ("extensionBundle.id", id => (string)id! == "Microsoft.Azure.Functions.ExtensionBundle"),
            ("extensionBundle.version", version => Bundle().IsMatch((string)version!)),
            ("customHandler.description.defaultExecutablePath", path => (string)path! == "IntegrationHub"),
            ("customHandler.enableProxyingHttpRequest", IsTrue),
            ("customHandler.enableForwardingHttpRequest", IsTrue),
            ("customHandler.initializationTimeout", IsSpan),
            ("extensions.http.routePrefix", prefix => (string)prefix! == "hub"),
            ("extensions.serviceBus.prefetchCount", count => (int)count! >= 0),
            ("extensions.serviceBus.maxConcurrentCalls", count => (int)count! > 0),
            ("extensions.serviceBus.maxAutoLockRenewalDuration", IsSpan),
            ("extensions.queues.batchSize", count => (int)count! is > 0 and <= 32),
            ("extensions.queues.maxDequeueCount", count => (int)count! > 0),
            ("extensions.queues.visibilityTimeout", IsSpan),
            ("extensions.queues.messageEncoding", encoding => (string)encoding! is "base64" or "none"),
        ];
        var leaves = Leaves("", host).ToDictionary(leaf => leaf.Path, leaf => leaf.Value);
        return
        [
            .. leaves.Keys.Except(rules.Select(rule => rule.Path)).Select(path => $"host.json: {path} is not known"),
            .. rules.Where(rule => !leaves.TryGetValue(rule.Path, out var value) || !rule.IsGood(value)).Select(rule => $"host.json: {rule.Path}"),
        ];
    }

    private static bool IsLogLevel(JsonNode level) => (string)level! is "Trace" or "Debug" or "Information" or "Warning" or "Error" or "Critical" or "None";

    private static IEnumerable<string> CheckBinding(JsonObject binding)
    {
        var type = (string?)binding["type"];
        var (members, direction) = type switch
        {
            "httpTrigger" => (HttpTrigger, "in"),
            "http" => ([], "out"),
            "timerTrigger" => (TimerTrigger, "in"),
            "queueTrigger" => (QueueTrigger, "in"),
            "serviceBusTrigger" => (ServiceBusTrigger, "in"),
            _ => (new Dictionary<string, Func<JsonNode, bool>>(), ""),
        };
        var isOneSource = (binding["queueName"] is null) == (binding["topicName"] is not null && binding["subscriptionName"] is not null);
        string[] optional = ["queueName", "topicName", "subscriptionName"];
        return
        [
            .. direction.Length > 0 && (string?)binding["direction"] == direction && (string?)binding["name"] is { Length: > 0 } ? Array.Empty<string>() : [$"binding of {type}"],
            .. type != "serviceBusTrigger" || isOneSource ? Array.Empty<string>() : ["not a queue, or a topic with its subscription"],
            .. binding.Select(member => member.Key).Except([.. members.Keys, "type", "direction", "name"]).Select(name => $"member {name}"),
            .. members.Where(member => binding[member.Key] is { } value ? !member.Value(value) : type != "serviceBusTrigger" || !optional.Contains(member.Key)).Select(member => $"{type} {member.Key}"),
        ];
    }

    private static IEnumerable<(string Path, JsonNode Value)> Leaves(string path, JsonNode node) => node is JsonObject members
        ? members.SelectMany(member => Leaves(path.Length == 0 ? member.Key : $"{path}.{member.Key}", member.Value!))
        : [(path, node)];

    private static bool IsSetting(JsonNode name) => (string)name! is { Length: > 0 } text && !text.Contains('=', StringComparison.Ordinal);

    private static bool IsDataType(JsonNode type) => (string)type! is "string" or "binary" or "stream";

    /// <summary>At most 260 characters of a path; <c>$deadletterqueue</c> beneath a queue or a subscription.</summary>
    private static bool IsEntity(JsonNode name) => (string)name! is { Length: <= 260 } text && Entity().IsMatch(text);

    private static bool IsTrue(JsonNode value) => value.GetValueKind() == JsonValueKind.True;

    private static bool IsSpan(JsonNode value) => Span().IsMatch((string)value!);

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_-]{0,126}$")]
    private static partial Regex FunctionName();

    [GeneratedRegex(@"^[a-z-]+(/\{\*[a-z]+\})?$")]
    private static partial Regex Route();

    /// <summary>Seconds, minutes, hours, day of the month, month, day of the week.</summary>
    [GeneratedRegex(@"^(\*|(\*/)?[0-9]{1,2})( (\*|(\*/)?[0-9]{1,2})){5}$")]
    private static partial Regex Schedule();

    [GeneratedRegex("^(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*$")]
    private static partial Regex StorageQueueName();

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]*(/\$deadletterqueue)?$")]
    private static partial Regex Entity();

    [GeneratedRegex(@"^([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]$")]
    private static partial Regex Span();

    [GeneratedRegex(@"^\[4\.(\*|0\.0), 5\.0\.0\)$")]
    private static partial Regex Bundle();
}
