using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Azure;
using Azure.Storage.Blobs.Models;
using IntegrationHub.Domain.Calendar;
using IntegrationHub.Functions.Hosting;

namespace IntegrationHub.Functions.Storage;

/// <summary>A message that can't be processed, kept for a person to look at.</summary>
/// <param name="Queue">Where it came from, or was to go.</param>
/// <param name="MessageId">The broker's id, or the hub's own of a message that it couldn't send.</param>
/// <param name="Reason">Stable code.</param>
/// <param name="Attempts">How often it was delivered.</param>
/// <param name="Correlation">W3C trace id of the last attempt.</param>
/// <param name="ParkedAt">UTC.</param>
/// <param name="Envelope">What the host handed over, as it was, or the body that was to go out; it may hold personal data. Null once the message is discarded.</param>
public sealed record ParkedMessage(
    string Queue, string MessageId, string Reason, int Attempts, string Correlation, DateTimeOffset ParkedAt, string? Envelope)
{
    /// <summary>True when the hub couldn't send it: <see cref="Envelope"/> is then the body itself.</summary>
    public bool IsOutgoing { get; init; }

    /// <summary>One of <see cref="ParkedStates"/>.</summary>
    public string State { get; init; } = ParkedStates.Parked;

    /// <summary>When it was replayed or discarded, UTC.</summary>
    public DateTimeOffset? SettledAt { get; init; }

    /// <summary>Claim <c>sub</c> of who did.</summary>
    public string? SettledBy { get; init; }

    /// <summary>Why it was discarded.</summary>
    public string? DiscardReason { get; init; }
}

/// <summary>What became of a parked message.</summary>
public static class ParkedStates
{
    public const string Parked = "parked";
    public const string Replayed = "replayed";
    public const string Discarded = "discarded";

    public static IReadOnlyList<string> All { get; } = [Parked, Replayed, Discarded];
}

/// <summary>What a listing shows of a parked message: nothing of its content.</summary>
/// <param name="Id">Its name in addresses: <c>{queue}.{yyyy-MM-dd}.{hash}</c>.</param>
public sealed record ParkedEntry(string Id, string Queue, string Reason, int Attempts, string Correlation, DateTimeOffset ParkedAt, string State);

/// <summary>A parked message as read, with what makes a conditional write possible.</summary>
public sealed record StoredParked(string Id, ParkedMessage Message, ETag ETag);

/// <summary>
/// Keeps messages that can't be processed, <c>{queue}/{yyyy-MM-dd}/{hash}.json</c>, so that nothing is lost. What was replayed or discarded stays as a record of it.
/// </summary>
public sealed class ParkedStore(HubStorage storage)
{
    /// <summary>Parks a message. However often the same one comes, it is parked once, whatever became of it since.</summary>
    public async Task Park(ParkedMessage message, CancellationToken cancel)
    {
        try
        {
            await Put(NameOf(message), message, new BlobRequestConditions { IfNoneMatch = ETag.All }, cancel);
        }
        catch (RequestFailedException exists) when (exists.Status is 409 or 412)
        {
            // Parked already.
        }
    }

