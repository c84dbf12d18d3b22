using System.Text.Json.Nodes;
using IntegrationHub.Functions.Security;
using IntegrationHub.Functions.Tests.Kit;

namespace IntegrationHub.Functions.Tests.Subscriptions;

/// <summary>The Subscription as a resource: what is taken, what is refused, and who sees it.</summary>
[Collection(TestStack.Name)]
public sealed class SubscriptionResourceTests(TestStack stack) : IAsyncLifetime, IDisposable
{
    private static readonly (string Path, string? Value, string Expected)[] SingleFaults =
    [
        ("criteria", "Task?colour=blue", "Subscription.criteria not-supported"),
        ("criteria", "Task?status=requested&_count=5&_sort=_lastUpdated", "Subscription.criteria not-supported|Subscription.criteria not-supported"),
        ("criteria", "Task?_lastUpdated=gt2026-01-01", "Subscription.criteria not-supported"),
        ("criteria", "http://127.0.0.1/hub/fhir/Task?status=requested", "Subscription.criteria not-supported"),
        ("criteria", null, "Subscription.criteria required"),
        ("reason", null, "Subscription.reason required"),
        ("status", "error", "Subscription.status business-rule"),
        ("channel.endpoint", null, "Subscription.channel.endpoint required"),
        ("channel.endpoint", "{receiver}book", "Subscription.channel.endpoint forbidden"),
        ("channel.endpoint", "ftp://files.example/", "Subscription.channel.endpoint value"),
        ("channel.payload", "application/json", "Subscription.channel.payload not-supported"),
        ("channel.payload", null, "Subscription.channel.payload required"),
        ("channel._payload", null, "Subscription.channel.payload required"),
        ("channel.extension", null, "Subscription.channel.extension required"),
    ];

    private static readonly (string Method, string Path)[] Addresses =
    [
        ("GET", "Subscription"),
        ("POST", "Subscription/_search"),
        ("GET", "Subscription/x"),
        ("GET", "Subscription/x/_history/1"),
        ("POST", "Subscription"),
        ("PUT", "Subscription/x"),
        ("DELETE", "Subscription/x"),
    ];

    private readonly Receiver receiver = new();
    private TestHub hub = null!;

    public async Task InitializeAsync() => hub = await stack.StartHub("2026-11-02T09:00:00Z", ("HUB_SUBSCRIPTION_ENDPOINTS", receiver.Url));

    public Task DisposeAsync() => hub.DisposeAsync().AsTask();

    public void Dispose() => receiver.Dispose();

