using System.Globalization;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Identifiers;
using IntegrationHub.Domain.Indicators;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Reports;

/// <summary>
/// A council's children who were looked after for 12 months without a break at the end of a year. Whose care began too late is left out by the
/// listing's metadata; the others are read.
/// </summary>
internal static class ContinuouslyLookedAfter
{
    // Reads from storage at once: enough to hide its latency, few enough to leave room for others.
    private const int AtOnce = 16;

    public static async Task<IReadOnlyList<CaseState>> In(
        LocalAuthorityCode council, ReportingYear year, HubStorage storage, CaseStore cases, CancellationToken cancel)
    {
        var found = new List<CaseState>();
        var waiting = new List<CaseId>();
        await foreach (var listed in CaseListing.Read(storage, council.Value, cancel))
        {
            if (!BeganAfter(year.FirstDay, listed.Metadata))
            {
                waiting.Add(listed.Id);
            }

            if (waiting.Count == AtOnce)
            {
                found.AddRange(await Load(waiting, year, cases, cancel));
                waiting.Clear();
            }
        }

        found.AddRange(await Load(waiting, year, cases, cancel));
        return found;
    }

    private static async Task<IEnumerable<CaseState>> Load(List<CaseId> ids, ReportingYear year, CaseStore cases, CancellationToken cancel)
    {
        var loaded = await Task.WhenAll(ids.Select(id => cases.Load(id, cancel)));
        return loaded.OfType<StoredCase>().Select(stored => stored.State).Where(year.IsCoveredBy);
    }

    /// <summary>A case without the day in its metadata was stored before that was kept there: it has to be read.</summary>
    private static bool BeganAfter(DateOnly day, IDictionary<string, string> metadata) =>
        DateOnly.TryParseExact(metadata.TryGetValue(CaseMetadata.CareBegan, out var text) ? text : null, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var began)
        && began > day;
}
