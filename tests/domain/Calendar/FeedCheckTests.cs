using System.Text;
using System.Text.Json;
using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Tests.Kit;

namespace IntegrationHub.Domain.Tests.Calendar;

/// <summary>Which feeds are believed.</summary>
public sealed class FeedCheckTests
{
    private static readonly string[] Of2029 =
        ["2029-01-01", "2029-03-30", "2029-04-02", "2029-05-07", "2029-05-28", "2029-08-27", "2029-12-25", "2029-12-26"];

    [Fact]
    public void What_is_known_already_is_believed() => Believed(BankHolidays.BuiltIn);

    [Fact]
    public void A_further_year_with_its_eight_days_is_believed() => Believed(Feed(Of2029));

    [Fact]
    public void A_further_one_off_day_is_believed() => Believed(Feed([.. Of2029, "2029-06-15"]));

    [Fact]
    public void A_day_that_moved_as_in_2020_is_believed() => Believed(Changed(2027, gone: "2027-05-03", added: "2027-05-07"));

    [Fact]
    public void A_day_that_moved_and_a_day_beside_it_as_in_2022_are_believed() =>
        Believed(Feed([.. Known(2027).Except(["2027-05-31"]), "2027-06-03", "2027-06-04"]));

    [Fact]
    public void A_day_that_is_gone_is_not() => Refused(Changed(2022, gone: "2022-09-19"), "2022-09-19 was known");

    [Fact]
    public void A_day_that_moved_by_fifteen_days_counts_as_gone() =>
        Refused(Changed(2027, gone: "2027-05-03", added: "2027-05-18"), "2027-05-03 was known");

    [Fact]
    public void A_day_that_moved_by_fourteen_days_is_believed() => Believed(Changed(2027, gone: "2027-05-03", added: "2027-05-17"));

    [Fact]
    public void One_new_day_takes_the_place_of_one_that_is_gone_not_of_two() =>
        Refused(Feed([.. Known(2022).Except(["2022-06-02", "2022-06-03"]), "2022-06-09"]), "2022-06-03 was known");

    [Theory]
    [InlineData("2029-12-25")]
    [InlineData("2029-12-26")]
    [InlineData("2029-03-30")]
    [InlineData("2029-04-02")]
    [InlineData("2029-01-01")]
    public void A_further_year_without_one_of_the_days_that_never_fail_is_not(string missing) =>
        Refused(Feed([.. Of2029.Except([missing]), "2029-06-15"]), $"{missing} is missing");

    [Theory]
    [InlineData("2029-05-07")]
    [InlineData("2029-05-28")]
    [InlineData("2029-08-27")]
    public void A_further_year_without_one_of_its_three_Mondays_is_not(string missing) =>
        Refused(Feed([.. Of2029.Except([missing]), "2029-06-29"]), $"{missing} is missing, a bank holiday by rule");

    [Fact]
    public void A_further_year_whose_Mondays_moved_is_believed() =>
        Believed(Feed([.. Of2029.Except(["2029-05-07", "2029-05-28"]), "2029-05-08", "2029-05-31", "2029-06-01"]));

    [Theory]
    [InlineData("2029-08-27", "2029-08-25")]
    [InlineData("2029-05-07", "2029-05-06")]
    public void A_weekend_day_in_the_place_of_a_Monday_is_not(string monday, string weekend)
    {
        Refused(Feed([.. Of2029.Except([monday]), weekend]), $"{weekend} is a S");
        Refused(Feed([.. Of2029.Except([monday]), weekend]), $"{monday} is missing");
    }

    [Fact]
    public void A_weekend_day_beside_a_whole_year_is_not() => Refused(Feed([.. Of2029, "2029-06-16"]), "2029-06-16 is a Saturday");

    [Fact]
    public void A_substitute_day_said_to_be_on_the_weekend_is_not() => Refused(Changed(2027, gone: "2027-12-27", added: "2027-12-25"), "2027-12-25 is a Saturday");

    // With 8 May for 4 May in 2020, 2 and 3 June for 30 May in 2022, and 8 May beside 1 May in 2023.
    [Fact]
    public void Years_with_one_off_and_moved_days_are_believed_by_who_knows_nothing_of_them() =>
        Assert.Empty(FeedCheck.Faults(Feed([.. Known(2015)]), BankHolidays.BuiltIn));

