namespace IntegrationHub.Domain.Reports;

/// <summary>How many reviews had which result.</summary>
public sealed class ReviewCounts
{
    private readonly int[] counts = new int[ReviewResults.All.Count];

    public int this[ReviewResult result] => counts[(int)result];

    /// <summary>Reviews that are due in the period, whatever became of them.</summary>
    public int Due => counts.Sum();

    /// <summary>The denominator of the share.</summary>
    public int Decided => this[ReviewResult.InTime] + NotInTime;

    public int NotInTime => this[ReviewResult.Late] + this[ReviewResult.NotDone];

    /// <summary>Done at all.</summary>
    public int Done => this[ReviewResult.InTime] + this[ReviewResult.Late];

    public void Add(ReviewResult result) => counts[(int)result]++;
}

/// <summary>Counts review health assessments by the day on which they are due.</summary>
public sealed class ReviewTimeliness(ReportPeriod period, DateOnly today)
{
    private readonly Dictionary<DateOnly, ReviewCounts> months = period.Months().ToDictionary(month => month, _ => new ReviewCounts());
    private readonly SortedDictionary<string, ReviewCounts> teams = new(StringComparer.Ordinal);

    public ReviewCounts Total { get; } = new();

    /// <summary>Each month of the period, by its first day.</summary>
    public IReadOnlyDictionary<DateOnly, ReviewCounts> Months => months;

    /// <summary>By <see cref="CaseFigures.Team"/>; "" for cases without one.</summary>
    public IReadOnlyDictionary<string, ReviewCounts> Teams => teams;

    public void Add(CaseFigures figures)
    {
        foreach (var review in figures.Reviews.Where(review => period.Contains(review.DueOn)))
        {
            var result = ReviewResults.Of(figures, review, today);
            Total.Add(result);
            months[ReportPeriod.FirstOf(review.DueOn)].Add(result);
            if (!teams.TryGetValue(figures.Team ?? "", out var team))
            {
                teams[figures.Team ?? ""] = team = new ReviewCounts();
            }

            team.Add(result);
        }
    }
}
