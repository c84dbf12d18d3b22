using System.Text;
using System.Text.Json;
using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Tests.Kit;

namespace IntegrationHub.Domain.Tests.Calendar;

public sealed class BankHolidaysTests
{
    public static TheoryData<int> Years => [.. Enumerable.Range(2015, 14)];

    [Theory]
    [MemberData(nameof(Years))]
    public void Every_year_has_its_eight_bank_holidays_or_more(int year) =>
        Assert.InRange(BuiltInDates().Count(date => date.Year == year), 8, 10);

    [Theory]
    [InlineData(2020, 8)]
    [InlineData(2022, 10)]
    [InlineData(2023, 9)]
    [InlineData(2026, 8)]
    public void A_one_off_holiday_comes_on_top_of_the_eight_and_2022_had_two(int year, int count) =>
        Assert.Equal(count, BuiltInDates().Count(date => date.Year == year));

    [Fact]
    public void The_days_are_in_order_and_none_comes_twice() =>
        Assert.Equal(BuiltInDates().Distinct().Order(), BuiltInDates());

    [Fact]
    public void None_falls_on_a_weekend_because_a_substitute_day_stands_for_it() =>
        Assert.DoesNotContain(BuiltInDates(), date => date.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday);

    [Theory]
    [MemberData(nameof(Years))]
    public void Every_year_begins_and_ends_with_the_days_that_never_fail(int year)
    {
        // Christmas, Boxing Day and New Year, or their substitutes, fall within the days after them.
        Assert.Equal(2, BuiltInDates().Count(date => date.Year == year && date.Month == 12));
        Assert.Equal(1, BuiltInDates().Count(date => date.Year == year && date is { Month: 1, Day: <= 3 }));
        Assert.Single(BuiltInDates(), date => date.Year == year && date.Month == 8 && date.DayOfWeek == DayOfWeek.Monday && date.Day > 24);
    }

    [Fact]
    public void The_data_speaks_for_2015_to_2028()
    {
        Assert.Equal(Moments.Day("2015-01-01"), BankHolidays.BuiltIn.FirstDay);
        Assert.Equal(Moments.Day("2028-12-31"), BankHolidays.BuiltIn.LastDay);
    }

    [Fact]
    public void With_twelve_months_of_data_ahead_nothing_runs_out() =>
        Assert.False(BankHolidays.BuiltIn.RunsOutSoon(Moments.Day("2027-12-31")));

    [Fact]
    public void With_a_day_less_it_runs_out_soon() =>
        Assert.True(BankHolidays.BuiltIn.RunsOutSoon(Moments.Day("2028-01-01")));

    [Fact]
    public void The_feed_of_GOV_UK_is_read_and_only_for_England_and_Wales()
    {
        var holidays = Parse("""
            { "england-and-wales": { "division": "england-and-wales", "events": [
                { "title": "Good Friday", "date": "2029-03-30", "notes": "", "bunting": false } ] },
              "scotland": { "division": "scotland", "events": [ { "title": "2nd January", "date": "2029-01-02", "notes": "", "bunting": true } ] } }
            """);

        Assert.True(holidays.Contains(Moments.Day("2029-03-30")));
        Assert.False(holidays.Contains(Moments.Day("2029-01-02")));
        Assert.Equal(Moments.Day("2029-12-31"), holidays.LastDay);
    }

    [Theory]
    [InlineData("""not json""")]
    [InlineData("""{}""")]
    [InlineData("""{"scotland":{"events":[{"date":"2029-01-02"}]}}""")]
    [InlineData("""{"england-and-wales":{}}""")]
    [InlineData("""{"england-and-wales":{"events":[]}}""")]
    [InlineData("""{"england-and-wales":{"events":[{"date":"30/03/2029"}]}}""")]
    [InlineData("""{"england-and-wales":{"events":[{"date":"2029-02-30"}]}}""")]
    [InlineData("""{"england-and-wales":{"events":[{"date":null}]}}""")]
    [InlineData("""{"england-and-wales":{"events":[{"title":"Good Friday"}]}}""")]
    [InlineData("""{"england-and-wales":{"events":[{"date":20290330}]}}""")]
    [InlineData("""{"england-and-wales":{"events":{"date":"2029-03-30"}}}""")]
    [InlineData("""{"england-and-wales":{"events":["2029-03-30"]}}""")]
    [InlineData("""{"england-and-wales":["2029-03-30"]}""")]
    [InlineData("""[]""")]
    public void Another_shape_is_refused_as_unreadable_never_taken_for_no_holidays(string feed) =>
        Assert.ThrowsAny<JsonException>(() => Parse(feed));

    private static BankHolidays Parse(string feed) => BankHolidays.Parse(new MemoryStream(Encoding.UTF8.GetBytes(feed)));

    private static IReadOnlyList<DateOnly> BuiltInDates()
    {
        using var feed = JsonDocument.Parse(typeof(BankHolidays).Assembly.GetManifestResourceStream("bank-holidays.json")!);
        return [.. feed.RootElement.GetProperty("england-and-wales").GetProperty("events").EnumerateArray()
            .Select(happening => Moments.Day(happening.GetProperty("date").GetString()!))];
    }
}
