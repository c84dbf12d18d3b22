using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Tests.Kit;
using IntegrationHub.Functions.Tests.Reliability;

namespace IntegrationHub.Functions.Tests.Security;

/// <summary>The trigger endpoints share a port with what is proxied from outside: only what is spelt as the Functions host spells it, and carries nothing from outside, reaches them.</summary>
[Collection(TestStack.Name)]
public sealed class TriggerReachTests(SharedInProcessHub shared) : IClassFixture<SharedInProcessHub>
{
    private readonly InProcessHub hub = shared.Hub;

    public static TheoryData<string> Spellings => new(
        "/hub/../{name}", "/hub/%2e%2e/{name}", "/hub/%2E./{name}", "/hub/.%2e/{name}", "/hub/..%2f{name}", "/hub/%2e%2e%2f{name}", "/hub/%2e%2e%2F{name}", "/hub/..;/{name}",
        "/hub/fhir/../../{name}", "/hub/health/live/../../../{name}", "/hub/..\\{name}", "/hub\\..\\{name}", "/hub/..%5c{name}", "/hub/%252e%252e/{name}", "/hub/./../{name}", "/hub//../../{name}",
        "/hub/{name}", "/hub//{name}", "/hub/%2f{name}", "/hub%2f..%2f{name}", "//{name}", "///{name}", "/./{name}", "/%2f{name}", "/{name}/", "/{name}//", "/{name}.", "/{name}..", "/{name}%20",
        "/{name}%00", "/{name};x=1", "/{name}?x=1", "/{name}?", "/{name}#x", "/{lower}", "/{upper}", "/{encoded}", "/x/../{name}", "/HUB/../{name}",
        "http://127.0.0.1/{name}", "http://127.0.0.1/hub/../{name}", "http://127.0.0.1/hub/%2e%2e/{name}", "https://hub.example//{name}");

    public static TheoryData<string, string> FromOutside => new()
    {
        { "X-Forwarded-For", "203.0.113.7" },
        { "X-Forwarded-Host", "hub.example" },
        { "X-Forwarded-Prefix", "/hub" },
        { "X-Original-URL", "/hub/notifications" },
        { "X-Rewrite-URL", "/hub/notifications" },
        { "Forwarded", "for=203.0.113.7" },
        { "X-ARR-LOG-ID", "x" },
        { "Authorization", "Bearer x" },
        { "X-MS-CLIENT-PRINCIPAL", "x" },
    };

    [Theory]
    [MemberData(nameof(Spellings))]
    public async Task No_other_spelling_reaches_a_trigger(string spelling)
    {
        foreach (var name in new[] { "ReceiveNotification", "SweepKeyDates" })
        {
            var target = spelling.Replace("{name}", name, StringComparison.Ordinal).Replace("{lower}", name.ToLowerInvariant(), StringComparison.Ordinal)
                .Replace("{upper}", name.ToUpperInvariant(), StringComparison.Ordinal).Replace("{encoded}", $"%{(int)name[0]:x2}{name[1..]}", StringComparison.Ordinal);
            await IsRefused(() => RawHttp.Post(hub.Port, target, Envelope()));
        }
    }

    [Theory]
    [MemberData(nameof(FromOutside))]
    public async Task Nothing_that_a_front_end_or_a_caller_adds_comes_with_the_hosts_own_post(string header, string value)
    {
        foreach (var entry in FunctionCatalogue.All.Where(entry => entry.Trigger is not HttpTrigger))
        {
            await IsRefused(() => RawHttp.Post(hub.Port, $"/{entry.Name}", Envelope(), (header, value)));
        }
    }

    [Theory]
    [InlineData("X-Original-URL")]
    [InlineData("X-Rewrite-URL")]
    [InlineData("X-Forwarded-Prefix")]
    [InlineData("X-HTTP-Method-Override")]
    public async Task No_header_leads_from_a_public_address_to_a_trigger(string header)
    {
        var (status, text) = await RawHttp.Post(hub.Port, "/hub/notifications", Envelope(), (header, "/ReceiveNotification"));

        Assert.True(status == 401, text);
    }

    [Fact]
    public async Task The_hosts_own_post_reaches_it()
    {
        var before = (await Cases()).Count;
        var (status, text) = await RawHttp.Post(hub.Port, "/ReceiveNotification", Envelope());

        Assert.True(status == 200, text);
        Assert.Equal(before + 1, (await Cases()).Count);
    }

    private static string Envelope() => Sample.StorageQueueEnvelope(Sample.BecameLookedAfter(Sample.NewSubject()).ToJsonString());

    private async Task IsRefused(Func<Task<(int Status, string Text)>> ask)
    {
        var before = (await Cases()).Count;
        var (status, text) = await ask();

        Assert.True(status is 400 or 401 or 404, text);
        Assert.Equal(before, (await Cases()).Count);
    }

    private async Task<List<string>> Cases()
    {
        var names = new List<string>();
        await foreach (var blob in hub.Storage.Cases.GetBlobsAsync())
        {
            names.Add(blob.Name);
        }

        return names;
    }
}
