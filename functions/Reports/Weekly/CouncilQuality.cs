using Azure.Storage.Blobs.Models;
using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Identifiers;
using IntegrationHub.Domain.Reports;
using IntegrationHub.Functions.Policies;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Reports.Weekly;

/// <summary>The figures of the data-quality report, for one council after the other.</summary>
internal sealed class CouncilQuality(HubStorage storage, ListedFigures listed, CaseStore cases, CaseRules rules, TimeProvider time)
{
    // Reads from storage at once.
    private const int AtOnce = 16;

    /// <summary>Every council that has cases, in order of its code: one listing of names' first parts.</summary>
    public async Task<IReadOnlyList<string>> Councils(CancellationToken cancel)
    {
        var councils = new List<string>();
        await foreach (var found in storage.Cases.GetBlobsByHierarchyAsync(BlobTraits.None, BlobStates.None, "/", null, cancel))
        {
            if (found.IsPrefix && LocalAuthorityCode.TryParse(found.Prefix.TrimEnd('/'), out var council))
            {
                councils.Add(council.Value);
            }
        }

        return councils;
    }

    public async Task<DataQuality> Of(string council, CancellationToken cancel)
    {
        var today = LondonTime.Today(time);
        var quality = new DataQuality(DataQualityReport.PeriodTo(today), today, rules.Calendar);
        await foreach (var one in listed.Of(new ReportScope(council, null), cancel))
        {
            quality.Add(one.Id.Value, one.Figures);
        }

        return quality;
    }

    /// <summary>The first cases with problems, by the council's own reference, in its order.</summary>
    public async Task<IReadOnlyList<QualityLine>> Lines(DataQuality quality, CancellationToken cancel)
    {
        var lines = new List<QualityLine>();
        foreach (var some in quality.Cases.Take(QualityNotice.MostLines).Chunk(AtOnce))
        {
            lines.AddRange((await Task.WhenAll(some.Select(one => Line(one, cancel)))).OfType<QualityLine>());
        }

        return [.. lines.OrderBy(line => line.LocalId, StringComparer.Ordinal)];
    }

    /// <summary>Null of a case that was removed meanwhile.</summary>
    private async Task<QualityLine?> Line(CaseProblems one, CancellationToken cancel) =>
        CaseId.TryParse(one.CaseId, out var id) && await cases.Load(id, cancel) is { } stored ? new QualityLine(one.CaseId, stored.State.Header.LocalId, one.Problems) : null;
}
