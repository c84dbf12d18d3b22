using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Tests.Kit;

namespace IntegrationHub.Domain.Tests.Calendar;

public sealed class FixedHolidaysTests
{
    public static TheoryData<int> Years => [.. Enumerable.Range(2015, 14)];

    [Theory]
    [InlineData("2015-04-05")]
    [InlineData("2016-03-27")]
    [InlineData("2017-04-16")]
    [InlineData("2018-04-01")]
    [InlineData("2019-04-21")]
    [InlineData("2020-04-12")]
    [InlineData("2021-04-04")]
    [InlineData("2022-04-17")]
    [InlineData("2023-04-09")]
    [InlineData("2024-03-31")]
    [InlineData("2025-04-20")]
    [InlineData("2026-04-05")]
    [InlineData("2027-03-28")]
    [InlineData("2028-04-16")]
    public void Easter_Sunday_is_where_the_almanac_has_it(string day) =>
        Assert.Equal(Moments.Day(day), FixedHolidays.EasterSunday(Moments.Day(day).Year));

    [Theory]
    [InlineData(2023, "2023-05-01", "2023-05-29", "2023-08-28")]
    [InlineData(2026, "2026-05-04", "2026-05-25", "2026-08-31")]
    [InlineData(2027, "2027-05-03", "2027-05-31", "2027-08-30")]
    [InlineData(2028, "2028-05-01", "2028-05-29", "2028-08-28")]
    [InlineData(2029, "2029-05-07", "2029-05-28", "2029-08-27")]
    public void The_three_Mondays_are_the_first_and_last_of_May_and_the_last_of_August(int year, string early, string spring, string summer) =>
        Assert.Equal([Moments.Day(early), Moments.Day(spring), Moments.Day(summer)], FixedHolidays.Mondays(year));

    [Fact]
    public void The_earliest_Easter_there_can_be_is_22_March_as_in_1818_and_2285()
    {
        Assert.Equal(Moments.Day("1818-03-22"), FixedHolidays.EasterSunday(1818));
        Assert.Equal(Moments.Day("2285-03-22"), FixedHolidays.EasterSunday(2285));
    }

    [Fact]
    public void The_latest_Easter_there_can_be_is_25_April_as_in_1943_and_2038()
    {
        Assert.Equal(Moments.Day("1943-04-25"), FixedHolidays.EasterSunday(1943));
        Assert.Equal(Moments.Day("2038-04-25"), FixedHolidays.EasterSunday(2038));
    }

    [Theory]
    [MemberData(nameof(Years))]
    public void The_five_of_every_year_stand_in_the_data(int year) =>
        Assert.Subset(BankHolidays.BuiltIn.In(year).ToHashSet(), FixedHolidays.Of(year).ToHashSet());

    [Fact]
    public void In_a_common_year_they_are_the_days_themselves() => Are(2025, "2025-01-01", "2025-04-18", "2025-04-21", "2025-12-25", "2025-12-26");

    [Fact]
    public void New_Year_on_a_Saturday_is_kept_on_Monday_the_3rd() => Assert.Equal(Moments.Day("2022-01-03"), FixedHolidays.Of(2022)[0]);

    [Fact]
    public void New_Year_on_a_Sunday_is_kept_on_Monday_the_2nd() => Assert.Equal(Moments.Day("2023-01-02"), FixedHolidays.Of(2023)[0]);

    [Fact]
    public void Christmas_on_a_Friday_leaves_Boxing_Day_to_Monday_the_28th() => Are(2026, "2026-01-01", "2026-04-03", "2026-04-06", "2026-12-25", "2026-12-28");

    [Fact]
    public void Christmas_on_a_Saturday_is_kept_on_Monday_and_Boxing_Day_on_Tuesday() => Are(2021, "2021-01-01", "2021-04-02", "2021-04-05", "2021-12-27", "2021-12-28");

    [Fact]
    public void Christmas_on_a_Sunday_is_kept_on_Tuesday_behind_Boxing_Day() => Are(2022, "2022-01-03", "2022-04-15", "2022-04-18", "2022-12-26", "2022-12-27");

    private static void Are(int year, params string[] days) => Assert.Equal(days.Select(Moments.Day), FixedHolidays.Of(year));
}
