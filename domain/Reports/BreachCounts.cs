using IntegrationHub.Domain.KeyDates;

namespace IntegrationHub.Domain.Reports;

/// <summary>How often a reason was given.</summary>
/// <param name="Count">In how many cases for one of the key dates, those that the hub only proposes among them.</param>
/// <param name="Proposed">Those that the hub proposes and nobody has recorded yet.</param>
/// <param name="ByKeyDate">The same, for each key date.</param>
public sealed record BreachCount(string Reason, int Count, int Proposed, IReadOnlyDictionary<KeyDate, int> ByKeyDate);

/// <summary>Counts why key dates were missed: one reason for each case and key date.</summary>
public sealed class BreachCounts
{
    private readonly Dictionary<(string Reason, KeyDate KeyDate), int> counts = [];
    private readonly Dictionary<string, int> proposed = [];

    /// <summary>Reasons in all.</summary>
    public int Total => counts.Values.Sum();

    /// <summary>The most frequent first, then by name.</summary>
    public IReadOnlyList<BreachCount> Ranked() =>
    [
        .. counts.GroupBy(entry => entry.Key.Reason)
            .Select(reason => new BreachCount(
                reason.Key, reason.Sum(entry => entry.Value), proposed.GetValueOrDefault(reason.Key),
                reason.OrderBy(entry => entry.Key.KeyDate).ToDictionary(entry => entry.Key.KeyDate, entry => entry.Value)))
            .OrderByDescending(reason => reason.Count).ThenBy(reason => reason.Reason, StringComparer.Ordinal),
    ];

    public void Add(CaseFigures figures)
    {
        foreach (var breach in figures.Breaches)
        {
            counts[(breach.Reason, breach.KeyDate)] = counts.GetValueOrDefault((breach.Reason, breach.KeyDate)) + 1;
            if (breach.IsProposed)
            {
                proposed[breach.Reason] = proposed.GetValueOrDefault(breach.Reason) + 1;
            }
        }
    }
}
