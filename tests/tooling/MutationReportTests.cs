using System.Text.Json.Nodes;
using IntegrationHub.LocalStack;
using IntegrationHub.Tools.Hub.Mutate;

namespace IntegrationHub.Tooling.Tests;

public sealed class MutationReportTests
{
    private static JsonNode Report(params string[] statuses) => new JsonObject
    {
        ["files"] = new JsonObject
        {
            ["domain/A.cs"] = new JsonObject
            {
                ["mutants"] = new JsonArray([.. statuses.Select((status, at) => (JsonNode)new JsonObject
                {
                    ["status"] = status, ["mutatorName"] = "Equality mutation", ["replacement"] = "a >= b",
                    ["location"] = new JsonObject { ["start"] = new JsonObject { ["line"] = at + 1, ["column"] = 1 } },
                })]),
            },
        },
    };

    [Fact]
    public void What_no_test_reaches_counts_as_survived_and_what_never_ends_as_noticed()
    {
        var report = MutationReport.Read(Report("Killed", "Survived", "Timeout", "NoCoverage", "Ignored", "CompileError", "Killed"));

        Assert.Equal(3, report.Killed);
        Assert.Equal([new("domain/A.cs", 2, "Equality mutation", "a >= b"), new("domain/A.cs", 4, "Equality mutation", "a >= b")], report.Survivors);
        Assert.Equal(60, report.Score);
    }

    [Fact]
    public void A_run_that_changed_nothing_proves_nothing() => Assert.Equal(0, MutationReport.Read(Report("Ignored")).Score);

    [Fact]
    public void The_wanted_score_is_the_one_in_the_configuration()
    {
        var configuration = JsonNode.Parse(File.ReadAllText(Repository.PathOf("tests", "domain", "stryker-config.json")))!["stryker-config"]!;

        Assert.Equal(MutationReport.LeastScore, configuration["thresholds"]!["break"]!.GetValue<int>());
    }
}
