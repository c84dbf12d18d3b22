using System.Text.Json.Nodes;
using IntegrationHub.Functions.Tests.Kit;

namespace IntegrationHub.Functions.Tests.Subscriptions;

/// <summary>Subscriptions as a health team's system sends them, and how it follows them.</summary>
public static class Subscriber
{
    public const string Secret = "an-invented-secret-of-forty-characters-0";
    public const string SecretExtension = "https://fhir.integrationhub.example/StructureDefinition/subscription-secret";
    public const string PayloadContent = "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-payload-content";

    /// <param name="content">empty or id-only; null for a channel without payload.</param>
    public static JsonObject Sample(string endpoint, string criteria = "Task?status=requested", string? content = "id-only")
    {
        var channel = new JsonObject
        {
            ["extension"] = new JsonArray(new JsonObject { ["url"] = SecretExtension, ["valueString"] = Secret }),
            ["type"] = "rest-hook",
            ["endpoint"] = endpoint,
            ["header"] = new JsonArray("Authorization: Bearer invented-token"),
        };
        if (content is not null)
        {
            channel["payload"] = "application/fhir+json";
            channel["_payload"] = new JsonObject { ["extension"] = new JsonArray(new JsonObject { ["url"] = PayloadContent, ["valueCode"] = content }) };
        }

        return new JsonObject
        {
            ["resourceType"] = "Subscription",
            ["status"] = "requested",
            ["reason"] = "New referrals for the invented health team",
            ["criteria"] = criteria,
            ["channel"] = channel,
        };
    }

    /// <summary>Subscribes, and waits until the handshake was taken.</summary>
    public static async Task<string> Subscribe(this TestHub hub, JsonObject subscription)
    {
        var created = await hub.Fhir(HttpMethod.Post, "/Subscription", subscription);
        Assert.True(created.Status == 201, created.Body);
        var id = (string)created.Json["id"]!;
        await hub.UntilSubscription(id, "active");
        return id;
    }

    public static Task<Answer> Subscription(this TestHub hub, string id) => hub.Get($"hub/fhir/Subscription/{id}", hub.Health);

    public static Task UntilSubscription(this TestHub hub, string id, string status) =>
        Eventually.Holds($"the subscription is {status}", async () => (string)(await hub.Subscription(id)).Json["status"]! == status);

    /// <summary>A referral that is ready for the health team.</summary>
    public static async Task<string> Refer(this TestHub hub)
    {
        var answer = await hub.Notify(Kit.Sample.BecameLookedAfter(Kit.Sample.NewSubject()));
        Assert.Equal(201, answer.Status);
        return answer.CaseId;
    }

    /// <summary>The stored state with something changed, as if time had passed.</summary>
    public static async Task ChangeStored(this TestHub hub, string id, Action<JsonNode> change)
    {
        var blob = hub.Blobs.GetBlobContainerClient("subscriptions").GetBlobClient($"RXQ/{id}.json");
        var stored = JsonNode.Parse((await blob.DownloadContentAsync()).Value.Content.ToString())!;
        change(stored);
        var state = (string)stored["standing"]!["status"]!;
        await blob.UploadAsync(BinaryData.FromString(stored.ToJsonString()), new Azure.Storage.Blobs.Models.BlobUploadOptions
        {
            Metadata = new Dictionary<string, string> { ["state"] = state },
        });
    }
}
