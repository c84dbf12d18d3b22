using System.Text.Json;
using Azure;
using Azure.Storage.Blobs.Models;
using IntegrationHub.Domain.Calendar;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Calendar;

/// <summary>What the feed said, as kept.</summary>
/// <param name="Holidays">Null when nothing was kept yet, or what is kept can't be read.</param>
/// <param name="ETag">Null when nothing is kept.</param>
public sealed record KeptHolidays(BankHolidays? Holidays, ETag? ETag)
{
    public static KeptHolidays None { get; } = new(null, null);

    /// <summary>What the hub counts by: kept years before those that ship with it.</summary>
    public BankHolidays Effective => Holidays is null ? BankHolidays.BuiltIn : BankHolidays.BuiltIn.With(Holidays);
}

/// <summary>What became of the feed when it was last read: an attempt that reached nobody says nothing about it.</summary>
/// <param name="At">UTC.</param>
/// <param name="Outcome">One of <see cref="RefreshOutcomes"/>.</param>
/// <param name="Reasons">Why it was refused.</param>
public sealed record LastRefresh(DateTimeOffset At, string Outcome, IReadOnlyList<string> Reasons);

/// <summary>Outcomes of <see cref="RefreshCalendar"/>, as stored.</summary>
public static class RefreshOutcomes
{
    public const string Taken = "taken";
    public const string Unchanged = "unchanged";
    public const string Unreachable = "unreachable";
    public const string Refused = "refused";
}

/// <summary>
/// The container <c>calendar</c>: what the feed said (<c>bank-holidays.json</c>), and what became of it when it was last read (<c>last-refresh.json</c>).
/// </summary>
public sealed class CalendarStore(HubStorage storage)
{
    private const string Holidays = "bank-holidays.json";
    private const string Refresh = "last-refresh.json";

    /// <param name="seen">The ETag that was read before; null to read in any case.</param>
    /// <returns>Null when it is still the one that was seen.</returns>
    public async Task<KeptHolidays?> Read(ETag? seen, CancellationToken cancel)
    {
        try
        {
            var conditions = new BlobRequestConditions { IfNoneMatch = seen };
            var blob = await storage.Calendar.GetBlobClient(Holidays).DownloadContentAsync(new BlobDownloadOptions { Conditions = conditions }, cancel);
            return blob.GetRawResponse().Status == 304 ? null : Readable(blob.Value);
        }
        catch (RequestFailedException same) when (same.Status == 304)
        {
            return null;
        }
        catch (RequestFailedException missing) when (missing.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return KeptHolidays.None;
        }
    }

    /// <returns>The new ETag; null when somebody else was faster.</returns>
    public async Task<ETag?> TryKeep(BankHolidays holidays, ETag? read, CancellationToken cancel)
    {
        var conditions = read is { } etag ? new BlobRequestConditions { IfMatch = etag } : new BlobRequestConditions { IfNoneMatch = ETag.All };
        try
        {
            var kept = await storage.Calendar.GetBlobClient(Holidays).UploadAsync(BinaryData.FromString(holidays.Write()), new BlobUploadOptions { Conditions = conditions }, cancel);
            return kept.Value.ETag;
        }
        catch (RequestFailedException conflict) when (conflict.Status is 409 or 412)
        {
            return null;
        }
    }

    public Task Record(LastRefresh refresh, CancellationToken cancel) =>
        storage.Calendar.GetBlobClient(Refresh).UploadAsync(BinaryData.FromObjectAsJson(refresh, Answers.Json), overwrite: true, cancel);

    public async Task<LastRefresh?> LastRefresh(CancellationToken cancel)
    {
        try
        {
            return (await storage.Calendar.GetBlobClient(Refresh).DownloadContentAsync(cancel)).Value.Content.ToObjectFromJson<LastRefresh>(Answers.Json);
        }
        catch (RequestFailedException missing) when (missing.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return null;
        }
    }

    private static KeptHolidays Readable(BlobDownloadResult blob)
    {
        try
        {
            return new KeptHolidays(BankHolidays.Parse(blob.Content.ToStream()), blob.Details.ETag);
        }
        catch (JsonException)
        {
            // Somebody wrote into it: what ships with the hub counts until the next refresh takes its place.
            return new KeptHolidays(null, blob.Details.ETag);
        }
    }
}
