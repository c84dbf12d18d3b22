using IntegrationHub.Tools.Hub.Local;
using IntegrationHub.Tools.Hub.Simulate;

namespace IntegrationHub.Tooling.Tests;

public sealed class SimulatedYearTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    /// <summary>Every kind of story three times. `./hub simulate` plays 400 children over 400 days.</summary>
    [Fact]
    public async Task A_small_councils_year_agrees_with_the_re_computation_on_every_date_state_and_alert()
    {
        var result = await SimulatedYear.PlayAsync(LocalSettings.OnFreePorts(folder["hub"]), seed: 4, children: 42, days: 300, (_, _) => { }, default);

        Assert.Equal([], result.Player.Refused);
        Assert.Equal([], YearReport.Differences(result));
        Assert.Equal(
            ["clinic", "gp-pool", "host-provider", "neonatal", "not-required", "refusal", "uasc"],
            result.Plan.Cases.SelectMany(course => course.Pathways).Distinct().Order(StringComparer.Ordinal));
        Assert.Contains(result.Plan.Cases, course => course.Known.ReviewsRaised.Count > 0);
        Assert.NotEmpty(result.Plan.Outages);
    }

    [Fact]
    public void The_same_seed_is_the_same_year()
    {
        var (one, other) = (new YearPlan(7, 30, 300), new YearPlan(7, 30, 300));

        Assert.Equal(one.Outages, other.Outages);
        Assert.Equal(one.Cases.Select(course => course.Child), other.Cases.Select(course => course.Child));
        Assert.NotEqual(one.Outages, new YearPlan(8, 30, 300).Outages);
    }

    public void Dispose() => folder.Dispose();
}
