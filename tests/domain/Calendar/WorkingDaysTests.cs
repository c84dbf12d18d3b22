using FsCheck.Fluent;
using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Tests.Kit;

namespace IntegrationHub.Domain.Tests.Calendar;

/// <summary>Every boundary by name; the properties stand below.</summary>
public sealed class WorkingDaysTests
{
    private static readonly WorkingDays Days = WorkingDays.BuiltIn;

    [Fact]
    public void Day_1_after_Maundy_Thursday_is_the_Tuesday_after_Easter() => DayOne("2026-04-02", "2026-04-07");

    [Fact]
    public void Day_1_after_Good_Friday_itself_is_the_Tuesday_after_Easter() => DayOne("2026-04-03", "2026-04-07");

    [Fact]
    public void Day_1_after_Christmas_Eve_2026_steps_over_the_weekend_and_the_substitute_Boxing_Day() => DayOne("2026-12-24", "2026-12-29");

    [Fact]
    public void Between_Christmas_and_New_Year_2026_lie_three_working_days() =>
        Assert.Equal(3, Days.Between(Moments.Day("2026-12-24"), Moments.Day("2027-01-03")));

    [Fact]
    public void Day_4_after_Christmas_Eve_2026_is_the_Monday_after_New_Year() => Counts("2026-12-24", 4, "2027-01-04");

    [Fact]
    public void Early_Easter_2016_takes_25_and_28_March() => DayOne("2016-03-24", "2016-03-29");

    [Fact]
    public void Easter_2024_begins_on_the_last_Friday_of_March() => DayOne("2024-03-28", "2024-04-02");

    [Fact]
    public void Late_Easter_2019_takes_19_and_22_April() => DayOne("2019-04-18", "2019-04-23");

    [Fact]
    public void Easter_Sunday_as_day_0_has_its_day_1_on_Tuesday() => DayOne("2026-04-05", "2026-04-07");

    [Fact]
    public void Easter_Monday_as_day_0_has_its_day_1_on_Tuesday() => DayOne("2026-04-06", "2026-04-07");

    [Fact]
    public void Twenty_working_days_over_Easter_are_thirty_calendar_days() => Counts("2026-03-23", 20, "2026-04-22");

    [Fact]
    public void Christmas_Day_as_day_0_has_its_day_1_behind_the_substitute_Boxing_Day() => DayOne("2026-12-25", "2026-12-29");

    [Fact]
    public void Boxing_Day_on_a_Saturday_as_day_0_has_its_day_1_behind_its_substitute() => DayOne("2026-12-26", "2026-12-29");

    [Fact]
    public void New_Years_Day_as_day_0_has_its_day_1_on_the_next_working_day() => DayOne("2027-01-01", "2027-01-04");

    [Fact]
    public void New_Years_Eve_on_a_Wednesday_has_its_day_1_on_the_Friday() => DayOne("2025-12-31", "2026-01-02");

    [Fact]
    public void The_substitute_day_for_Boxing_Day_2015_is_Monday_the_28th() => DayOne("2015-12-25", "2015-12-29");

    [Fact]
    public void The_substitute_day_for_New_Year_2017_is_Monday_the_2nd() => DayOne("2016-12-30", "2017-01-03");

    [Fact]
    public void The_substitute_day_for_New_Year_2023_is_Monday_the_2nd() => DayOne("2022-12-30", "2023-01-03");

    [Fact]
    public void The_substitute_day_for_Boxing_Day_2020_is_Monday_the_28th() => DayOne("2020-12-24", "2020-12-29");

    [Fact]
    public void Christmas_2022_on_a_Sunday_takes_Monday_and_Tuesday() => DayOne("2022-12-23", "2022-12-28");

    [Fact]
    public void The_leap_day_as_day_0_on_a_Saturday_has_its_day_1_on_Monday() => DayOne("2020-02-29", "2020-03-02");

    [Fact]
    public void Days_on_which_the_clocks_change_are_Sundays_and_no_working_days()
    {
        Assert.False(Days.IsWorkingDay(Moments.Day("2026-03-29")));
        Assert.False(Days.IsWorkingDay(Moments.Day("2026-10-25")));
        DayOne("2026-03-29", "2026-03-30");
        DayOne("2026-10-25", "2026-10-26");
    }

    [Fact]
    public void The_substitute_day_for_Christmas_2016_is_the_Tuesday() => DayOne("2016-12-23", "2016-12-28");

    [Fact]
    public void The_substitute_days_for_Christmas_2021_are_Monday_and_Tuesday() => DayOne("2021-12-24", "2021-12-29");

    [Fact]
    public void The_substitute_day_for_New_Year_2022_is_Monday_the_3rd() => DayOne("2021-12-31", "2022-01-04");

    [Fact]
    public void The_substitute_days_for_Christmas_2027_are_Monday_and_Tuesday() => DayOne("2027-12-24", "2027-12-29");

    [Fact]
    public void The_substitute_day_for_New_Year_2028_is_Monday_the_3rd() => DayOne("2027-12-31", "2028-01-04");

    [Fact]
    public void The_early_May_holiday_2020_moved_to_Friday_the_8th() => DayOne("2020-05-07", "2020-05-11");

    [Fact]
    public void Monday_4_May_2020_was_an_ordinary_working_day() => DayOne("2020-05-01", "2020-05-04");

    [Fact]
    public void The_Platinum_Jubilee_took_2_and_3_June_2022() => DayOne("2022-06-01", "2022-06-06");

