using System.Text.Json;
using System.Text.Json.Serialization;
using Azure;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using IntegrationHub.Contracts.Operations;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Security;

/// <summary>One line of the audit: who asked for what, on which case, and what came of it. It names no child.</summary>
public sealed record AuditEntry(
    DateTimeOffset At, string Operation, string Method, string Route, int Status, string? Subject, string? Client, string? Organisation,
    string? CaseId, IReadOnlyList<string>? ShownCases, string Correlation)
{
    /// <summary>Proof of deletion, where the line is about a case that was removed because its time was up.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RemovalProof? Removed { get; init; }
}

/// <summary>
/// Appends to the audit before an answer leaves: an append blob for each hour and instance. Lines of answers that are ready at the same time go out together, so an
/// instance under load asks less of storage for each of them.
/// </summary>
public sealed class AuditTrail
{
    private readonly HubStorage storage;
    private readonly TimeProvider time;
    private readonly GatheredAppends appends;
    private readonly string instance = Guid.CreateVersion7().ToString("N");

    // An append blob takes 50,000 blocks; then the next one begins.
    private int part;

    public AuditTrail(HubStorage storage, TimeProvider time)
    {
        (this.storage, this.time) = (storage, time);
        appends = new GatheredAppends(Append);
    }

    /// <summary>Ends when the line is stored.</summary>
    /// <param name="cancel">Waits no longer; the line is stored all the same, or not.</param>
    public Task Append(AuditEntry entry, CancellationToken cancel) =>
        appends.Append((byte[])[.. JsonSerializer.SerializeToUtf8Bytes(entry, Answers.Json), (byte)'\n']).WaitAsync(cancel);

    private async Task Append(BinaryData lines)
    {
        var current = part;
        var blob = storage.Audit.GetAppendBlobClient($"{time.GetUtcNow():yyyy-MM-dd/HH}/{instance}-{current}.jsonl");
        try
        {
            await blob.AppendBlockAsync(lines.ToStream());
        }
        catch (RequestFailedException missing) when (missing.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            await blob.CreateIfNotExistsAsync();
            await blob.AppendBlockAsync(lines.ToStream());
        }
        catch (RequestFailedException full) when (full.ErrorCode == BlobErrorCode.BlockCountExceedsLimit)
        {
            Interlocked.CompareExchange(ref part, current + 1, current);
            await Append(lines);
        }
    }
}
