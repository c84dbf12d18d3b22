using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using IntegrationHub.Domain.Alarms;
using IntegrationHub.LocalStack;

namespace IntegrationHub.Tooling.Tests.Infra;

/// <summary>Whoever is woken finds what to do: docs/operations.md has a section for each alarm and for each alert rule.</summary>
[Collection(InfraCollection.Name)]
public sealed partial class OperationsGuideTests(InfraFixture infra)
{
    private static readonly string Guide = File.ReadAllText(Repository.PathOf("docs", "operations.md"));

    private static readonly string[] Headings = [.. Guide.Split('\n').Where(line => line.StartsWith('#')).Select(line => line.TrimStart('#', ' ').Trim())];

    [Fact]
    public void Each_alarm_of_the_hub_has_a_section() =>
        Assert.All(AlarmKinds.All, kind => Assert.Contains($"`{kind}`", Headings));

    [Fact]
    public void Each_alert_rule_has_a_section_and_each_section_a_rule()
    {
        var rules = infra.Live.NamesOf("Microsoft.Insights/scheduledQueryRules").Concat(infra.Live.NamesOf("Microsoft.Insights/metricAlerts")).ToHashSet();
        var sections = Guide[Guide.IndexOf("## Alert rules", StringComparison.Ordinal)..Guide.IndexOf("## Rotating keys", StringComparison.Ordinal)]
            .Split('\n').Where(line => line.StartsWith("### ", StringComparison.Ordinal)).Select(line => line[4..]).ToHashSet();

        Assert.Equal(rules.Order(), sections.Order());
    }

    [Fact]
    public void Each_alarm_of_the_hub_is_in_one_alert_rule()
    {
        var queries = infra.Live.Of("Microsoft.Insights/scheduledQueryRules").ToDictionary(
            rule => (string)rule["name"]!, rule => (string)rule["properties"]!["criteria"]!["allOf"]![0]!["query"]!);
        var named = queries.Values.SelectMany(query => InKinds().Matches(query)).SelectMany(match => Quoted().Matches(match.Value).Select(kind => kind.Groups[1].Value)).ToList();

        Assert.Subset(AlarmKinds.All.ToHashSet(), named.ToHashSet());
        Assert.Equal(named.Count, named.Distinct().Count());

        // All the others, and those of later versions, are what the last rule takes.
        Assert.Equal(named.Order(), Quoted().Matches(queries["other-alarm"][queries["other-alarm"].IndexOf("!in", StringComparison.Ordinal)..]).Select(kind => kind.Groups[1].Value).Order());
    }

    /// <summary>The rules read the hub's log line; its words are those of WatchOperations.</summary>
    [Fact]
    public void The_rules_read_what_the_hub_logs()
    {
        var source = File.ReadAllText(Repository.PathOf("functions", "Alarms", "WatchOperations.cs"));
        Assert.Contains("\"Alarm {Alarm} raised", source, StringComparison.Ordinal);
        Assert.All(
            infra.Live.Of("Microsoft.Insights/scheduledQueryRules").Select(rule => (string)rule["properties"]!["criteria"]!["allOf"]![0]!["query"]!).Where(query => query.Contains("alarm", StringComparison.Ordinal)),
            query => Assert.Contains("IntegrationHub.Functions.Alarms.WatchOperations", query, StringComparison.Ordinal));

        // Sampling may leave out a line that nobody sees again.
        var sampling = JsonNode.Parse(File.ReadAllText(Repository.PathOf("host.json")))!["logging"]!["applicationInsights"]!["samplingSettings"]!;
        Assert.Contains("Trace", (string)sampling["excludedTypes"]!, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_address_within_the_guide_is_a_heading()
    {
        var anchors = Headings.Select(heading => NotInAnchor().Replace(heading.ToLowerInvariant(), "").Replace(' ', '-')).ToHashSet();
        Assert.All(Within().Matches(Guide), link => Assert.Contains(link.Groups[1].Value, anchors));
    }

    [GeneratedRegex(@"kind in \([^)]*\)")]
    private static partial Regex InKinds();

    [GeneratedRegex("\"([a-z-]+)\"")]
    private static partial Regex Quoted();

    [GeneratedRegex("[^a-z0-9 -]")]
    private static partial Regex NotInAnchor();

    [GeneratedRegex(@"\]\(#([^)]+)\)")]
    private static partial Regex Within();
}
