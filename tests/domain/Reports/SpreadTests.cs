using FsCheck.Fluent;
using IntegrationHub.Domain.Reports;
using IntegrationHub.Domain.Tests.Kit;

namespace IntegrationHub.Domain.Tests.Reports;

public sealed class SpreadTests
{
    [Fact]
    public void Nine_of_ten_do_not_exceed_the_ninetieth_and_half_lie_on_either_side_of_the_median() => Always.Holds(
        Gen.Choose(0, 30).ListOf(),
        days =>
        {
            var spread = Of([.. days]);

            Assert.Equal(days.Count, spread.Count);
            Assert.Equal(days.Count == 0, spread.Median is null);
            Assert.Equal(days.Count == 0, spread.Ninetieth is null);
            Assert.True(days.Count(day => day <= spread.Ninetieth) * 10 >= days.Count * 9);
            Assert.True(days.Count(day => day < spread.Ninetieth) * 10 < days.Count * 9 || days.Count == 0);
            Assert.True(days.Count(day => day < spread.Median) * 2 <= days.Count);
            Assert.True(days.Count(day => day > spread.Median) * 2 <= days.Count);
        });

    [Theory]
    [InlineData(new[] { 5 }, 5, 5)]
    [InlineData(new[] { 1, 2 }, 1.5, 2)]
    [InlineData(new[] { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 }, 5.5, 9)]
    [InlineData(new[] { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 }, 6, 10)]
    public void Small_examples(int[] days, decimal median, int ninetieth)
    {
        var spread = Of(days);
        Assert.Equal((median, ninetieth), (spread.Median!.Value, spread.Ninetieth!.Value));
    }

    private static Spread Of(int[] days)
    {
        var spread = new Spread();
        Array.ForEach(days, spread.Add);
        return spread;
    }
}
