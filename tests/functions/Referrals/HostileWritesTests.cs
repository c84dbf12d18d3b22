using System.Text.Json.Nodes;
using IntegrationHub.Functions.Tests.Kit;

namespace IntegrationHub.Functions.Tests.Referrals;

/// <summary>
/// Each element of a right resource in turn left out, retyped, emptied, repeated, blown up: never a 500, what is refused says where, and
/// nothing of it is kept.
/// </summary>
[Collection(Waiting.Name)]
public sealed class HostileWritesTests(TestStack stack)
{
    private static readonly Func<JsonNode?>[] Wrong =
    [
        () => null, () => 7, () => true, () => "", () => "\u0001", () => new JsonArray(), () => new JsonObject(), () => new JsonArray(new JsonArray()),
        () => new JsonArray(new JsonObject(), new JsonObject()), () => new JsonObject { ["colour"] = "green" }, () => new string('x', 70_000),
    ];

    public static TheoryData<string> Kinds => ["Appointment", "DocumentReference", "CarePlan", "Binary", "Task", "Bundle"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Nothing_faulty_is_kept_or_ends_in_a_500(string kind)
    {
        var hub = stack.Shared;
        var caseId = (await hub.Notify(Sample.BecameLookedAfter(Sample.NewSubject()))).CaseId;
        var task = await hub.Get($"hub/fhir/Task/{caseId}", hub.Health);
        var (method, path, resource) = Request(kind, caseId, task.Json);
        var refused = 0;
        foreach (var (what, body) in Mutations(resource))
        {
            var before = (await hub.StoredCase(caseId))["facts"]!.AsArray().Count;
            var answer = await hub.Fhir(method, path, body, kind == "Task" ? [("If-Match", task.ETag)] : []);
            Assert.True(answer.Status < 500, $"{what}: {answer.Status} {answer.Body}");
            if (answer.Status < 300)
            {
                // Still right, such as without an optional element; what it recorded made a new version.
                task = await hub.Get($"hub/fhir/Task/{caseId}", hub.Health);
                continue;
            }

            refused++;
            Assert.Equal("OperationOutcome", (string)answer.Json["resourceType"]!);
            Assert.True(answer.Status == 400 || answer.Json["issue"]!.AsArray().All(issue => issue!["expression"] is JsonArray { Count: > 0 }), $"{what}: {answer.Body}");
            Assert.Equal(before, (await hub.StoredCase(caseId))["facts"]!.AsArray().Count);
        }

        Assert.True(refused > 30, $"Only {refused} were refused.");
    }

    private static (HttpMethod Method, string Path, JsonObject Resource) Request(string kind, string caseId, JsonNode task) => kind switch
    {
        "Appointment" => (HttpMethod.Post, "/Appointment", Sample.Appointment(caseId, "booked")),
        "DocumentReference" => (HttpMethod.Post, "/DocumentReference", Sample.Document(caseId, "iha-summary", "hostile")),
        "CarePlan" => (HttpMethod.Post, "/CarePlan", new JsonObject
        {
            ["resourceType"] = "CarePlan",
            ["status"] = "active",
            ["intent"] = "plan",
            ["subject"] = new JsonObject { ["reference"] = $"Patient/{caseId}" },
        }),
        "Binary" => (HttpMethod.Post, "/Binary", new JsonObject
        {
            ["resourceType"] = "Binary",
            ["contentType"] = "text/plain",
            ["securityContext"] = new JsonObject { ["reference"] = $"ServiceRequest/{caseId}" },
            ["data"] = "aGVsbG8=",
        }),
        "Task" => (HttpMethod.Put, $"/Task/{caseId}", Moved(task)),
        _ => (HttpMethod.Post, "", Sample.Return(caseId)),
    };

    private static JsonObject Moved(JsonNode task)
    {
        var moved = task.DeepClone().AsObject();
        moved["status"] = "received";
        return moved;
    }

    /// <summary>Every member at every depth, with everything that could stand there instead.</summary>
    private static IEnumerable<(string What, JsonObject Body)> Mutations(JsonObject resource)
    {
        foreach (var path in Paths(resource, []))
        {
            var without = resource.DeepClone().AsObject();
            Parent(without, path).Remove(path[^1]);
            yield return ($"{string.Join('.', path)} left out", without);
            for (var i = 0; i < Wrong.Length; i++)
            {
                var body = resource.DeepClone().AsObject();
                Parent(body, path)[path[^1]] = Wrong[i]();
                yield return ($"{string.Join('.', path)} mutation {i}", body);
            }
        }
    }

    private static IEnumerable<string[]> Paths(JsonNode? node, string[] at) => node switch
    {
        JsonObject json => json.SelectMany(member => Paths(member.Value, [.. at, member.Key]).Prepend([.. at, member.Key])),
        JsonArray array => array.Take(1).SelectMany(item => Paths(item, [.. at, "0"])),
        _ => [],
    };

    private static JsonObject Parent(JsonObject root, string[] path)
    {
        JsonNode node = root;
        foreach (var name in path[..^1])
        {
            node = node is JsonArray array ? array[0]! : node[name]!;
        }

        return node.AsObject();
    }
}
