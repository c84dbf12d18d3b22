using System.Text.Json.Nodes;
using IntegrationHub.Tools.Hub.Fuzz;
using IntegrationHub.Tools.Hub.Local;
using Xunit.Abstractions;

namespace IntegrationHub.Tooling.Tests;

public sealed class FuzzTests(ITestOutputHelper output) : IDisposable
{
    private readonly TemporaryFolder folder = new();

    /// <summary>`./hub fuzz` does it for as long as one likes, with any seed.</summary>
    [Fact]
    public async Task Whatever_is_sent_the_hub_answers_soon_and_honestly_and_keeps_nothing_of_what_it_refuses()
    {
        var result = await FuzzRun.PlayAsync(LocalSettings.OnFreePorts(folder["hub"]), new FuzzPlan(Seed: 5, From: 0, Count: 100_000, TimeSpan.FromSeconds(15)), null, _ => { }, default);

        output.WriteLine($"{result.Sent} inputs; {string.Join(", ", result.Statuses.OrderBy(status => status.Key))}; {string.Join(", ", result.Families)}; slowest {result.Slowest}; {result.MemoryAfterWarmUp} to {result.MemoryAtEnd} MB");
        Assert.True(result.Wrong.Count == 0, string.Join('\n', result.Wrong));
        Assert.True(result.Sent >= 300);
        Assert.Equal(
            ["envelope", "fhir", "headers", "import", "notification", "patch", "policy", "query", "search", "small", "subscription"],
            result.Families.Keys.Order(StringComparer.Ordinal));
        Assert.True(result.Families["notification"].Taken > 0);
        Assert.True(result.Families["import"].Taken > 0);
    }

    [Fact]
    public void The_same_seed_gives_the_same_inputs_each_by_itself()
    {
        var corpus = FuzzCorpus.Of("825-aaaaaaaaaaaaaaaaaaaaaaaaaa", JsonNode.Parse("""{"rest":[{"resource":[{"type":"Task","searchParam":[{"name":"status"},{"name":"owner"}]}]}]}""")!);
        var inputs = Enumerable.Range(0, 400).Select(new FuzzGenerator(corpus, 7).At).Select(input => input.Fingerprint).ToList();

        Assert.Equal(inputs[321], new FuzzGenerator(corpus with { }, 7).At(321).Fingerprint);
        Assert.Equal(inputs, Enumerable.Range(0, 400).Select(new FuzzGenerator(corpus, 7).At).Select(input => input.Fingerprint));
        Assert.NotEqual(inputs[321], new FuzzGenerator(corpus, 8).At(321).Fingerprint);
        Assert.Equal(inputs.Count, inputs.Distinct().Count());
    }

    public void Dispose() => folder.Dispose();
}
