using IntegrationHub.Domain.Escalations;
using IntegrationHub.Domain.Policies;

namespace IntegrationHub.Domain.Tests.Escalations;

public sealed class AlertChannelsTests
{
    private static readonly Policy Chosen = Policy.Default with { Channels = new Dictionary<string, string> { ["named-nurse"] = AlertChannels.Webhook } };

    [Theory]
    [InlineData(true, "notify", "notify", "webhook", "local-record")]
    [InlineData(false, "webhook", "notify", "webhook", "local-record")]
    [InlineData(true, "webhook", "webhook", "local-record")]
    [InlineData(false, "local-record", "notify", "local-record")]
    [InlineData(true, "local-record", "local-record")]
    public void Without_a_choice_it_is_the_first_that_can_reach_the_role(bool hasAddress, string expected, params string[] configured) =>
        Assert.Equal(expected, AlertChannels.Choose(Policy.Default, "social-worker", hasAddress, configured.ToHashSet()));

    [Fact]
    public void The_choice_for_a_role_goes_before_the_default_and_both_before_what_is_configured()
    {
        var all = AlertChannels.All.ToHashSet();

        Assert.Equal("webhook", AlertChannels.Choose(Chosen, "named-nurse", true, all));
        Assert.Equal("notify", AlertChannels.Choose(Chosen, "social-worker", true, all));
        Assert.Equal("local-record", AlertChannels.Choose(Chosen with { DefaultChannel = "local-record" }, "social-worker", true, all));
        Assert.Equal("webhook", AlertChannels.Choose(Chosen, "named-nurse", true, new HashSet<string>()));
    }
}
