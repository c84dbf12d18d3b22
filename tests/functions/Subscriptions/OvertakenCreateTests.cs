using System.Text.Json.Nodes;
using IntegrationHub.Functions.Tests.Kit;
using IntegrationHub.Functions.Tests.Reliability;

namespace IntegrationHub.Functions.Tests.Subscriptions;

/// <summary>While one instance makes a subscription, another is asked for the same, just before each of the first one's storage requests in turn.</summary>
[Collection(TestStack.Name)]
public sealed class OvertakenCreateTests(TestStack stack)
{
    private const int MostRequests = 50;

    [Theory]
    [InlineData("nothing")]
    [InlineData("one that is off")]
    [InlineData("one that was deleted")]
    public async Task Two_creates_make_one_subscription_wherever_they_meet(string before)
    {
        using var receiver = new Receiver();
        var (account, folder) = (stack.NewAccount(), stack.NewFolder());
        await using var first = await Start(account, folder, receiver);
        await using var second = await Start(account, folder, receiver);
        await first.Storage.EnsureExists(CancellationToken.None);

        var met = 0;
        for (var isMet = true; isMet; met += isMet ? 1 : 0)
        {
            Assert.True(met < MostRequests, "It never completes.");
            var wanted = Subscriber.Sample($"{receiver.Url}/{met}");
            var prepared = await Prepare(first, before, wanted);
            Answer? other = null;
            first.Plan.Meanwhile = async () => other = await Create(second, wanted);
            first.Plan.Arm(FaultKind.Overtaken, met);

            var one = await Create(first, wanted);

            isMet = other is not null;
            first.Plan.Disarm();
            Assert.True(one.Status is 200 or 201, one.Body);
            var running = (await second.Get($"hub/fhir/Subscription?url={Uri.EscapeDataString((string)wanted["channel"]!["endpoint"]!)}&status=requested", second.Health)).Json["entry"]!.AsArray();
            Assert.Equal(
                [Assert.Single(running)!["resource"]!["id"]!.ToString()],
                new[] { one, other }.OfType<Answer>().Select(answer => (string)answer.Json["id"]!).Distinct());
            Assert.Equal(isMet ? [200, 201] : [201], new[] { one, other }.OfType<Answer>().Select(answer => answer.Status).Order());
            foreach (var made in new[] { (string)one.Json["id"]!, prepared }.OfType<string>())
            {
                await Remove(second, made);
            }
        }

        Assert.True(met > 3, $"They met {met} times.");
    }

    private static Task<InProcessHub> Start(string account, string folder, Receiver receiver) =>
        InProcessHub.Start(account, folder, "2026-11-02T09:00:00Z", default, ("HUB_SUBSCRIPTION_ENDPOINTS", receiver.Url));

    /// <returns>The id of what is there before; null when nothing ever was.</returns>
    private static async Task<string?> Prepare(InProcessHub hub, string before, JsonObject wanted)
    {
        if (before == "nothing")
        {
            return null;
        }

        var made = await Create(hub, wanted);
        Assert.Equal(201, made.Status);
        var id = (string)made.Json["id"]!;
        if (before == "one that was deleted")
        {
            await Remove(hub, id);
            return id;
        }

        var off = wanted.DeepClone().AsObject();
        (off["id"], off["status"]) = (id, "off");
        Assert.Equal(200, (await hub.Fhir(HttpMethod.Put, $"/Subscription/{id}", off, ("If-Match", made.ETag))).Status);
        return id;
    }

    private static Task<Answer> Create(InProcessHub hub, JsonObject wanted) => hub.Fhir(HttpMethod.Post, "/Subscription", wanted.DeepClone());

    private static async Task Remove(InProcessHub hub, string id) =>
        Assert.Equal(204, (await hub.Send(HttpMethod.Delete, $"hub/fhir/Subscription/{id}", hub.Health, null)).Status);
}
