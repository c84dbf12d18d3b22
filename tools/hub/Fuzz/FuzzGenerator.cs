using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace IntegrationHub.Tools.Hub.Fuzz;

/// <summary>Makes inputs by number: each is made anew from seed and index alone, so that one that failed can be had again without those before it.</summary>
internal sealed class FuzzGenerator(FuzzCorpus corpus, int seed)
{
    private const string Json = "application/json";
    private const string Fhir = "application/fhir+json";
    private static readonly string[] Functions =
        ["ReceiveNotification", "ReceiveNotification", "ReceiveAssessment", "ReceiveAssessment", "DeliverAlert", "CollectPoisonNotifications", "DispatchOutbox", "SendDigests"];

    private delegate FuzzInput Family(FuzzGenerator generator, int index, Random random);

    private static readonly (int Share, Family Make)[] Families =
    [
        (6, static (generator, index, random) => generator.Notification(index, random)),
        (4, static (generator, index, random) => generator.Envelope(index, random)),
        (7, static (generator, index, random) => generator.FhirBody(index, random)),
        (6, static (generator, index, random) => Search(index, random, generator.corpus)),
        (4, static (generator, index, random) => Queries.Of(index, random, generator.corpus)),
        (4, static (generator, index, random) => Headers.Of(index, random, generator.corpus)),
        (2, static (generator, index, random) => generator.Policy(index, random)),
        (3, static (_, index, random) => ImportInputs.Of(index, random)),
        (2, static (generator, index, random) => generator.Subscription(index, random)),
        (2, static (generator, index, random) => generator.Small(index, random)),
        (1, static (generator, index, random) => generator.Patch(index, random)),
    ];

    private readonly FuzzCorpus corpus = corpus;

    public FuzzInput At(int index)
    {
        var random = new Random(unchecked((seed * 1_000_003) + index));
        var pick = random.Next(Families.Sum(family => family.Share));
        return Families.First(family => (pick -= family.Share) < 0).Make(this, index, random);
    }

    private static (string, string)[] Sent(string mediaType) => [("Content-Type", mediaType)];

    private FuzzInput Notification(int index, Random random) => new(
        index, "notification", "POST", "hub/notifications", "social-care", Event(index, random), Sent("application/cloudevents+json"));

    private byte[] Event(int index, Random random)
    {
        var valid = corpus.Notifications[random.Next(corpus.Notifications.Count)].DeepClone();
        valid["id"] = string.Create(CultureInfo.InvariantCulture, $"fuzz-{seed}-{index}");
        return new JsonMutator(random).Mutate(valid, corpus.Notifications);
    }

    /// <summary>As the host posts for storage queues (base64, DequeueCount) or for Service Bus (text or object, DeliveryCount).</summary>
    private FuzzInput Envelope(int index, Random random)
    {
        var function = Functions[random.Next(Functions.Length)];
        var message = function.Contains("Assessment", StringComparison.Ordinal)
            ? new JsonMutator(random).Mutate(corpus.Bundle, corpus.Resources)
            : Event(index, random);
        var isStorageQueue = random.Next(2) == 0;
        var count = random.Next(1, 6).ToString(CultureInfo.InvariantCulture);
        var envelope = new JsonObject
        {
            ["Data"] = new JsonObject { ["message"] = isStorageQueue ? Convert.ToBase64String(message) : Encoding.Latin1.GetString(message) },
            ["Metadata"] = new JsonObject
            {
                [isStorageQueue ? "DequeueCount" : "DeliveryCount"] = count,
                [isStorageQueue ? "Id" : "MessageId"] = string.Create(CultureInfo.InvariantCulture, $"\"fuzz-{seed}-{index}\""),
                [isStorageQueue ? "InsertionTime" : "EnqueuedTimeUtc"] = "2026-11-16T09:59:00+00:00",
                ["sys"] = new JsonObject { ["MethodName"] = function },
            },
        };
        return new FuzzInput(
            index, "envelope", "POST", function, null,
            random.Next(2) == 0 ? Encoding.UTF8.GetBytes(envelope.ToJsonString()) : new JsonMutator(random).Mutate(envelope, corpus.Notifications), Sent(Json));
    }

