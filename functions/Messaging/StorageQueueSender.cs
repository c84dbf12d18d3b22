using System.Text.Json;
using System.Text.Json.Nodes;
using Azure;
using IntegrationHub.Contracts;
using IntegrationHub.Functions.Operations;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Messaging;

/// <summary>
/// Sends to storage queues, as base64 text, which is what the Functions host reads by default. They have no properties and detect no duplicates: the trace context
/// goes into the JSON of events and alerts, and a repeat is told by the id in the body. The storage client retries by itself.
/// </summary>
public sealed class StorageQueueSender(HubStorage storage, ClaimCheck claims, BrokerHealth health) : IMessageSender
{
    /// <summary>What a message of a storage queue has room for: 64 KiB of base64.</summary>
    public const int MostBytes = 48 * 1024;

    private const string TraceParent = "traceparent";

    public async Task Send(BrokerMessage message, CancellationToken cancel)
    {
        var body = Traced(message);
        if (body.Length > MostBytes)
        {
            body = await claims.Deposit(message.Queue, body, MessageProperties.Of(message).ContentType, cancel);
        }

        try
        {
            await storage.Queue(message.Queue).SendMessageAsync(Convert.ToBase64String(body.Span), cancel);
            health.Took(message.Queue);
        }
        catch (Exception fault) when (fault is RequestFailedException || StorageFaults.IsStorageAway(fault, cancel))
        {
            var notSent = NotSent(message.Queue, fault);
            health.Failed(notSent);
            throw notSent;
        }
    }

    public async Task<int?> DepthOf(string queue, CancellationToken cancel) => await storage.DepthOf(queue, cancel);

    public async Task<DateTimeOffset?> OldestOf(string queue, CancellationToken cancel) =>
        (await storage.Queue(queue).PeekMessageAsync(cancel)).Value is { } oldest ? oldest.InsertedOn : DateTimeOffset.MaxValue;

    public async Task<int?> DeadLettersOf(string queue, CancellationToken cancel) => await storage.DepthOf($"{queue}{CollectPoison.Ending}", cancel);

    private static MessageNotSentException NotSent(string queue, Exception fault)
    {
        var status = (fault as RequestFailedException)?.Status ?? 0;
        var kind = status switch
        {
            400 or 413 => SendFault.Refused,
            401 or 403 or 404 => SendFault.Misconfigured,
            _ => SendFault.Away,
        };
        return new MessageNotSentException(kind, queue, status, status == 0 ? "It could not be reached, or did not answer in time." : $"It answered {status}.", fault);
    }

    /// <summary>FHIR has no place for it: a return by queue goes on without.</summary>
    private static ReadOnlyMemory<byte> Traced(BrokerMessage message)
    {
        if (message.TraceParent is null || message.Queue == Queues.AssessmentReturns)
        {
            return message.Body;
        }

        try
        {
            if (JsonNode.Parse(message.Body.Span) is JsonObject json && json.TryAdd(TraceParent, message.TraceParent))
            {
                return JsonSerializer.SerializeToUtf8Bytes(json, OutgoingMessages.Json);
            }
        }
        catch (Exception unreadable) when (unreadable is JsonException or ArgumentException)
        {
            // Not JSON, or with a member twice: as it is, then.
        }

        return message.Body;
    }
}