    [Fact]
    public void Christmas_and_Boxing_Day_by_their_substitute_days_are_believed() =>
        Believed(Feed("2032-01-01", "2032-03-26", "2032-03-29", "2032-05-03", "2032-05-31", "2032-08-30", "2032-12-27", "2032-12-28"));

    [Fact]
    public void Christmas_on_its_own_Saturday_instead_of_the_substitute_day_is_not() =>
        Refused(Feed("2032-01-01", "2032-03-26", "2032-03-29", "2032-05-03", "2032-05-31", "2032-08-30", "2032-12-25", "2032-12-28"), "2032-12-27 is missing");

    [Fact]
    public void Seven_days_in_a_year_are_too_few() => Refused(Feed([.. Of2029.Except(["2029-08-27"])]), "2029 has 7 bank holidays");

    [Fact]
    public void Fourteen_days_in_a_year_are_believed_and_fifteen_are_too_many()
    {
        string[] more = ["2029-06-01", "2029-06-04", "2029-06-05", "2029-06-06", "2029-06-07", "2029-06-08"];
        Believed(Feed([.. Of2029, .. more]));
        Refused(Feed([.. Of2029, .. more, "2029-06-11"]), "2029 has 15 bank holidays");
    }

    [Fact]
    public void A_year_that_the_feed_leaps_over_is_not_believed()
    {
        var faults = FeedCheck.Faults(BankHolidays.BuiltIn, Feed([.. Known(2026), .. Known(2028)]));
        Assert.Contains(faults, fault => fault.StartsWith("2027 has 0 bank holidays", StringComparison.Ordinal));
    }

    [Fact]
    public void A_year_that_is_cut_short_is_not_believed() => Refused(Feed([.. Known(2027).Take(5)]), "2027-12-27 is missing");

    [Fact]
    public void Every_reason_is_named_at_once_and_at_most_twenty()
    {
        var faults = FeedCheck.Faults(BankHolidays.BuiltIn, Feed("2015-01-01", "2028-01-03"));
        Assert.Equal(20, faults.Count);
    }

    [Fact]
    public void Newer_data_counts_for_its_years_and_what_is_known_for_the_others()
    {
        var merged = BankHolidays.BuiltIn.With(Feed([.. Of2029, .. Known(2027).Except(["2027-05-03"]), "2027-05-07"]));

        Assert.Equal(Moments.Day("2015-01-01"), merged.FirstDay);
        Assert.Equal(Moments.Day("2029-12-31"), merged.LastDay);
        Assert.Equal(Of2029.Select(Moments.Day), merged.In(2029));
        Assert.True(merged.Contains(Moments.Day("2027-05-07")));
        Assert.False(merged.Contains(Moments.Day("2027-05-03")));
        Assert.Equal(BankHolidays.BuiltIn.In(2026), merged.In(2026));
    }

    [Fact]
    public void What_is_written_is_read_back_the_same_and_has_the_feeds_shape()
    {
        var text = BankHolidays.BuiltIn.Write();

        Assert.Equal(BankHolidays.BuiltIn.Dates, Parse(text).Dates);
        Assert.Equal(text, Parse(text).Write());
        Assert.Equal("Good Friday", JsonDocument.Parse(text).RootElement.GetProperty("england-and-wales").GetProperty("events")[1].GetProperty("title").GetString());
    }

    [Fact]
    public void A_day_that_the_feed_names_twice_is_one_day() => Assert.Equal(8, Feed([.. Of2029, "2029-12-25"]).Dates.Count);

    private static void Believed(BankHolidays feed) => Assert.Empty(FeedCheck.Faults(BankHolidays.BuiltIn, feed));

    private static void Refused(BankHolidays feed, string reason) =>
        Assert.Contains(FeedCheck.Faults(BankHolidays.BuiltIn, feed), fault => fault.StartsWith(reason, StringComparison.Ordinal));

    private static BankHolidays Changed(int year, string gone, string? added = null) =>
        Feed([.. Known(year).Except([gone]), .. added is null ? Array.Empty<string>() : [added]]);

    private static IEnumerable<string> Known(int year) => BankHolidays.BuiltIn.In(year).Select(day => $"{day:yyyy-MM-dd}");

    private static BankHolidays Feed(params string[] days) => Parse(JsonSerializer.Serialize(
        new Dictionary<string, object> { ["england-and-wales"] = new { events = days.Select(day => new { title = "Bank holiday", date = day }) } }));

    private static BankHolidays Parse(string text) => BankHolidays.Parse(new MemoryStream(Encoding.UTF8.GetBytes(text)));
}