    private FuzzInput FhirBody(int index, Random random)
    {
        var (method, path, valid) = random.Next(9) switch
        {
            0 => ("PUT", $"Task/{corpus.CaseId}", corpus.Task),
            1 => ("POST", "Appointment", corpus.Appointment),
            2 => ("PUT", $"Appointment/{corpus.CaseId}.a1", corpus.Appointment),
            3 => ("POST", "DocumentReference", corpus.Document),
            4 => ("POST", "", corpus.Bundle),
            5 => ("POST", "", corpus.Batch),
            6 => ("POST", "Observation", corpus.Resources[random.Next(corpus.Resources.Count)]),
            _ => ("POST", "", null),
        };
        if (valid is null)
        {
            valid = corpus.Resources[random.Next(corpus.Resources.Count)];
            path = random.Next(4) == 0 ? $"{valid["resourceType"]}" : $"{valid["resourceType"]}/$validate";
        }
        List<(string, string)> headers = [.. Sent(Fhir)];
        if (random.Next(2) == 0)
            headers.Add(("If-Match", string.Create(CultureInfo.InvariantCulture, $"W/\"{random.Next(1, 9)}\"")));
        return new FuzzInput(
            index, "fhir", method, $"hub/fhir/{path}".TrimEnd('/'), random.Next(8) == 0 ? "designated-doctor" : "health",
            new JsonMutator(random).Mutate(valid, corpus.Resources), headers);
    }

    private static FuzzInput Search(int index, Random random, FuzzCorpus corpus)
    {
        var (type, query) = Queries.Search(random, corpus);
        return random.Next(4) == 0
            ? new FuzzInput(index, "search", "POST", $"hub/fhir/{type}/_search", "health", Encoding.UTF8.GetBytes(query), Sent("application/x-www-form-urlencoded"))
            : new FuzzInput(index, "search", "GET", $"hub/fhir/{type}?{query}", "health", null, []);
    }

    private FuzzInput Policy(int index, Random random)
    {
        var file = new JsonMutator(random).Mutate(corpus.Policy, [corpus.Policy]);
        JsonNode body = new JsonObject
        {
            ["files"] = new JsonObject { ["825.json"] = Encoding.UTF8.GetString(file), ["other.json"] = corpus.Policy.ToJsonString() },
            ["complete"] = random.Next(2) == 0,
        };
        return new FuzzInput(
            index, "policy", "POST", "hub/operations/policy/check", "operations",
            random.Next(3) == 0 ? new JsonMutator(random).Mutate(body, [corpus.Policy]) : Encoding.UTF8.GetBytes(body.ToJsonString()), Sent(Json));
    }

    private FuzzInput Subscription(int index, Random random)
    {
        var valid = FuzzCorpus.Subscription;
        if (random.Next(3) == 0)
        {
            var (type, query) = Queries.Search(random, corpus);
            valid["criteria"] = $"{type}?{query}";
        }
        var (method, path) = random.Next(3) == 0 ? ("PUT", "hub/fhir/Subscription/x") : ("POST", "hub/fhir/Subscription");
        return new FuzzInput(
            index, "subscription", method, path, "health", new JsonMutator(random).Mutate(valid, corpus.Resources), Sent(Fhir));
    }

    /// <summary>The hub's own small bodies.</summary>
    private FuzzInput Small(int index, Random random)
    {
        var (method, path, persona, valid) = random.Next(4) switch
        {
            0 => ("DELETE", $"hub/operations/parked/lac-notifications.2026-11-16.{new string('a', 32)}", "operations", JsonNode.Parse("""{"reason":"An invented reason"}""")!),
            1 => ("POST", $"hub/alerts/{corpus.CaseId}.3.1/acknowledge", "social-care", JsonNode.Parse("""{"note":"An invented note"}""")!),
            _ => ("POST", $"hub/cases/{corpus.CaseId}/health-indicators", "health", corpus.Indicators),
        };
        return new FuzzInput(index, "small", method, path, persona, new JsonMutator(random).Mutate(valid, [corpus.Indicators]), Sent(Json));
    }

    /// <summary>What the hub doesn't take at all: JSON Patch and the like.</summary>
    private FuzzInput Patch(int index, Random random)
    {
        string[] methods = ["PATCH", "POST", "PUT", "DELETE", "OPTIONS", "PROPFIND", "TRACE"];
        string[] types = ["application/json-patch+json", "application/merge-patch+json", Fhir, "text/plain", "application/xml"];
        string[] paths = [$"hub/fhir/Task/{corpus.CaseId}", $"hub/cases/{corpus.CaseId}", "hub/notifications", "hub/fhir", "hub/fhir/Binary", "hub/health/ready"];
        var patch = JsonNode.Parse("""[{"op":"replace","path":"/status","value":"completed"},{"op":"test","path":"/a~1b","value":null},{"op":"move","from":"/id","path":"/meta"}]""")!;
        return new FuzzInput(
            index, "patch", methods[random.Next(methods.Length)], paths[random.Next(paths.Length)], "health", new JsonMutator(random).Mutate(patch, corpus.Resources),
            Sent(types[random.Next(types.Length)]));
    }
}
