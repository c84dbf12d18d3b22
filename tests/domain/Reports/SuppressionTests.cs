using FsCheck;
using FsCheck.Fluent;
using IntegrationHub.Domain.Reports;
using IntegrationHub.Domain.Tests.Kit;

namespace IntegrationHub.Domain.Tests.Reports;

/// <summary>What is published, and what somebody who knows the totals can make of it.</summary>
public sealed class SuppressionTests
{
    private const int Least = 3;

    private static readonly Gen<int[][]> Tables =
        from rows in Gen.Choose(1, 4)
        from counts in Gen.Choose(0, 5).ArrayOf(rows * 2)
        select counts.Chunk(2).ToArray();

    [Fact]
    public void No_small_number_is_shown() => Always.Holds(Tables, rows => Assert.All(
        Suppression.OfRows(rows, Least).Zip(rows),
        row =>
        {
            var (shown, parts) = row;
            Assert.False(shown == Shown.All && parts.Any(IsSmall));
            Assert.False(shown != Shown.Nothing && IsSmall(parts.Sum()));
        }));

    [Fact]
    public void No_small_number_can_be_found_by_trying_all_tables_with_what_is_shown() => Always.Holds(
        Tables,
        rows =>
        {
            var shown = Suppression.OfRows(rows, Least);
            if (shown.All(how => how == Shown.Nothing))
            {
                // Then the rows aren't listed, and nobody knows how many there are; the total alone says nothing.
                return;
            }

            var possible = Explanations(rows, shown);
            for (var row = 0; row < rows.Length; row++)
            {
                foreach (var secret in new Func<int[], int>[] { parts => parts[0], parts => parts[1], parts => parts.Sum() }.Where(secret => IsSmall(secret(rows[row]))))
                {
                    Assert.True(possible.Select(table => secret(table[row])).Distinct().Count() > 1, $"{Text(rows)} shown as {string.Join(' ', shown)} gives row {row} away");
                }
            }
        },
        runs: 400);

    [Fact]
    public void Where_nothing_is_small_everything_is_shown()
    {
        int[][] rows = [[5, 0], [7, 6], [0, 0]];
        Assert.Equal([Shown.All, Shown.All, Shown.All], Suppression.OfRows(rows, 5));
    }

    [Fact]
    public void A_second_row_is_hidden_where_one_alone_could_be_found_by_subtraction()
    {
        int[][] rows = [[2, 0], [30, 20], [10, 6]];
        Assert.Equal([Shown.Nothing, Shown.All, Shown.Nothing], Suppression.OfRows(rows, 5));
    }

    [Fact]
    public void A_small_part_hides_the_parts_of_its_row_and_of_another_one()
    {
        int[][] rows = [[11, 1], [30, 20], [10, 6]];
        Assert.Equal([Shown.CountOnly, Shown.All, Shown.CountOnly], Suppression.OfRows(rows, 5));
    }

    [Fact]
    public void Ones_that_only_their_number_would_give_away_are_not_listed_at_all()
    {
        int[][] rows = [[1, 0], [1, 0], [0, 1], [1, 0], [0, 1]];
        Assert.All(Suppression.OfRows(rows, 5), how => Assert.Equal(Shown.Nothing, how));
    }

    [Fact]
    public void A_small_total_shows_nothing() => Assert.Equal([Shown.Nothing, Shown.Nothing], Suppression.OfRows([[4, 0], [0, 0]], 5));

    /// <summary>Every table that shows the same: the same totals where they are shown, the same counts and parts; a row that is listed and hidden isn't empty.</summary>
    private static List<int[][]> Explanations(int[][] rows, IReadOnlyList<Shown> shown)
    {
        int[] sums = [rows.Sum(row => row[0]), rows.Sum(row => row[1])];
        var total = Suppression.OfTotal(sums, Least);
        IEnumerable<int[][]> tables = [[]];
        for (var i = 0; i < rows.Length; i++)
        {
            var (row, how) = (rows[i], shown[i]);
            var (first, second) = how == Shown.All ? (row[0]..row[0], row[1]..row[1]) : (0..sums.Sum(), 0..sums.Sum());
            tables = tables.SelectMany(table =>
                from one in Enumerable.Range(first.Start.Value, first.End.Value - first.Start.Value + 1)
                from other in Enumerable.Range(second.Start.Value, second.End.Value - second.Start.Value + 1)
                where how == Shown.Nothing ? one + other > 0 : one + other == row.Sum()
                where table.Sum(known => known[0] + known[1]) + one + other <= sums.Sum()
                where total != Shown.All || (table.Sum(known => known[0]) + one <= sums[0] && table.Sum(known => known[1]) + other <= sums[1])
                select (int[][])[.. table, [one, other]]);
        }

        return [.. tables.Where(table => table.Sum(row => row.Sum()) == sums.Sum() && (total != Shown.All || table.Sum(row => row[0]) == sums[0]))];
    }

    private static bool IsSmall(int count) => count is > 0 and < Least;

    private static string Text(int[][] rows) => string.Join(' ', rows.Select(row => $"[{row[0]} {row[1]}]"));
}
