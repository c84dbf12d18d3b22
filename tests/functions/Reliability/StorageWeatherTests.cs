using IntegrationHub.Functions.Tests.Kit;

namespace IntegrationHub.Functions.Tests.Reliability;

/// <summary>Storage is away, busy, throttling, slow, or cuts its answers off: honest answers, few attempts, and no restart afterwards.</summary>
[Collection(Waiting.Name)]
public sealed class StorageWeatherTests(TestStack stack)
{
    // The first attempt and three more, as HubStorage says.
    private const int MostAttempts = 4;

    [Theory]
    [InlineData(StorageWeather.Busy)]
    [InlineData(StorageWeather.Throttling)]
    [InlineData(StorageWeather.HangingUp)]
    [InlineData(StorageWeather.Truncating)]
    public async Task In_foul_weather_callers_hear_503_and_afterwards_all_is_well_without_a_restart(StorageWeather weather)
    {
        using var proxy = new LossyBlobProxy(stack.Azurite.BlobPort);
        await using var hub = await stack.StartHubBehind(proxy);
        var subject = Sample.NewSubject();
        var caseId = (await hub.Notify(Sample.BecameLookedAfter(subject))).CaseId;
        var consent = Sample.Consent(subject);

        proxy.Weather = weather;
        var answers = await Task.WhenAll(
            hub.Notify(consent), hub.Get($"hub/cases/{caseId}", hub.SocialCare), hub.Get($"hub/fhir/Task/{caseId}", hub.Health),
            hub.Get("hub/fhir/Task?status=requested", hub.Health));
        var trigger = await hub.Trigger("ReceiveNotification", Sample.StorageQueueEnvelope(Sample.Paperwork(subject).ToJsonString()));
        var ready = await hub.Get("hub/health/ready", null);

        Assert.All(answers, answer => Assert.True(answer.Status == 503 && answer.Message.Headers.RetryAfter is not null, $"{answer.Status} {answer.Body}"));
        Assert.Equal("storage-unavailable", answers[0].Code);
        Assert.Equal(500, trigger.Status);
        Assert.Contains("storage-unavailable", trigger.Body, StringComparison.Ordinal);

        // Readiness asks whether containers are there, which has no body that could be cut off.
        Assert.Equal(weather == StorageWeather.Truncating ? 200 : 503, ready.Status);
        Assert.Equal(weather == StorageWeather.Truncating ? "up" : "down", (string)ready.Json["dependencies"]![0]!["status"]!);
        Assert.Equal(200, (await hub.Get("hub/health/live", null)).Status);

        // A body that ends half way is asked for again within each attempt.
        Assert.InRange(proxy.FoulRequests.Count(request => request.Contains($"cases/825/{caseId}.json", StringComparison.Ordinal)), 1, 3 * MostAttempts * (weather == StorageWeather.Truncating ? MostAttempts : 1));

        proxy.Weather = StorageWeather.Fair;
        Assert.True((await hub.Notify(consent)).Status is 200 or 201);
        Assert.Equal(200, (await hub.Get("hub/health/ready", null)).Status);
        Assert.Single(await hub.Facts(caseId), fact => (string)fact!["data"]!["type"]! == "consent-recorded" && (string)fact["data"]!["status"]! == "given");
    }

    [Fact]
    public async Task Slow_storage_makes_slow_answers_not_wrong_ones()
    {
        using var proxy = new LossyBlobProxy(stack.Azurite.BlobPort);
        await using var hub = await stack.StartHubBehind(proxy);
        var subject = Sample.NewSubject();
        var caseId = (await hub.Notify(Sample.BecameLookedAfter(subject))).CaseId;

        proxy.Weather = StorageWeather.Slow;
        var slow = await hub.Notify(Sample.Consent(subject));
        var read = await hub.Get($"hub/cases/{caseId}", hub.SocialCare);

        proxy.Weather = StorageWeather.Fair;
        Assert.True(slow.Status is 201 or 503, slow.Body);
        Assert.Equal(200, read.Status);
        await Eventually.Holds("index and case agree", async () =>
        {
            var named = (await hub.StoredCase(caseId))["indexEntries"]!.AsArray().Select(name => (string)name!).ToHashSet();
            return named.IsSubsetOf(await hub.BlobNames("index"));
        });
    }
}
