using IntegrationHub.Functions.Tests.Kit;
using IntegrationHub.Functions.Tests.Reliability;

namespace IntegrationHub.Functions.Tests.Limits;

/// <summary>How many requests a client may send: 429 with <c>Retry-After</c>, each client by itself, strangers all together.</summary>
[Collection(Waiting.Name)]
public sealed class RateLimitTests(TestStack stack) : IAsyncLifetime
{
    private const int PerMinute = 10;
    private InProcessHub hub = null!;

    public async Task InitializeAsync() =>
        hub = await InProcessHub.StartOn(stack, ("HUB_RATE_PER_MINUTE", $"{PerMinute}"));

    public Task DisposeAsync() => hub.DisposeAsync().AsTask();

    [Fact]
    public async Task One_that_sends_too_many_is_told_when_to_go_on_and_others_go_on()
    {
        var refused = await UntilRefused(() => hub.Get("hub/cases", hub.SocialCare));
        await hub.Get("hub/cases", hub.SocialCare);
        Assert.Equal((429, "too-many-requests"), (refused.Status, refused.Code));
        Assert.Equal("application/problem+json", refused.Message.Content.Headers.ContentType!.MediaType);
        Assert.InRange(refused.Message.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 6);
        Assert.Equal(200, (await hub.Get("hub/fhir/Task", hub.Health)).Status);

        // Of a flood there is one line a minute, however many were refused.
        var audited = (await hub.Get("hub/operations/audit?on=2026-11-02&refused=true", hub.Token("operations"))).Json["entries"]!.AsArray();
        Assert.InRange(audited.Count(entry => (int)entry!["status"]! == 429), 1, 2);
        Assert.All(audited, entry => Assert.Equal("test-social-care", (string)entry!["subject"]!));
        await Eventually.Holds("the first may go on", async () => (await hub.Get("hub/cases", hub.SocialCare)).Status == 200);
    }

    [Fact]
    public async Task Under_fhir_it_is_an_OperationOutcome()
    {
        var refused = await UntilRefused(() => hub.Get("hub/fhir/Task", hub.Health));

        Assert.Equal("application/fhir+json", refused.Message.Content.Headers.ContentType!.MediaType);
        Assert.Equal(("OperationOutcome", "throttled"), ((string)refused.Json["resourceType"]!, (string)refused.Json["issue"]![0]!["code"]!));
        Assert.NotNull(refused.Message.Headers.RetryAfter);
    }

    [Fact]
    public async Task Strangers_share_one_bucket_whatever_they_call_themselves_and_take_nothing_from_anybody()
    {
        var number = 0;
        await UntilRefused(() => hub.Get("hub/cases", $"made.up.{number++}", ("X-Forwarded-For", $"203.0.113.{number}")));

        Assert.Equal(429, (await hub.Get("hub/cases", null)).Status);
        Assert.Equal(429, (await hub.Get("hub/fhir/metadata", null)).Status);
        Assert.Equal(200, (await hub.Get("hub/cases", hub.SocialCare)).Status);
    }

    [Fact]
    public async Task Probes_and_the_hosts_own_posts_have_no_bound()
    {
        await UntilRefused(() => hub.Get("hub/cases", null));
        for (var i = 0; i < 2 * PerMinute; i++)
        {
            Assert.Equal(200, (await hub.Get("hub/health/live", null)).Status);
            Assert.NotEqual(429, (await hub.Get("hub/health/ready", null)).Status);
            Assert.NotEqual(429, (await hub.Trigger("DispatchOutbox", Sample.TimerEnvelope())).Status);
        }
    }

    private static async Task<Answer> UntilRefused(Func<Task<Answer>> ask)
    {
        for (var i = 0; i < PerMinute; i++)
        {
            Assert.NotEqual(429, (await ask()).Status);
        }

        // The bucket may have filled up a little meanwhile.
        for (var i = 0; i < PerMinute; i++)
        {
            if (await ask() is { Status: 429 } refused)
            {
                return refused;
            }
        }

        Assert.Fail("There is no bound.");
        throw new InvalidOperationException();
    }
}