    [Fact]
    public async Task Created_read_and_found_it_never_shows_a_secret()
    {
        var created = await Post(Subscriber.Sample(receiver.Url));
        var id = (string)created.Json["id"]!;
        Assert.Equal(201, created.Status);
        Assert.EndsWith($"/hub/fhir/Subscription/{id}/_history/1", created.Message.Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.Equal("W/\"1\"", created.ETag);
        await hub.UntilSubscription(id, "active");
        var read = await hub.Subscription(id);
        var vread = await hub.Get($"hub/fhir/Subscription/{id}/_history/2", hub.Health);
        var found = await hub.Get($"hub/fhir/Subscription?status=active&url={Uri.EscapeDataString(receiver.Url)}&criteria=Task&_id={id}", hub.Health);
        var searched = await hub.Send(HttpMethod.Post, "hub/fhir/Subscription/_search", hub.Health, TestHub.Content("status=requested,active", "application/x-www-form-urlencoded"));

        Assert.Equal("W/\"2\"", read.ETag);
        Assert.Equal(read.Body, vread.Body);
        Assert.Equal(id, (string)found.Json["entry"]!.AsArray().Single()!["resource"]!["id"]!);
        Assert.Equal(1, (int)searched.Json["total"]!);
        Assert.Equal(0, (int)(await hub.Get("hub/fhir/Subscription?status=off", hub.Health)).Json["total"]!);
        Assert.Equal("Authorization: ********", (string)read.Json["channel"]!["header"]![0]!);
        foreach (var answer in new[] { created, read, vread, found, searched })
        {
            Assert.DoesNotContain(Subscriber.Secret, answer.Body, StringComparison.Ordinal);
            Assert.DoesNotContain("invented-token", answer.Body, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_same_create_again_and_many_at_once_are_one()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Post(Subscriber.Sample(receiver.Url))));
        var again = await Post(Subscriber.Sample(receiver.Url));

        Assert.Single(answers.Append(again).Select(answer => (string)answer.Json["id"]!).Distinct());
        Assert.All(answers, answer => Assert.Contains(answer.Status, new[] { 200, 201 }));
        Assert.Equal(200, again.Status);
        Assert.Equal(1, (int)(await hub.Get("hub/fhir/Subscription", hub.Health)).Json["total"]!);
    }

    [Fact]
    public async Task The_same_endpoint_and_criteria_with_another_secret_is_refused_not_taken_without_a_word()
    {
        await Post(Subscriber.Sample(receiver.Url));
        var other = Subscriber.Sample(receiver.Url);
        other["channel"]!["extension"]![0]!["valueString"] = new string('x', 32);

        Assert.Equal(409, (await Post(other)).Status);
        Assert.Equal(201, (await Post(Subscriber.Sample(receiver.Url, "ServiceRequest?status=active"))).Status);
    }

    [Fact]
    public async Task If_none_exist_finds_the_one_there_is()
    {
        var condition = ("If-None-Exist", $"url={Uri.EscapeDataString(receiver.Url)}&criteria=Task%3Fstatus%3Drequested");
        var first = await hub.Fhir(HttpMethod.Post, "/Subscription", Subscriber.Sample(receiver.Url), condition);
        var other = Subscriber.Sample(receiver.Url);
        other["reason"] = "Another reason";
        var second = await hub.Fhir(HttpMethod.Post, "/Subscription", other, condition);
        await Post(Subscriber.Sample(receiver.Url, "Task?status=accepted"));
        var several = await hub.Fhir(HttpMethod.Post, "/Subscription", other, ("If-None-Exist", "criteria=Task"));
        var meaningless = await hub.Fhir(HttpMethod.Post, "/Subscription", other, ("If-None-Exist", "colour=blue"));

        Assert.Equal((201, 200, 412, 400), (first.Status, second.Status, several.Status, meaningless.Status));
        Assert.Equal((string)first.Json["id"]!, (string)second.Json["id"]!);
    }

    [Fact]
    public async Task Every_fault_is_named_at_once_and_no_value_is_repeated()
    {
        var bad = Subscriber.Sample("https://not-allowed.example/hook", "Patient?name=Sensitive");
        bad["status"] = "active";
        bad["end"] = "2020-01-01T00:00:00Z";
        bad["channel"]!["type"] = "email";
        bad["channel"]!["header"] = new JsonArray("X-Sensitive: Sensitive", "Authorization: ********");
        bad["channel"]!["_payload"]!["extension"]![0]!["valueCode"] = "full-resource";
        bad["channel"]!["extension"]![0]!["valueString"] = "Sensitive";

        var answer = await Post(bad);

        Assert.Equal(422, answer.Status);
        Assert.Equal(
            [
                "Subscription.channel.endpoint forbidden",
                "Subscription.channel.extension value",
                "Subscription.channel.header[0] value",
                "Subscription.channel.header[1] value",
                "Subscription.channel.payload not-supported",
                "Subscription.channel.type not-supported",
                "Subscription.criteria not-supported",
                "Subscription.end business-rule",
                "Subscription.status business-rule",
            ],
            Issues(answer));
        Assert.DoesNotContain("Sensitive", answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("not-allowed.example", answer.Body, StringComparison.Ordinal);
        Assert.Empty(await hub.BlobNames("subscriptions"));
    }

    [Fact]
    public async Task A_fault_is_named_by_its_place()
    {
        foreach (var (path, value, expected) in SingleFaults)
        {
            var bad = Subscriber.Sample(receiver.Url);
            var parts = path.Split('.');
            var parent = parts.Length == 1 ? bad : bad[parts[0]]!.AsObject();
            if (value is null)
            {
                parent.Remove(parts[^1]);
            }
            else
            {
                parent[parts[^1]] = value.Replace("{receiver}", receiver.Url, StringComparison.Ordinal);
            }

            Assert.Equal(expected, string.Join('|', Issues(await Post(bad))));
        }
    }

    [Fact]
    public async Task Without_an_allow_list_nothing_is_allowed_and_the_refusal_says_so()
    {
        var answer = await stack.Shared.Fhir(HttpMethod.Post, "/Subscription", Subscriber.Sample(receiver.Url));

        Assert.Equal(["Subscription.channel.endpoint forbidden"], Issues(answer));
        Assert.Contains("HUB_SUBSCRIPTION_ENDPOINTS", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_update_needs_the_version_that_was_read_and_keeps_the_secrets()
    {
        var id = await hub.Subscribe(Subscriber.Sample(receiver.Url));
        var read = await hub.Subscription(id);
        var change = read.Json.AsObject();
        change["status"] = "requested";
        change["reason"] = "Changed";
        Assert.Equal(428, (await Put(id, change)).Status);
        Assert.Equal(400, (await Put(id, change, "no etag")).Status);
        Assert.Equal(412, (await Put(id, change, "W/\"1\"")).Status);
        var changed = await Put(id, change, read.ETag);
        Assert.Equal((200, "Changed"), (changed.Status, (string)changed.Json["reason"]!));
        Assert.Equal("W/\"3\"", changed.ETag);
        await hub.UntilSubscription(id, "active");

        Assert.Equal(2, receiver.All.DistinctBy(one => one.Id).Count());
        Assert.All(receiver.All, one => Assert.True(one.IsSignedWith(Subscriber.Secret)));
        Assert.All(receiver.All, one => Assert.Equal("Bearer invented-token", one.Authorization));
        change["id"] = "another";
        Assert.Equal(400, (await Put(id, change, (await hub.Subscription(id)).ETag)).Status);
    }

    [Fact]
    public async Task Off_nothing_is_sent()
    {
        var id = await hub.Subscribe(Subscriber.Sample(receiver.Url));
        var read = await hub.Subscription(id);
        var change = read.Json.AsObject();
        change["status"] = "off";
        Assert.Equal(200, (await Put(id, change, read.ETag)).Status);
        await hub.Refer();
        await hub.Trigger("NotifySubscribers", "{\"Data\":{\"timer\":{}},\"Metadata\":{}}");

        Assert.Single(receiver.All);
        Assert.Equal(201, (await Post(Subscriber.Sample(receiver.Url))).Status);
    }

    [Fact]
    public async Task Deleted_it_is_gone_its_secrets_too_and_the_same_can_be_made_anew()
    {
        var id = await hub.Subscribe(Subscriber.Sample(receiver.Url));
        Assert.Equal(412, (await Delete(id, hub.Health, ("If-Match", "W/\"1\""))).Status);
        Assert.Equal(204, (await Delete(id, hub.Health)).Status);
        Assert.Equal(204, (await Delete(id, hub.Health)).Status);
        var read = await hub.Subscription(id);
        var put = await Put(id, Subscriber.Sample(receiver.Url), "W/\"2\"");
        var stored = (await hub.Blobs.GetBlobContainerClient("subscriptions").GetBlobClient($"RXQ/{id}.json").DownloadContentAsync()).Value.Content.ToString();
        var anew = await Post(Subscriber.Sample(receiver.Url));

        Assert.Equal((410, 410), (read.Status, put.Status));
        Assert.Equal("deleted", (string)read.Json["issue"]![0]!["code"]!);
        Assert.DoesNotContain(Subscriber.Secret, stored, StringComparison.Ordinal);
        Assert.DoesNotContain("invented-token", stored, StringComparison.Ordinal);
        Assert.Equal(0, (int)(await hub.Get($"hub/fhir/Subscription?_id={id}", hub.Health)).Json["total"]!);
        Assert.Equal(201, anew.Status);
        Assert.NotEqual(id, (string)anew.Json["id"]!);
    }

    [Fact]
    public async Task Another_organisations_is_not_there()
    {
        var id = await hub.Subscribe(Subscriber.Sample(receiver.Url));
        var other = hub.Token("health", "RTH");
        var absent = new string('0', 32);

        Assert.Equal(404, (await hub.Get($"hub/fhir/Subscription/{id}", other)).Status);
        Assert.Equal(404, (await hub.Get($"hub/fhir/Subscription/{id}/_history/1", other)).Status);
        Assert.Equal(404, (await Delete(id, other)).Status);
        Assert.Equal(0, (int)(await hub.Get("hub/fhir/Subscription", other)).Json["total"]!);
        Assert.Equal(404, (await Delete(absent, hub.Health)).Status);
        Assert.Equal(404, (await hub.Get("hub/fhir/Subscription/..%2FRTH%2Fx", hub.Health)).Status);
        Assert.Equal(200, (await hub.Subscription(id)).Status);
    }

    [Fact]
    public async Task Each_address_takes_the_health_team_and_no_one_else()
    {
        foreach (var (method, path) in Addresses)
        {
            foreach (var persona in Personas.All)
            {
                var answer = await hub.Send(HttpMethod.Parse(method), $"hub/fhir/{path}", hub.Token(persona.Name), null);
                Assert.Equal(persona.Name is "health" or "designated-doctor", answer.Status is not (401 or 403));
            }

            Assert.Equal(401, (await hub.Send(HttpMethod.Parse(method), $"hub/fhir/{path}", null, null)).Status);
        }
    }

    [Fact]
    public async Task An_unknown_parameter_is_reported_or_refused_under_strict_handling()
    {
        var lenient = await hub.Get("hub/fhir/Subscription?colour=blue", hub.Health);
        var strict = await hub.Get("hub/fhir/Subscription?colour=blue", hub.Health, ("Prefer", "handling=strict"));

        Assert.Equal((200, 400), (lenient.Status, strict.Status));
        Assert.Equal("outcome", (string)lenient.Json["entry"]![0]!["search"]!["mode"]!);
    }

    private static IReadOnlyList<string> Issues(Answer answer) =>
        [.. answer.Json["issue"]!.AsArray().Select(issue => $"{issue!["expression"]![0]} {issue["code"]}").Order(StringComparer.Ordinal)];

    private Task<Answer> Post(JsonObject subscription) => hub.Fhir(HttpMethod.Post, "/Subscription", subscription);

    private Task<Answer> Put(string id, JsonObject subscription, string? ifMatch = null) =>
        hub.Fhir(HttpMethod.Put, $"/Subscription/{id}", subscription, ifMatch is null ? [] : [("If-Match", ifMatch)]);

    private Task<Answer> Delete(string id, string token, params (string Name, string Value)[] headers) =>
        hub.Send(HttpMethod.Delete, $"hub/fhir/Subscription/{id}", token, null, headers);
}
