using Azure;
using Azure.Storage.Blobs.Models;
using IntegrationHub.Contracts.Alerts;
using IntegrationHub.Functions.Messaging;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Escalations.Digests;

/// <summary>A digest that is being sent: which alerts, decided once, so that an attempt after a crash sends the same under the same id.</summary>
/// <param name="NoticeId">The same for every attempt.</param>
/// <param name="Names">The spool blobs it is made of.</param>
/// <param name="FirstFailedAt">When a channel first did not take it; null while none has failed.</param>
/// <param name="NotBefore">Not to be tried before, UTC; null for at once.</param>
/// <param name="Told">What became of it, once a channel has taken or refused it: it is not sent again, only recorded. Null before.</param>
public sealed record DigestManifest(
    string NoticeId, IReadOnlyList<string> Names, DateTimeOffset? FirstFailedAt = null, DateTimeOffset? NotBefore = null, DigestTold? Told = null);

/// <summary>What became of a digest.</summary>
/// <param name="Reason">Why it was refused; null when it was delivered.</param>
public sealed record DigestTold(string Role, string Channel, string? Reason);

/// <summary>One digest as it lies in the spool.</summary>
/// <param name="Alerts">Names of the spooled alerts.</param>
/// <param name="IsReady">Nothing was added for a while, or it is being sent already.</param>
public sealed record SpooledDigest(string DigestId, IReadOnlyList<string> Alerts, bool IsReady);

/// <summary>Alerts that wait for the digest of their recipient, <c>digests/{digestId}/{alertId}-{state}.json</c>; beside them, while it is being sent, <c>manifest.json</c>.</summary>
public sealed class DigestSpool(HubStorage storage, TimeProvider realTime)
{
    /// <summary>How long nothing was added before a digest is sent; the store counts in real time.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromSeconds(30);

    private const string Manifest = "manifest.json";

    /// <summary>Adds an alert for each of its recipients who gets a digest and is still to be told; the same again changes nothing.</summary>
    /// <param name="outstanding">Roles that were not told yet.</param>
    public async Task Add(AlertMessage alert, IReadOnlyList<string> outstanding, CancellationToken cancel)
    {
        foreach (var recipient in alert.Recipients.Where(recipient => recipient.Digest is not null && outstanding.Contains(recipient.Role)))
        {
            await PutOnce(
                $"{recipient.Digest}/{WaitingNotices.KeyOf(alert).Id}.json", BinaryData.FromObjectAsJson(alert with { Recipients = [recipient] }, OutgoingMessages.Json), cancel);
        }
    }

    public async Task<IReadOnlyList<SpooledDigest>> List(CancellationToken cancel)
    {
        var blobs = new List<BlobItem>();
        await foreach (var blob in storage.Digests.GetBlobsAsync(cancellationToken: cancel))
        {
            blobs.Add(blob);
        }

        return
        [
            .. blobs.GroupBy(blob => blob.Name[..blob.Name.IndexOf('/', StringComparison.Ordinal)]).Select(digest => new SpooledDigest(
                digest.Key,
                [.. digest.Select(blob => blob.Name).Where(name => !IsManifest(name))],
                digest.Any(blob => IsManifest(blob.Name)) || realTime.GetUtcNow() - digest.Max(blob => blob.Properties.LastModified) > Quiet)),
        ];
    }

    /// <summary>The manifest of a digest, made from what is spooled when there is none yet.</summary>
    public async Task<DigestManifest> Begin(SpooledDigest digest, CancellationToken cancel)
    {
        var hash = DocumentStore.HashOf(System.Text.Encoding.UTF8.GetBytes(string.Join('\n', digest.Alerts)));
        var manifest = new DigestManifest($"digest-{digest.DigestId}-{hash[..8]}", digest.Alerts);
        await PutOnce($"{digest.DigestId}/{Manifest}", BinaryData.FromObjectAsJson(manifest, OutgoingMessages.Json), cancel);
        return await Find(digest.DigestId, cancel) ?? manifest;
    }

    /// <summary>The manifest of a digest as it stands; null when there is none (any more).</summary>
    public async Task<DigestManifest?> Find(string digestId, CancellationToken cancel)
    {
        try
        {
            var stored = await storage.Digests.GetBlobClient($"{digestId}/{Manifest}").DownloadContentAsync(cancel);
            return stored.Value.Content.ToObjectFromJson<DigestManifest>(OutgoingMessages.Json);
        }
        catch (RequestFailedException gone) when (gone.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return null;
        }
    }

    /// <summary>Keeps what is new about a digest that is being sent.</summary>
    public Task Update(string digestId, DigestManifest manifest, CancellationToken cancel) =>
        storage.Digests.GetBlobClient($"{digestId}/{Manifest}").UploadAsync(BinaryData.FromObjectAsJson(manifest, OutgoingMessages.Json), overwrite: true, cancel);

    /// <summary>The alerts of a manifest that still lie in the spool.</summary>
    public async Task<IReadOnlyList<AlertMessage>> Read(DigestManifest manifest, CancellationToken cancel)
    {
        var alerts = new List<AlertMessage>();
        foreach (var name in manifest.Names)
        {
            try
            {
                var blob = await storage.Digests.GetBlobClient(name).DownloadContentAsync(cancel);
                alerts.AddRange(WaitingNotices.Read(blob.Value.Content.ToMemory().Span) is { Recipients.Count: 1 } alert ? [alert] : []);
            }
            catch (RequestFailedException gone) when (gone.ErrorCode == BlobErrorCode.BlobNotFound)
            {
                // Removed by an attempt that was cut off after it had been told and recorded.
            }
        }

        return alerts;
    }

    /// <summary>Removes what was told; the manifest last, so that what is left over is never taken for a digest of its own.</summary>
    public async Task Remove(string digestId, DigestManifest manifest, CancellationToken cancel)
    {
        foreach (var name in manifest.Names.Append($"{digestId}/{Manifest}"))
        {
            await storage.Digests.DeleteBlobIfExistsAsync(name, cancellationToken: cancel);
        }
    }

    private static bool IsManifest(string name) => name.EndsWith($"/{Manifest}", StringComparison.Ordinal);

    private async Task PutOnce(string name, BinaryData content, CancellationToken cancel)
    {
        try
        {
            await storage.Digests.GetBlobClient(name).UploadAsync(
                content, new BlobUploadOptions { Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All } }, cancel);
        }
        catch (RequestFailedException exists) when (exists.Status is 409 or 412)
        {
            // Put by an earlier delivery, or by another instance.
        }
    }
}
