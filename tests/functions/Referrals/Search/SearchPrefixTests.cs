using IntegrationHub.Functions.Referrals.Search;

namespace IntegrationHub.Functions.Tests.Referrals.Search;

/// <summary>Which parts of the index a search lists: what it costs follows from them.</summary>
public sealed class SearchPrefixTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 28, 9, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("2026-11-28T08:55:00Z", "2026-11/20261128 2026-11/20261129")]
    [InlineData("2026-11-27T23:59:59Z", "2026-11/20261127 2026-11/20261128 2026-11/20261129")]
    [InlineData("2026-11-26T23:59:59Z", "2026-11/ 2026-12/")]
    [InlineData("2026-09-01T00:00:00Z", "2026-09/ 2026-10/ 2026-11/ 2026-12/")]
    public void What_ended_is_listed_by_days_when_a_short_time_is_asked_for_and_else_by_months(string from, string expected)
    {
        var prefixes = Prefixes($"gt{from}");

        Assert.Equal(expected.Split(' '), Under(prefixes, "completed"));
        Assert.Equal(Under(prefixes, "completed"), Under(prefixes, "cancelled"));
        Assert.Equal([""], Under(prefixes, "requested"));
    }

    [Fact]
    public void A_day_before_midnight_counts_with_the_days_after_it_across_a_new_year()
    {
        Assert.Equal(
            ["2026-12/20261231", "2027-01/20270101", "2027-01/20270102"],
            Under(Prefixes("ge2026-12-31T23:50:00Z", new DateTimeOffset(2027, 1, 1, 0, 5, 0, TimeSpan.Zero)), "rejected"));
    }

    private static IReadOnlyList<string> Prefixes(string lastUpdated, DateTimeOffset? now = null) => SearchCandidates.Prefixes(
        "RXQ", new SearchReader("Task", "https://hub.example", token => token).Read([new("_lastUpdated", lastUpdated)]), null, now ?? Now);

    private static IEnumerable<string> Under(IEnumerable<string> prefixes, string status) => prefixes
        .Where(prefix => prefix.StartsWith($"search/RXQ/{status}/", StringComparison.Ordinal)).Select(prefix => prefix[$"search/RXQ/{status}/".Length..]).Order(StringComparer.Ordinal);
}
