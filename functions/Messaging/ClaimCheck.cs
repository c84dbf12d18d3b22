using System.Security.Cryptography;
using System.Text.Json;
using Azure;
using Azure.Storage.Blobs.Models;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Messaging;

/// <summary>
/// Bodies that are too large for the broker: the body lies as a blob, <c>claims/{queue}/{sha256}</c>, and a claim to it goes onto the queue, as JSON with the single
/// member <c>claimCheck</c>. A claim leads to content of its own queue and hash only, so nobody who writes to a queue can have the hub read anything else.
/// </summary>
public sealed class ClaimCheck(HubStorage storage)
{
    /// <summary>Media type of a claim.</summary>
    public const string ContentType = "application/vnd.integrationhub.claim-check+json";

    private const int MostClaimBytes = 4096;

    /// <summary>Keeps a body; the same one twice is kept once.</summary>
    /// <returns>The claim, as it goes onto the queue.</returns>
    public async Task<ReadOnlyMemory<byte>> Deposit(string queue, ReadOnlyMemory<byte> body, string contentType, CancellationToken cancel)
    {
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(body.Span));
        var blob = storage.Claims.GetBlobClient($"{queue}/{sha256}");
        try
        {
            await blob.UploadAsync(
                BinaryData.FromBytes(body),
                new BlobUploadOptions { Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All }, HttpHeaders = new BlobHttpHeaders { ContentType = contentType } }, cancel);
        }
        catch (RequestFailedException exists) when (exists.Status is 409 or 412)
        {
            // Kept already.
        }

        return JsonSerializer.SerializeToUtf8Bytes(new { claimCheck = new { queue, sha256, size = body.Length, contentType, url = blob.Uri.GetLeftPart(UriPartial.Path) } });
    }

    /// <summary>The body that a message claims, or its own when it claims none.</summary>
    /// <returns>Null when there is no such content.</returns>
    public async Task<ReadOnlyMemory<byte>?> TakeUp(string queue, ReadOnlyMemory<byte> body, CancellationToken cancel)
    {
        if (Claimed(body) is not { } claim)
        {
            return body;
        }

        if (claim.Queue != queue || claim.Sha256 is not { Length: 64 } || !claim.Sha256.All(char.IsAsciiHexDigitLower))
        {
            return null;
        }

        try
        {
            var content = (await storage.Claims.GetBlobClient($"{queue}/{claim.Sha256}").DownloadContentAsync(cancel)).Value.Content.ToMemory();
            return Convert.ToHexStringLower(SHA256.HashData(content.Span)) == claim.Sha256 ? content : null;
        }
        catch (RequestFailedException missing) when (missing.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return null;
        }
    }

    private static (string? Queue, string? Sha256)? Claimed(ReadOnlyMemory<byte> body)
    {
        if (body.Length > MostClaimBytes || body.Span.IndexOf("claimCheck"u8) < 0)
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.EnumerateObject().ToList() is [{ Name: "claimCheck", Value.ValueKind: JsonValueKind.Object } claim]
                ? (Text(claim.Value, "queue"), Text(claim.Value, "sha256"))
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement claim, string name) => claim.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
