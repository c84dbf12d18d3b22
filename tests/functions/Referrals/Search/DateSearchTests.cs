using System.Globalization;
using IntegrationHub.Functions.Referrals.Search;

namespace IntegrationHub.Functions.Tests.Referrals.Search;

/// <summary>Dates as R4 compares them: each stands for a span of time, and days are days in England.</summary>
public sealed class DateSearchTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 2, 9, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("2026-11-02", "2026-11-02", true)]
    [InlineData("2026-11", "2026-11-30", true)]
    [InlineData("2026", "2026-11-30T23:59:59Z", true)]
    [InlineData("2026-11-02", "2026-11", false)]
    [InlineData("2026-11-02T09:00:00Z", "2026-11-02T09:00:00.500Z", true)]
    [InlineData("2026-11-02T09:00:00.500Z", "2026-11-02T09:00:00.501Z", false)]
    [InlineData("2026-11-02T10:00:00+01:00", "2026-11-02T09:00:00Z", true)]
    [InlineData("ne2026-11-02", "2026-11-03", true)]
    [InlineData("ne2026-11-02", "2026-11-02", false)]
    [InlineData("gt2026-11-02", "2026-11-02T23:59:59Z", false)]
    [InlineData("gt2026-11-02", "2026-11-03T00:00:00Z", true)]
    [InlineData("gt2026-11-02T09:00:00.500Z", "2026-11-02T09:00:00.500Z", false)]
    [InlineData("gt2026-11-02T09:00:00.500Z", "2026-11-02T09:00:00.501Z", true)]
    [InlineData("gt2026-11-02T09:00:00Z", "2026-11-02T09:00:00.001Z", true)]
    [InlineData("gt2026-11-02T09:00:00Z", "2026-11-02T09:00:00.000Z", false)]
    [InlineData("ge2026-11-02T09:00:00Z", "2026-11-02T09:00:00.000Z", true)]
    [InlineData("ge2026-11-02", "2026-11-01", false)]
    [InlineData("lt2026-11-02", "2026-11-01T23:59:59Z", true)]
    [InlineData("lt2026-11-02", "2026-11-02T00:00:00Z", false)]
    [InlineData("le2026-11-02", "2026-11-02T23:59:59Z", true)]
    [InlineData("le2026-11-02", "2026-11-03", false)]
    [InlineData("sa2026-11-02", "2026-11-02", false)]
    [InlineData("sa2026-11-02", "2026-11-03", true)]
    [InlineData("eb2026-11-02", "2026-11-01", true)]
    [InlineData("ap2026-10-02", "2026-10-04", true)]
    [InlineData("ap2026-10-02", "2026-10-20", false)]
    [InlineData("2026-11-10", "2026-11-02..2026-11-30", false)]
    [InlineData("2026-11", "2026-11-02..2026-11-30", true)]
    [InlineData("gt2026-11-10", "2026-11-02..2026-11-30", true)]
    [InlineData("lt2026-11-10", "2026-11-02..2026-11-30", true)]
    [InlineData("sa2026-11-10", "2026-11-02..", false)]
    [InlineData("gt2099-01-01", "2026-11-02..", true)]
    [InlineData("lt1999-01-01", "..2026-11-02", true)]
    public void Fits(string asked, string value, bool expected)
    {
        Assert.True(DateRange.TryParse(value, out var range));
        Assert.Equal(expected, DateCriterion.TryParse(asked, isPoint: true)!.Fits(range, Now));
    }

    [Fact]
    public void Outside_the_pull_a_rounded_instant_is_its_whole_second()
    {
        Assert.True(DateRange.TryParse("2026-11-02T09:00:00.500Z", out var value));
        Assert.False(DateCriterion.TryParse("gt2026-11-02T09:00:00Z", isPoint: false)!.Fits(value, Now));
        Assert.True(DateCriterion.TryParse("ge2026-11-02T09:00:00Z", isPoint: false)!.Fits(value, Now));
    }

    [Theory]
    [InlineData("2026-03-29", "2026-03-29T00:00:00Z", "2026-03-29T23:00:00Z")]
    [InlineData("2026-10-25", "2026-10-24T23:00:00Z", "2026-10-26T00:00:00Z")]
    [InlineData("2024-02-29", "2024-02-29T00:00:00Z", "2024-03-01T00:00:00Z")]
    [InlineData("2026-07", "2026-06-30T23:00:00Z", "2026-07-31T23:00:00Z")]
    public void A_day_is_a_day_in_England(string date, string from, string to)
    {
        Assert.True(DateRange.TryParse(date, out var range));
        Assert.Equal((Instant(from), Instant(to)), (range.From, range.To));
    }

    [Theory]
    [InlineData("yesterday")]
    [InlineData("zz2026-11-02")]
    [InlineData("2026-13-01")]
    [InlineData("2026-02-29")]
    [InlineData("26-11-02")]
    [InlineData("gt")]
    [InlineData("2026-11-02 09:00")]
    [InlineData("2026-11-02..2026-11-03")]
    [InlineData("0001-01-01")]
    public void What_is_no_date_is_refused(string text) => Assert.Null(DateCriterion.TryParse(text, isPoint: false));

    [Fact]
    public void Exactly_one_of_before_at_and_after_holds_for_instants_to_the_millisecond()
    {
        for (var i = -3; i <= 3; i++)
        {
            var value = Now.AddMilliseconds(i).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
            Assert.True(DateRange.TryParse(value, out var range));
            var holds = new[] { "lt", "eq", "gt" }.Where(prefix => DateCriterion.TryParse($"{prefix}2026-11-02T09:00:00.000Z", isPoint: false)!.Fits(range, Now)).ToList();
            Assert.Equal(i < 0 ? "lt" : i == 0 ? "eq" : "gt", Assert.Single(holds));
        }
    }

    private static DateTimeOffset Instant(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