    /// <summary>Lists in the order of queue and date.</summary>
    /// <param name="queue">Null for all.</param>
    /// <param name="after">The id after which to begin; null for the beginning.</param>
    public async IAsyncEnumerable<ParkedEntry> List(string? queue, string? after, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var blob in storage.Parked.GetBlobsAsync(BlobTraits.Metadata, BlobStates.None, queue is null ? null : $"{queue}/", cancel))
        {
            var id = IdOf(blob.Name);
            if (after is null || string.CompareOrdinal(blob.Name, BlobName(after)) > 0)
            {
                yield return EntryOf(id, blob.Metadata) ?? EntryOf(id, (await Find(id, cancel))!.Message);
            }
        }
    }

    public async Task<StoredParked?> Find(string id, CancellationToken cancel)
    {
        if (BlobName(id) is not { } name)
        {
            return null;
        }

        try
        {
            var blob = (await storage.Parked.GetBlobClient(name).DownloadContentAsync(cancel)).Value;
            return new StoredParked(id, blob.Content.ToObjectFromJson<ParkedMessage>(Answers.Json) ?? throw new JsonException("A parked blob holds no message."), blob.Details.ETag);
        }
        catch (RequestFailedException missing) when (missing.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return null;
        }
    }

    /// <summary>Records what became of a message.</summary>
    /// <returns>False when somebody else changed it meanwhile.</returns>
    public async Task<bool> TrySettle(StoredParked stored, ParkedMessage settled, CancellationToken cancel)
    {
        try
        {
            await Put(BlobName(stored.Id)!, settled, new BlobRequestConditions { IfMatch = stored.ETag }, cancel);
            return true;
        }
        catch (RequestFailedException conflict) when (conflict.Status is 409 or 412)
        {
            return false;
        }
    }

    private Task Put(string name, ParkedMessage message, BlobRequestConditions conditions, CancellationToken cancel) =>
        storage.Parked.GetBlobClient(name).UploadAsync(BinaryData.FromObjectAsJson(message, Answers.Json), new BlobUploadOptions
        {
            Conditions = conditions,
            Metadata = new Dictionary<string, string>
            {
                ["state"] = message.State,
                ["reason"] = message.Reason,
                ["attempts"] = message.Attempts.ToString(CultureInfo.InvariantCulture),
                ["correlation"] = message.Correlation.Length > 0 ? message.Correlation : "none",
                ["parkedAt"] = message.ParkedAt.ToString("O", CultureInfo.InvariantCulture),
            },
        }, cancel);

    /// <summary>By what the broker says of the message and by its content, not by what differs from one delivery to the next.</summary>
    private static string NameOf(ParkedMessage message)
    {
        var (body, insertedAt) = message.IsOutgoing ? (Encoding.UTF8.GetBytes(message.Envelope!), null) : Incoming(message.Envelope!);
        var hash = Convert.ToHexStringLower(SHA256.HashData([.. Encoding.UTF8.GetBytes($"{message.MessageId}\n"), .. body]))[..32];
        return $"{message.Queue}/{LondonTime.DateOf(insertedAt ?? message.ParkedAt):yyyy-MM-dd}/{hash}.json";
    }

    private static (byte[] Body, DateTimeOffset? InsertedAt) Incoming(string raw) =>
        TriggerEnvelope.Parse(raw) is { } envelope ? (envelope.Body.ToArray(), envelope.InsertedAt) : (Encoding.UTF8.GetBytes(raw), null);

    private static string IdOf(string blobName) => blobName[..^".json".Length].Replace('/', '.');

    /// <summary>Null for what can't be an id.</summary>
    private static string? BlobName(string id) => id.Split('.') is [{ Length: > 0 } queue, { Length: 10 } date, { Length: 32 } hash] && id.All(IsPlain)
        ? $"{queue}/{date}/{hash}.json"
        : null;

    private static bool IsPlain(char letter) => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter is '-' or '.';

    private static ParkedEntry EntryOf(string id, ParkedMessage message) =>
        new(id, message.Queue, message.Reason, message.Attempts, message.Correlation, message.ParkedAt, message.State);

    /// <summary>Null for one that was parked before metadata were kept.</summary>
    private static ParkedEntry? EntryOf(string id, IDictionary<string, string> metadata) =>
        metadata.TryGetValue("state", out var state)
            ? new ParkedEntry(
                id, id[..id.IndexOf('.', StringComparison.Ordinal)], metadata["reason"], int.Parse(metadata["attempts"], CultureInfo.InvariantCulture), metadata["correlation"],
                DateTimeOffset.Parse(metadata["parkedAt"], CultureInfo.InvariantCulture), state)
            : null;
}
