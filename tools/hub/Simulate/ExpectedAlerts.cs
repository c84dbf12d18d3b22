namespace IntegrationHub.Tools.Hub.Simulate;

/// <summary>A step of the ladder: of the IHA (review 0) or of a review, of a key date, at a level.</summary>
public readonly record struct LadderStep(int Review, int KeyDate, int Level)
{
    /// <summary>As it ends an alert's id: `3.2`, `v1.4.1`.</summary>
    public override string ToString() => Review == 0 ? $"{KeyDate}.{Level}" : $"v{Review}.{KeyDate}.{Level}";
}

/// <summary>An alert as the re-computation has it.</summary>
public sealed class ExpectedAlert(LadderStep step, DateOnly raisedOn)
{
    public LadderStep Step { get; } = step;
    public DateOnly RaisedOn { get; set; } = raisedOn;
    public SortedSet<string> Covers { get; } = new(StringComparer.Ordinal);
    public DateOnly? ResolvedOn { get; set; }
    public bool IsOpen => ResolvedOn is null;
}

/// <summary>
/// The alerts of one child, kept from look to look as the hub keeps them: at each message and at each sweep it is asked which steps of the ladder
/// hold now, and which of them nobody was told of.
/// </summary>
public sealed class ExpectedAlerts
{
    public Dictionary<LadderStep, ExpectedAlert> All { get; } = [];

    /// <summary>Looks at the case on a day.</summary>
    /// <param name="known">What the hub knows.</param>
    /// <param name="today">In London.</param>
    /// <param name="isArrival">The notification has just come.</param>
    public void Look(Known known, DateOnly today, bool isArrival)
    {
        var holding = Holding(known, today);
        foreach (var alert in All.Values.Where(alert => alert.IsOpen && !holding.ContainsKey(alert.Step)))
            alert.ResolvedOn = today;
        var told = All.Values.Where(alert => alert.IsOpen).SelectMany(alert => alert.Covers).ToHashSet();
        var untold = holding.Where(step => !told.Contains(step.Key.ToString())).ToList();
        var isBackdated = isArrival && known.NotifiedOn > Expected.Due(known, 2) && Expected.Pathway(known) != "not-required";
        if (isBackdated && untold.Count == 0)
            Raise([new(0, 2, 2)], today, resolved: true);
        else if (isBackdated || untold.Any(step => step.Value < today))
            Raise([.. untold.Select(step => step.Key)], today, resolved: false);
        else
            foreach (var ofOneDate in untold.Select(step => step.Key).GroupBy(step => (step.Review, step.KeyDate)))
                Raise([.. ofOneDate], today, resolved: false);
    }

    /// <summary>One alert for all of them: the highest level, and of two the later key date.</summary>
    private void Raise(List<LadderStep> steps, DateOnly today, bool resolved)
    {
        if (steps.Count == 0)
            return;
        var highest = steps.OrderBy(step => step.Level).ThenBy(step => step.Review).ThenBy(step => step.KeyDate).Last();
        if (!All.TryGetValue(highest, out var alert))
            All[highest] = alert = new ExpectedAlert(highest, today);
        (alert.RaisedOn, alert.ResolvedOn) = (today, resolved ? today : null);
        alert.Covers.UnionWith(steps.Select(step => step.ToString()));
    }

    /// <summary>The steps that are reached of dates that are still wanted, each with its own day.</summary>
    private static Dictionary<LadderStep, DateOnly> Holding(Known known, DateOnly today)
    {
        var steps = new List<(LadderStep Step, DateOnly On)>();
        if (known.CeasedOn is null)
        {
            for (var keyDate = 2; keyDate <= 5; keyDate++)
                if (Expected.Met(known, keyDate) is null && !Expected.IsNotRequired(known, keyDate))
                    steps.AddRange(Ladder(0, keyDate, Expected.Due(known, keyDate)));
            foreach (var review in ExpectedReviews.Of(known).Where(review => review.Outcome == "open"))
                for (var keyDate = 2; keyDate <= 5; keyDate++)
                    if (ExpectedReviews.Met(known, review, keyDate) is null)
                        steps.AddRange(Ladder(review.Number, keyDate, ExpectedReviews.Due(review, keyDate)));
        }
        return steps.Where(step => step.On <= today).ToDictionary(step => step.Step, step => step.On);
    }

    /// <summary>A working day ahead, the day after, two and five working days after; the statutory date goes to everybody on the day after.</summary>
    private static IEnumerable<(LadderStep Step, DateOnly On)> Ladder(int review, int keyDate, DateOnly due) =>
    [
        (new(review, keyDate, 1), OwnCalendar.Plus(due, -1)),
        (new(review, keyDate, 2), due.AddDays(1)),
        (new(review, keyDate, 3), keyDate == 5 ? due.AddDays(1) : OwnCalendar.Plus(due, 2)),
        (new(review, keyDate, 4), keyDate == 5 ? due.AddDays(1) : OwnCalendar.Plus(due, 5)),
    ];
}
