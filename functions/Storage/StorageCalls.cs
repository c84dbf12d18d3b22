using System.Diagnostics;
using Azure.Core;
using Azure.Core.Pipeline;

namespace IntegrationHub.Functions.Storage;

/// <summary>A request to storage that was answered, or was not.</summary>
/// <param name="Status">HTTP status; null when there was no answer.</param>
/// <param name="Fault">The status of 400 and above, or the type of the exception; null when it went well.</param>
public sealed record StorageCall(StorageTarget Target, string Method, int? Status, string? Fault, TimeSpan Took);

/// <summary>Tells of each request that goes out to storage, each attempt by itself.</summary>
internal sealed class StorageCalls(Func<Uri, StorageTarget?> targetOf, Action<StorageCall> answered) : HttpPipelinePolicy
{
    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            await ProcessNextAsync(message, pipeline);
        }
        catch (Exception fault)
        {
            Tell(message, null, fault.GetType().Name, started);
            throw;
        }

        Tell(message, message.Response.Status, message.Response.Status >= 400 ? $"{message.Response.Status}" : null, started);
    }

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        throw new NotSupportedException("The hub calls storage asynchronously.");

    private void Tell(HttpMessage message, int? status, string? fault, long started)
    {
        if (targetOf(message.Request.Uri.ToUri()) is { } target)
        {
            answered(new StorageCall(target, message.Request.Method.Method, status, fault, Stopwatch.GetElapsedTime(started)));
        }
    }
}