    [Fact]
    public void The_spring_holiday_2022_moved_away_from_30_May() => DayOne("2022-05-27", "2022-05-30");

    [Fact]
    public void The_State_Funeral_on_19_September_2022_was_no_working_day() => DayOne("2022-09-16", "2022-09-20");

    [Fact]
    public void The_Coronation_holiday_on_8_May_2023_was_no_working_day() => DayOne("2023-05-05", "2023-05-09");

    [Fact]
    public void The_leap_day_2024_is_a_working_day() => DayOne("2024-02-28", "2024-02-29");

    [Fact]
    public void Day_1_after_the_leap_day_2024_is_1_March() => DayOne("2024-02-29", "2024-03-01");

    [Fact]
    public void The_leap_day_2028_is_a_working_day() => DayOne("2028-02-28", "2028-02-29");

    [Fact]
    public void Day_1_after_the_leap_day_2028_is_1_March() => DayOne("2028-02-29", "2028-03-01");

    [Fact]
    public void In_a_common_year_1_March_follows_28_February() => DayOne("2025-02-28", "2025-03-03");

    [Fact]
    public void Day_1_after_a_Monday_is_Tuesday() => DayOne("2026-11-02", "2026-11-03");

    [Fact]
    public void Day_1_after_a_Tuesday_is_Wednesday() => DayOne("2026-11-03", "2026-11-04");

    [Fact]
    public void Day_1_after_a_Wednesday_is_Thursday() => DayOne("2026-11-04", "2026-11-05");

    [Fact]
    public void Day_1_after_a_Thursday_is_Friday() => DayOne("2026-11-05", "2026-11-06");

    [Fact]
    public void Day_1_after_a_Friday_is_Monday() => DayOne("2026-11-06", "2026-11-09");

    [Fact]
    public void Day_1_after_a_Saturday_is_Monday() => DayOne("2026-11-07", "2026-11-09");

    [Fact]
    public void Day_1_after_a_Sunday_is_Monday() => DayOne("2026-11-08", "2026-11-09");

    [Fact]
    public void Day_1_after_a_bank_holiday_is_the_day_after_it() => DayOne("2026-08-31", "2026-09-01");

    [Fact]
    public void Day_1_after_the_last_day_of_the_year_steps_over_New_Year_and_the_weekend() => DayOne("2026-12-31", "2027-01-04");

    [Fact]
    public void Twenty_working_days_over_Christmas_are_thirty_three_calendar_days() => Counts("2026-12-11", 20, "2027-01-13");

    [Fact]
    public void Twenty_working_days_without_a_holiday_are_twenty_eight_calendar_days() => Counts("2026-10-30", 20, "2026-11-27");

    [Fact]
    public void The_working_day_before_the_first_of_a_year_lies_in_the_year_before() => Counts("2027-01-04", -1, "2026-12-31");

    [Fact]
    public void Day_0_is_the_day_itself_even_on_a_Sunday() => Counts("2026-11-08", 0, "2026-11-08");

    [Fact]
    public void Between_counts_nothing_backwards() =>
        Assert.Equal(0, Days.Between(Moments.Day("2026-11-09"), Moments.Day("2026-11-02")));

    [Fact]
    public void Between_leaves_out_the_first_day_and_counts_the_last() =>
        Assert.Equal(1, Days.Between(Moments.Day("2026-11-02"), Moments.Day("2026-11-03")));

    [Fact]
    public void However_many_are_added_that_many_lie_between() => Always.Holds(
        Always.Days.Zip(Gen.Choose(0, 60)),
        pair => Assert.Equal(pair.Item2, Days.Between(pair.Item1, Days.Add(pair.Item1, pair.Item2))));

    [Fact]
    public void A_later_start_or_a_greater_count_never_leads_to_an_earlier_day() => Always.Holds(
        Always.Days.Zip(Gen.Choose(1, 40)),
        pair =>
        {
            var (day, n) = pair;
            Assert.True(Days.Add(day, n) <= Days.Add(day.AddDays(1), n));
            Assert.True(Days.Add(day, n) < Days.Add(day, n + 1));
        });

    [Fact]
    public void From_a_working_day_there_and_back_again_is_the_same_day() => Always.Holds(
        Always.Days.Where(Days.IsWorkingDay).Zip(Gen.Choose(-40, 40)),
        pair => Assert.Equal(pair.Item1, Days.Add(Days.Add(pair.Item1, pair.Item2), -pair.Item2)));

    [Fact]
    public void Counting_never_ends_on_a_day_off() => Always.Holds(
        Always.Days.Zip(Gen.Choose(1, 40)),
        pair =>
        {
            Assert.True(Days.IsWorkingDay(Days.Add(pair.Item1, pair.Item2)));
            Assert.True(Days.IsWorkingDay(Days.Add(pair.Item1, -pair.Item2)));
        });

    [Fact]
    public void Between_adds_up_over_any_day_in_the_middle() => Always.Holds(
        Always.Three(Always.Days, Gen.Choose(0, 60), Gen.Choose(0, 60)),
        triple =>
        {
            var (from, first, second) = triple;
            var middle = from.AddDays(first);
            var to = middle.AddDays(second);
            Assert.Equal(Days.Between(from, to), Days.Between(from, middle) + Days.Between(middle, to));
        });

    private static void DayOne(string after, string expected) => Counts(after, 1, expected);

    private static void Counts(string from, int workingDays, string expected) =>
        Assert.Equal(Moments.Day(expected), Days.Add(Moments.Day(from), workingDays));
}
