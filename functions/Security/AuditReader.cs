using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Azure;
using Azure.Storage.Blobs.Models;
using IntegrationHub.Domain.Identifiers;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Security;

/// <summary>Which lines of the audit are wanted.</summary>
/// <param name="On">UTC date.</param>
/// <param name="CaseId">Asked about this case, or shown it in a list; null for any.</param>
/// <param name="Subject">Claim <c>sub</c>; null for any.</param>
/// <param name="Operation">Name of an <see cref="Security.Operation"/>; null for any.</param>
/// <param name="Refused">True for refusals only, false for what was not refused; null for both.</param>
public sealed record AuditFilters(DateOnly On, string? CaseId, string? Subject, string? Operation, bool? Refused)
{
    public bool Fit(AuditEntry entry) =>
        (CaseId is null || entry.CaseId == CaseId || entry.ShownCases?.Contains(CaseId) == true)
        && (Subject is null || entry.Subject == Subject)
        && (Operation is null || entry.Operation == Operation)
        && (Refused is null || Refused == entry.Status >= 400);
}

/// <summary>Reads the audit of one day, hour by hour; within an hour by instance.</summary>
public sealed class AuditReader(HubStorage storage)
{
    /// <param name="cursor">As given with the page before; null for the first.</param>
    public async Task<(IReadOnlyList<AuditEntry> Entries, string? Next)> Read(AuditFilters filter, string? cursor, int limit, CancellationToken cancel)
    {
        var (fromBlob, fromLine) = Parse(cursor);
        var entries = new List<AuditEntry>();
        await foreach (var blob in storage.Audit.GetBlobsAsync(BlobTraits.None, BlobStates.None, $"{filter.On:yyyy-MM-dd}/", cancel))
        {
            if (string.CompareOrdinal(blob.Name, fromBlob) < 0)
            {
                continue;
            }

            var number = 0;
            await foreach (var line in LinesOf(blob, cancel))
            {
                number++;
                if (blob.Name == fromBlob && number <= fromLine)
                {
                    continue;
                }

                if (JsonSerializer.Deserialize<AuditEntry>(line, Answers.Json) is not { } entry || !filter.Fit(entry))
                {
                    continue;
                }

                entries.Add(entry);
                if (entries.Count == limit)
                {
                    return (entries, string.Create(CultureInfo.InvariantCulture, $"{blob.Name}~{number}"));
                }
            }
        }

        return (entries, null);
    }

    /// <summary>Every line about a case from a day on, as whoever asks about this case alone may see it: other cases that the same answer showed are left out.</summary>
    public async IAsyncEnumerable<AuditEntry> About(CaseId id, DateOnly from, [EnumeratorCancellation] CancellationToken cancel)
    {
        var filter = new AuditFilters(from, id.Value, null, null, null);
        await foreach (var blob in storage.Audit.GetBlobsAsync(cancellationToken: cancel))
        {
            if (string.CompareOrdinal(blob.Name, from.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)) < 0)
            {
                continue;
            }

            await foreach (var line in LinesOf(blob, cancel))
            {
                if (line.Contains(id.Value, StringComparison.Ordinal) && JsonSerializer.Deserialize<AuditEntry>(line, Answers.Json) is { } entry && filter.Fit(entry))
                {
                    yield return entry with { ShownCases = entry.ShownCases is null ? null : [id.Value] };
                }
            }
        }
    }

    /// <summary>
    /// The lines that were there when the blob was listed. It grows while it is read: asked for as a whole, or piece after piece, it may be cut off or refused as changed.
    /// </summary>
    private async IAsyncEnumerable<string> LinesOf(BlobItem blob, [EnumeratorCancellation] CancellationToken cancel)
    {
        if (blob.Properties.ContentLength is not { } length || length == 0)
        {
            yield break;
        }

        var asListed = new BlobDownloadOptions { Range = new HttpRange(0, length) };
        using var content = (await storage.Audit.GetBlobClient(blob.Name).DownloadStreamingAsync(asListed, cancel)).Value;
        using var lines = new StreamReader(content.Content);
        while (await lines.ReadLineAsync(cancel) is { } line)
        {
            yield return line;
        }
    }

    private static (string Blob, int Line) Parse(string? cursor) =>
        cursor?.Split('~') is [var blob, var line] && int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? (blob, number) : ("", 0);
}
