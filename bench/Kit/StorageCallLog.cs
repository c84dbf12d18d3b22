using System.Diagnostics;
using Azure.Core;
using Azure.Core.Pipeline;

namespace IntegrationHub.Bench.Kit;

/// <summary>A request to storage as it went out.</summary>
/// <param name="Path">Below the account: container or queue, then blob or what is asked of the queue.</param>
/// <param name="Body">Null when it had none.</param>
/// <param name="Began">Timestamp of <see cref="Stopwatch"/>.</param>
internal sealed record LoggedCall(string Service, string Method, string Path, string Query, IReadOnlyDictionary<string, string> Headers, byte[]? Body, long Began)
{
    /// <summary>Timestamp; <see cref="long.MaxValue"/> while it isn't answered.</summary>
    public long Ended { get; set; } = long.MaxValue;

    public string Container => Path.Split('/')[0];

    public string Name => Path.Contains('/', StringComparison.Ordinal) ? Path[(Path.IndexOf('/', StringComparison.Ordinal) + 1)..] : "";
}

/// <summary>Keeps each request that a hub makes to storage, for as long as it is asked to.</summary>
internal sealed class StorageCallLog
{
    private readonly Lock gate = new();
    private readonly List<LoggedCall> calls = [];
    private int open;
    private long last = Stopwatch.GetTimestamp();

    /// <summary>With the bodies and headers; else only what is asked of which container.</summary>
    public bool KeepsAll { get; set; }

    /// <summary>Tells blobs from queues; not until the hub is connected.</summary>
    public Func<Uri, string> ServiceOf { get; set; } = _ => "blob";

    /// <summary>For the options of a storage client.</summary>
    public void Listen(ClientOptions options) => options.AddPolicy(new Listener(this), HttpPipelinePosition.PerRetry);

    /// <summary>What was asked since the last time, in the order in which it began; what goes on by itself has ended when nothing was asked for a while.</summary>
    /// <param name="quiet">For so long.</param>
    public async Task<IReadOnlyList<LoggedCall>> TakeAsync(TimeSpan quiet, CancellationToken stop)
    {
        while (!IsQuiet(quiet))
            await Task.Delay(5, stop);
        return Take();
    }

    public IReadOnlyList<LoggedCall> Take()
    {
        lock (gate)
        {
            var taken = calls.ToList();
            calls.Clear();
            return taken;
        }
    }

    private bool IsQuiet(TimeSpan quiet)
    {
        lock (gate)
            return open == 0 && Stopwatch.GetElapsedTime(last) > quiet;
    }

    private LoggedCall Begin(Request request)
    {
        var uri = request.Uri.ToUri();

        // Azurite's addresses begin with the account's name.
        var path = Uri.UnescapeDataString(uri.AbsolutePath.TrimStart('/'));
        var call = new LoggedCall(
            ServiceOf(uri), request.Method.Method, path[(path.IndexOf('/', StringComparison.Ordinal) + 1)..],
            Uri.UnescapeDataString(uri.Query), KeepsAll ? request.Headers.ToDictionary(header => header.Name, header => header.Value, StringComparer.OrdinalIgnoreCase) : [],
            KeepsAll ? Body(request.Content) : null, Stopwatch.GetTimestamp());
        lock (gate)
        {
            open++;
            calls.Add(call);
        }
        return call;
    }

    private void End(LoggedCall call)
    {
        lock (gate)
        {
            open--;
            last = call.Ended = Stopwatch.GetTimestamp();
        }
    }

    private static byte[]? Body(RequestContent? content)
    {
        if (content is null)
            return null;
        using var copy = new MemoryStream();
        content.WriteTo(copy, CancellationToken.None);
        return copy.ToArray();
    }

    private sealed class Listener(StorageCallLog log) : HttpPipelinePolicy
    {
        public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
        {
            var call = log.Begin(message.Request);
            try
            {
                await ProcessNextAsync(message, pipeline);
            }
            finally
            {
                log.End(call);
            }
        }

        public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
            throw new NotSupportedException("The hub calls storage asynchronously.");
    }
}
