using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Storage;
using IntegrationHub.Functions.Telemetry;
using IntegrationHub.LocalStack;
using Microsoft.Extensions.DependencyInjection;

namespace IntegrationHub.Functions.Tests.Telemetry;

/// <summary>The guide and the dashboards name the metrics that there are, all of them, and no others.</summary>
public sealed partial class DashboardTests
{
    private static readonly IReadOnlyList<Instrument> Instruments = Made();

    [Fact]
    public void The_guide_has_a_row_for_each_metric_with_its_unit() =>
        Assert.Equal(
            Instruments.Select(instrument => $"{instrument.Name} {instrument.Unit}").Order(),
            Row().Matches(File.ReadAllText(Repository.PathOf("docs", "observability.md"))).Select(row => $"{row.Groups[1].Value} {row.Groups[2].Value}").Order());

    [Fact]
    public void The_workbook_shows_each_metric_and_no_other() =>
        Assert.Equal(
            Instruments.Select(instrument => instrument.Name).Order(),
            InWorkbook().Matches(File.ReadAllText(Repository.PathOf("infra", "dashboards", "hub.workbook.json"))).Select(query => query.Groups[1].Value).Distinct().Order());

    [Fact]
    public void The_Grafana_dashboard_shows_each_metric_and_no_other() =>
        Assert.Equal(
            Instruments.Select(InPrometheus).Order(),
            InGrafana().Matches(string.Concat(InExpression().Matches(File.ReadAllText(Repository.PathOf("infra", "dashboards", "hub.grafana.json"))).Select(line => WithoutLabels().Replace(line.Value, ""))))
                .Select(name => name.Groups[1].Value).Distinct().Order());

    /// <summary>As the specification translates names: https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/.</summary>
    private static string InPrometheus(Instrument instrument) =>
        instrument.Name.Replace('.', '_') + instrument.Unit switch { "s" => "_seconds", "d" => "_days", _ => "" } + (instrument is Counter<long> ? "_total" : "");

    private static List<Instrument> Made()
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var made = new List<Instrument>();
        using var listener = new MeterListener();
        var factory = services.GetRequiredService<IMeterFactory>();
        var meter = factory.Create(HubTraces.Name);
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (ReferenceEquals(instrument.Meter, meter))
            {
                made.Add(instrument);
            }
        };
        listener.Start();
        _ = new HubMetrics(factory, HubStorage.Connect(HubSettings.Read(name => name == "AzureWebJobsStorage" ? "UseDevelopmentStorage=true" : null).Settings!));
        _ = new HubGauges(factory, TimeProvider.System);
        return made;
    }

    [GeneratedRegex(@"^\| `(hub\.[a-z_.]+)` \| `([^`]+)` \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"name == \\""(hub\.[a-z_.]+)\\""")]
    private static partial Regex InWorkbook();

    [GeneratedRegex(@"""expr"": "".*""")]
    private static partial Regex InExpression();

    [GeneratedRegex(@"by \([^)]*\)|\{[^}]*\}")]
    private static partial Regex WithoutLabels();

    [GeneratedRegex(@"\b(hub_[a-z_]+?)(?:_bucket|_sum|_count)?\b")]
    private static partial Regex InGrafana();
}
