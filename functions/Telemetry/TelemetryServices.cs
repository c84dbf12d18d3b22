using System.Diagnostics;
using System.Reflection;
using IntegrationHub.Functions.Storage;
using OpenTelemetry;
using OpenTelemetry.Context.Propagation;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace IntegrationHub.Functions.Telemetry;

/// <summary>Traces, metrics, and the correlation in log lines.</summary>
public static class TelemetryServices
{
    /// <summary>What this system is called wherever its traces and metrics are looked at; <c>OTEL_SERVICE_NAME</c> says otherwise.</summary>
    public const string ServiceName = "integrationhub";

    /// <summary>One JSON object for each line, with trace id and span id of what it is about.</summary>
    public static void AddHubLogs(this ILoggingBuilder logging)
    {
        logging.ClearProviders().AddJsonConsole(console =>
        {
            console.IncludeScopes = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
        });
        logging.Configure(factory => factory.ActivityTrackingOptions = ActivityTrackingOptions.TraceId | ActivityTrackingOptions.SpanId);
        logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("System", LogLevel.Warning);

        // It would put the path of the request around each line.
        logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
    }

    /// <param name="settings">Null: nothing is exported, and what is measured goes nowhere.</param>
    public static IServiceCollection AddTelemetry(this IServiceCollection services, TelemetrySettings? settings)
    {
        HubTraces.AlwaysCorrelate();
        services.AddSingleton<DistributedContextPropagator>(TraceParentOnly.Instance);

        // It would put the address of the partner around each line.
        services.ConfigureHttpClientDefaults(http => http.RemoveAllLoggers());
        services.AddMetrics().AddSingleton<HubMetrics>().AddSingleton(provider => ActivatorUtilities.CreateInstance<HubGauges>(provider, TimeProvider.System));
        return settings is null ? services : services.AddExport();
    }

    private static IServiceCollection AddExport(this IServiceCollection services)
    {
        // Only then the instrumentation leaves it to the propagator of before.
        Sdk.SetDefaultTextMapPropagator(new TraceContextPropagator());
        services.AddSingleton(provider => new SpansWithoutAddresses(provider.GetRequiredService<HubStorage>().Targets));
        services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(ServiceName, serviceVersion: Version).AddEnvironmentVariableDetector())
            .WithTracing(traces => traces
                .AddSource(HubTraces.Name)
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()

                // All of it, whatever the caller says of its own: a child's case makes some hundred spans in a year.
                .SetSampler(new AlwaysOnSampler())
                .AddProcessor<SpansWithoutAddresses>()
                .AddOtlpExporter())
            .WithMetrics(metrics => metrics
                .AddMeter(HubTraces.Name, "Microsoft.AspNetCore.Hosting", "System.Net.Http", "System.Runtime")
                .AddOtlpExporter());
        return services;
    }

    private static string? Version => typeof(TelemetryServices).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
}
