using System.Globalization;
using System.Text.Json;
using Azure;
using Azure.Storage.Blobs.Models;
using IntegrationHub.Domain.Alarms;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Alarms;

/// <summary>An alarm as read, with what makes a conditional write possible.</summary>
public sealed record StoredAlarm(Alarm Alarm, ETag? ETag);

/// <summary>
/// Alarms, <c>{kind}.{subject}/{round}.json</c> in the container <c>alarms</c>. Every write has a condition: of two who raise the same, one does.
/// </summary>
public sealed class AlarmStore(HubStorage storage)
{
    private const string Resolved = "resolved";
    private const string Settled = "settled";
    private const string Yes = "true";

    /// <summary>The last alarm of each key.</summary>
    public async Task<IReadOnlyList<StoredAlarm>> Latest(CancellationToken cancel)
    {
        var latest = new Dictionary<string, string>();
        await foreach (var blob in storage.Alarms.GetBlobsAsync(cancellationToken: cancel))
        {
            // Names sort by round.
            latest[blob.Name[..blob.Name.LastIndexOf('/')]] = blob.Name;
        }

        return await Load(latest.Values, cancel);
    }

    /// <summary>Alarms that are open, or over but not yet told.</summary>
    public Task<IReadOnlyList<StoredAlarm>> Unsettled(CancellationToken cancel) => List(blob => !Says(blob, Settled), cancel);

    /// <summary>All alarms that are over, or all that aren't, or all.</summary>
    public Task<IReadOnlyList<StoredAlarm>> List(bool? resolved, CancellationToken cancel) =>
        List(blob => resolved is null || resolved == Says(blob, Resolved), cancel);

    /// <summary>An alarm by id; null when there is none.</summary>
    public async Task<StoredAlarm?> Find(string alarmId, CancellationToken cancel)
    {
        var end = alarmId.LastIndexOf('.');
        return end > 0 && int.TryParse(alarmId[(end + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var round)
            && alarmId.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter is '.' or '-')
            ? await Read(NameOf(alarmId[..end], round), cancel)
            : null;
    }

    /// <returns>The alarm as stored; null when somebody else was faster.</returns>
    public async Task<StoredAlarm?> TryPut(Alarm alarm, ETag? read, CancellationToken cancel)
    {
        var options = new BlobUploadOptions
        {
            Conditions = read is { } etag ? new BlobRequestConditions { IfMatch = etag } : new BlobRequestConditions { IfNoneMatch = ETag.All },
            Metadata = new Dictionary<string, string>
            {
                [Resolved] = alarm.ResolvedAt is null ? "false" : Yes,
                [Settled] = alarm.IsSettled ? Yes : "false",
            },
        };
        try
        {
            var stored = await storage.Alarms.GetBlobClient(NameOf(alarm.Key, alarm.Round)).UploadAsync(BinaryData.FromObjectAsJson(alarm, Answers.Json), options, cancel);
            return new StoredAlarm(alarm, stored.Value.ETag);
        }
        catch (RequestFailedException conflict) when (conflict.Status is 409 or 412)
        {
            return null;
        }
    }

    private async Task<IReadOnlyList<StoredAlarm>> List(Func<BlobItem, bool> wanted, CancellationToken cancel)
    {
        var names = new List<string>();
        await foreach (var blob in storage.Alarms.GetBlobsAsync(BlobTraits.Metadata, BlobStates.None, null, cancel))
        {
            if (wanted(blob))
            {
                names.Add(blob.Name);
            }
        }

        return await Load(names, cancel);
    }

    private async Task<IReadOnlyList<StoredAlarm>> Load(IEnumerable<string> names, CancellationToken cancel)
    {
        var alarms = new List<StoredAlarm>();
        foreach (var name in names)
        {
            if (await Read(name, cancel) is { } alarm)
            {
                alarms.Add(alarm);
            }
        }

        return alarms;
    }

    private async Task<StoredAlarm?> Read(string name, CancellationToken cancel)
    {
        try
        {
            var blob = (await storage.Alarms.GetBlobClient(name).DownloadContentAsync(cancel)).Value;
            var alarm = blob.Content.ToObjectFromJson<Alarm>(Answers.Json) ?? throw new JsonException("An alarm blob holds no alarm.");
            return new StoredAlarm(alarm, blob.Details.ETag);
        }
        catch (RequestFailedException missing) when (missing.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return null;
        }
    }

    private static bool Says(BlobItem blob, string name) => blob.Metadata.TryGetValue(name, out var value) && value == Yes;

    private static string NameOf(string key, int round) => string.Create(CultureInfo.InvariantCulture, $"{key}/{round:D6}.json");
}
