using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Messaging;

/// <summary>Sends to storage queues, as base64 text, which is what the Functions host reads by default.</summary>
public sealed class QueueSender(HubStorage storage)
{
    /// <summary>What a message of a storage queue has room for: 64 KiB of base64.</summary>
    public const int MostBytes = 48 * 1024;

    /// <param name="body">JSON text.</param>
    public Task Send(string queue, string body, CancellationToken cancel) => Send(queue, System.Text.Encoding.UTF8.GetBytes(body), cancel);

    public Task Send(string queue, ReadOnlyMemory<byte> body, CancellationToken cancel) =>
        storage.Queue(queue).SendMessageAsync(Convert.ToBase64String(body.Span), cancel);
}
