namespace IntegrationHub.Domain.Reports;

/// <summary>How much of a row may be published.</summary>
public enum Shown
{
    Nothing,

    /// <summary>How many there are, and nothing of its parts.</summary>
    CountOnly,
    All,
}

/// <summary>
/// Hides small numbers of a table for publication, and as much besides that they can't be found again by subtracting what is shown from the totals
/// (primary and secondary suppression). A row has parts, and they add up to its count; the rows add up to the total, which is shown too. Zeros are
/// shown. What is hidden together adds up to nothing small itself, is of two rows at least, and never leaves only one way how it can be shared out.
/// </summary>
public static class Suppression
{
    /// <param name="parts">The parts of the total row.</param>
    /// <param name="least">The smallest number that is shown, apart from 0; at least 3.</param>
    public static Shown OfTotal(IReadOnlyList<int> parts, int least) =>
        IsSmall(parts.Sum(), least) ? Shown.Nothing
        : parts.Any(part => IsSmall(part, least)) ? Shown.CountOnly
        : Shown.All;

    /// <summary>How much of each row of a table may be shown beside its total; when nothing of any row may, the rows' names mustn't be shown either.</summary>
    /// <param name="rows">The parts of each row.</param>
    /// <param name="least">The smallest number that is shown, apart from 0; at least 3.</param>
    public static IReadOnlyList<Shown> OfRows(IReadOnlyList<IReadOnlyList<int>> rows, int least)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(least, 3);
        if (rows.Count == 0)
        {
            return [];
        }

        var total = OfTotal(Sums(rows), least);
        if (total == Shown.Nothing || HiddenCounts(rows, least) is not { } hidden)
        {
            return [.. rows.Select(_ => Shown.Nothing)];
        }

        var closed = total == Shown.All ? ClosedParts(rows, hidden, least) : [.. Enumerable.Range(0, rows.Count)];
        return
        [
            .. rows.Select((row, i) => hidden.Contains(i) ? Shown.Nothing : row.Sum() > 0 && closed.Contains(i) ? Shown.CountOnly : Shown.All),
        ];
    }

    /// <summary>The rows of which not even the count is shown; null when there is no way to hide them but hiding all.</summary>
    private static HashSet<int>? HiddenCounts(IReadOnlyList<IReadOnlyList<int>> rows, int least)
    {
        var hidden = Where(rows, row => IsSmall(row.Sum(), least));
        return hidden.Count == 0 || Widen(rows, hidden, IsSafe) ? hidden : null;

        // As many as there are rows would mean one in each.
        bool IsSafe() => hidden.Sum(i => rows[i].Sum()) is var sum && hidden.Count > 1 && sum >= least && sum > hidden.Count;
    }

    /// <summary>The rows of which no parts are shown.</summary>
    private static HashSet<int> ClosedParts(IReadOnlyList<IReadOnlyList<int>> rows, HashSet<int> hidden, int least)
    {
        var closed = Where(rows, row => row.Any(part => IsSmall(part, least)));
        closed.UnionWith(hidden);
        if (closed.Count > 0)
        {
            Widen(rows, closed, () => closed.Count > 1 && !Sums([.. closed.Select(i => rows[i])]).Any(sum => IsSmall(sum, least)));
        }

        return closed;
    }

    /// <summary>Adds the smallest rows that aren't empty until it is enough.</summary>
    /// <returns>False when all of them are in and it still isn't.</returns>
    private static bool Widen(IReadOnlyList<IReadOnlyList<int>> rows, HashSet<int> chosen, Func<bool> isEnough)
    {
        var others = new Queue<int>(Where(rows, row => row.Sum() > 0).Except(chosen).OrderBy(i => rows[i].Sum()));
        while (!isEnough())
        {
            if (!others.TryDequeue(out var next))
            {
                return false;
            }

            chosen.Add(next);
        }

        return true;
    }

    private static HashSet<int> Where(IReadOnlyList<IReadOnlyList<int>> rows, Func<IReadOnlyList<int>, bool> fits) =>
        [.. Enumerable.Range(0, rows.Count).Where(i => fits(rows[i]))];

    private static int[] Sums(IReadOnlyList<IReadOnlyList<int>> rows) =>
        [.. Enumerable.Range(0, rows[0].Count).Select(part => rows.Sum(row => row[part]))];

    private static bool IsSmall(int count, int least) => count > 0 && count < least;
}
