namespace IntegrationHub.Tools.Hub.Simulate;

/// <summary>A step of the ladder: of the IHA (review 0) or of a review, of a key date, at a level.</summary>
public readonly record struct LadderStep(int Review, int KeyDate, int Level)
{
    /// <summary>As it ends an alert's id: `3.2`, `v1.4.1`.</summary>
    public override string ToString() => Review == 0 ? $"{KeyDate}.{Level}" : $"v{Review}.{KeyDate}.{Level}";
}

/// <summary>An alert as the re-computation has it.</summary>
public sealed class ExpectedAlert(LadderStep step)
{
    public LadderStep Step { get; } = step;

    /// <summary>Each time that it was raised, or opened again, and the steps for which it then stood.</summary>
    public List<(DateOnly On, IReadOnlyList<string> Covers)> Rounds { get; } = [];
    public DateOnly RaisedOn => Rounds[^1].On;
    public IReadOnlyList<string> Covers => Rounds[^1].Covers;
    public DateOnly? ResolvedOn { get; set; }
    public bool IsOpen => ResolvedOn is null;
}

/// <summary>
/// The alerts of one child, kept from look to look as the hub keeps them: at each message and at each sweep it is asked which steps of the ladder
/// hold now, and which of them nobody was told of.
/// </summary>
public sealed class ExpectedAlerts
{
    /// <summary>That the hub was told late can't be mended: it is said once, on arrival, and stands until the next date is met.</summary>
    private static readonly LadderStep ToldLate = new(0, 2, 2);

    public Dictionary<LadderStep, ExpectedAlert> All { get; } = [];

    /// <summary>Looks at the case on a day.</summary>
    /// <param name="known">What the hub knows.</param>
    /// <param name="today">In London.</param>
    /// <param name="isArrival">That the clock began has just been told: the notification, or the end of short breaks.</param>
    public void Look(Known known, DateOnly today, bool isArrival)
    {
        var holding = Holding(known, today);
        var isToldLate = known.NotifiedOn > Expected.Due(known, 2) && IsWanted(known, 3);
        foreach (var alert in All.Values.Where(alert => alert.IsOpen && !(alert.Step == ToldLate ? isToldLate : holding.ContainsKey(alert.Step))))
            alert.ResolvedOn = today;
        var told = All.Values.Where(alert => alert.IsOpen).SelectMany(alert => alert.Covers).ToHashSet();
        var untold = holding.Where(step => !told.Contains(step.Key.ToString())).ToList();
        if (isArrival && isToldLate)
            Raise(untold.Count > 0 ? [.. untold.Select(step => step.Key)] : [ToldLate with { Level = 1 }, ToldLate], today);
        else if (untold.Any(step => step.Value < today))
            Raise([.. untold.Select(step => step.Key)], today);
        else
            foreach (var ofOneDate in untold.Select(step => step.Key).GroupBy(step => (step.Review, step.KeyDate)))
                Raise([.. ofOneDate], today);
    }

    /// <summary>One alert for all of them: the highest level, and of two the later key date.</summary>
    private void Raise(List<LadderStep> steps, DateOnly today)
    {
        var highest = steps.OrderBy(step => step.Level).ThenBy(step => step.KeyDate).ThenBy(step => step.Review).Last();
        if (!All.TryGetValue(highest, out var alert))
            All[highest] = alert = new ExpectedAlert(highest);
        alert.Rounds.Add((today, [.. steps.Select(step => step.ToString()).Order(StringComparer.Ordinal)]));
        alert.ResolvedOn = null;
    }

    /// <summary>The steps that are reached of dates that are still wanted, each with its own day.</summary>
    private static Dictionary<LadderStep, DateOnly> Holding(Known known, DateOnly today)
    {
        var steps = new List<(LadderStep Step, DateOnly On)>();
        for (var keyDate = 3; keyDate <= 5; keyDate++)
            if (IsWanted(known, keyDate))
                steps.AddRange(Ladder(0, keyDate, Expected.Due(known, keyDate), keyDate == 4 ? known.RejectedOn : null));
        foreach (var review in ExpectedReviews.Of(known).Where(review => review.Outcome == "open"))
            for (var keyDate = 2; keyDate <= 5; keyDate++)
                if (ExpectedReviews.Met(known, review, keyDate) is null)
                    steps.AddRange(Ladder(review.Number, keyDate, ExpectedReviews.Due(review, keyDate), null));
        return steps.Where(step => step.On <= today).ToDictionary(step => step.Step, step => step.On);
    }

    /// <summary>
    /// Nobody is chased for a date that is met or not required, nor for the IHA once it is complete, also where no day was ever given on which the
    /// child was seen.
    /// </summary>
    private static bool IsWanted(Known known, int keyDate) =>
        Expected.Met(known, keyDate) is null && !Expected.IsNotRequired(known, keyDate) && Expected.Status(known) != "completed";

    /// <summary>A working day ahead, the day after, two and five working days after; the statutory date goes to everybody on the day after.</summary>
    /// <param name="rejectedOn">A provider that rejects, with nobody else asked, doesn't wait for a date to be missed: levels 1 and 2 at once.</param>
    private static IEnumerable<(LadderStep Step, DateOnly On)> Ladder(int review, int keyDate, DateOnly due, DateOnly? rejectedOn) =>
    [
        (new(review, keyDate, 1), Earlier(OwnCalendar.Plus(due, -1), rejectedOn)),
        (new(review, keyDate, 2), Earlier(due.AddDays(1), rejectedOn)),
        (new(review, keyDate, 3), keyDate == 5 ? due.AddDays(1) : OwnCalendar.Plus(due, 2)),
        (new(review, keyDate, 4), keyDate == 5 ? due.AddDays(1) : OwnCalendar.Plus(due, 5)),
    ];

    private static DateOnly Earlier(DateOnly day, DateOnly? other) => other < day ? other.Value : day;
}
