namespace IntegrationHub.Domain.Reports;

/// <summary>How numbers of days spread: kept as how often each occurs, so that its size doesn't grow with the cases.</summary>
public sealed class Spread
{
    private readonly SortedDictionary<int, int> occurrences = [];

    /// <summary>How many numbers there are.</summary>
    public int Count { get; private set; }

    /// <summary>The middle one, or the mean of the two in the middle; null when there is none.</summary>
    public decimal? Median => Count == 0 ? null : (At((Count - 1) / 2) + At(Count / 2)) / 2m;

    /// <summary>The smallest number that at least nine of ten don't exceed (nearest rank); null when there is none.</summary>
    public int? Ninetieth => Count == 0 ? null : At((((Count * 9) + 9) / 10) - 1);

    public void Add(int days)
    {
        occurrences[days] = occurrences.GetValueOrDefault(days) + 1;
        Count++;
    }

    private int At(int place)
    {
        foreach (var (days, times) in occurrences)
        {
            if (place < times)
            {
                return days;
            }

            place -= times;
        }

        throw new ArgumentOutOfRangeException(nameof(place));
    }
}
