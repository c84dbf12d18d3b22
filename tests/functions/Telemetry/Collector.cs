using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using IntegrationHub.Functions.Tests.Escalations.Partners;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace IntegrationHub.Functions.Tests.Telemetry;

/// <summary>A span as it arrived.</summary>
internal sealed record Span(string Trace, string Id, string Parent, string Name, long Kind, IReadOnlyDictionary<string, string> Attributes, IReadOnlyList<string> LinkedTraces);

/// <summary>A value of a metric as it arrived: the count of a histogram is its <paramref name="Value"/>.</summary>
internal sealed record Point(string Metric, string Unit, IReadOnlyDictionary<string, string> Attributes, double Value, double Sum);

/// <summary>Takes traces and metrics as a collector does: OTLP over HTTP, in protobuf.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<Protobuf> traces = new();
    private readonly ConcurrentQueue<Protobuf> metrics = new();
    private readonly ConcurrentQueue<string> raw = new();

    private Collector(WebApplication app) => this.app = app;

    /// <summary>Settings with which a hub tells this collector, and soon.</summary>
    public (string Name, string? Value)[] Settings =>
        [("OTEL_EXPORTER_OTLP_ENDPOINT", app.Urls.Single()), ("OTEL_BSP_SCHEDULE_DELAY", "200"), ("OTEL_METRIC_EXPORT_INTERVAL", "400")];

    /// <summary>All that arrived, as text.</summary>
    public IEnumerable<string> Raw => raw;

    public IReadOnlyList<Span> Spans => [.. traces.SelectMany(sent => sent.All(1)).SelectMany(resource => resource.All(2)).SelectMany(scope => scope.All(2)).Select(Read)];

    /// <summary>The latest value of each metric and set of attributes.</summary>
    public IReadOnlyList<Point> Points =>
    [
        .. metrics.SelectMany(sent => sent.All(1)).SelectMany(resource => resource.All(2)).SelectMany(scope => scope.All(2)).SelectMany(PointsOf)
            .GroupBy(point => $"{point.Metric} {string.Join(' ', point.Attributes.OrderBy(one => one.Key, StringComparer.Ordinal))}").Select(points => points.Last()),
    ];

    public static async Task<Collector> Start()
    {
        var app = Partner.Create();
        var collector = new Collector(app);
        app.MapPost("/v1/traces", context => collector.Take(context, collector.traces));
        app.MapPost("/v1/metrics", context => collector.Take(context, collector.metrics));
        await app.StartAsync();
        return collector;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task Take(HttpContext http, ConcurrentQueue<Protobuf> kind)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        raw.Enqueue(Encoding.Latin1.GetString(body.ToArray()));
        kind.Enqueue(new Protobuf(body.ToArray()));
        http.Response.ContentType = "application/x-protobuf";
    }

    private static Span Read(Protobuf span) => new(
        span.Hex(1), span.Hex(2), span.Hex(4), span.Text(5), span.Number(6), Attributes(span, 9), [.. span.All(13).Select(link => link.Hex(1))]);

    private static IEnumerable<Point> PointsOf(Protobuf metric)
    {
        var (name, unit) = (metric.Text(1), metric.Text(3));
        foreach (var point in metric.All(5).Concat(metric.All(7)).SelectMany(data => data.All(1)))
        {
            var value = point.Has(6) ? point.Number(6) : point.Double(4);
            yield return new Point(name, unit, Attributes(point, 7), value, value);
        }

        foreach (var point in metric.All(9).SelectMany(data => data.All(1)))
        {
            yield return new Point(name, unit, Attributes(point, 9), point.Number(4), point.Double(5));
        }
    }

    private static Dictionary<string, string> Attributes(Protobuf holder, int field) => holder.All(field).ToDictionary(attribute => attribute.Text(1), attribute => Text(attribute.All(2).Single()));

    private static string Text(Protobuf value) =>
        value.Has(1) ? value.Text(1) : value.Has(3) ? value.Number(3).ToString(CultureInfo.InvariantCulture) : value.Has(2) ? value.Number(2) == 1 ? "true" : "false" : "?";
}
