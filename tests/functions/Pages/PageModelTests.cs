using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Identifiers;
using IntegrationHub.Domain.KeyDates;
using IntegrationHub.Functions.Pages;
using IntegrationHub.Functions.Pages.Lists;
using IntegrationHub.Functions.Pages.Timeline;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace IntegrationHub.Functions.Tests.Pages;

/// <summary>What pages show, without a hub.</summary>
public sealed class PageModelTests
{
    private static readonly DateOnly Today = new(2026, 11, 20);
    private static readonly WorkingDays Calendar = WorkingDays.BuiltIn;

    [Theory]
    [InlineData("2026-11-27///1/", Urgency.Later)]
    [InlineData("2026-11-23///1/", Urgency.DueSoon)]
    [InlineData("2026-11-20///1/", Urgency.DueSoon)]
    [InlineData("2026-11-19///1/", Urgency.Overdue)]
    [InlineData("2026-11-25///3/", Urgency.DueSoon)]
    [InlineData("2026-11-19/2026-11-18//1/", Urgency.None)]
    [InlineData("//not-required/1/", Urgency.None)]
    public void How_urgent_a_row_is_follows_from_its_metadata(string keyDate, Urgency expected) =>
        Assert.Equal(expected, Row("a", CaseStatus.AwaitingReturn, keyDate).UrgencyOn(Today, Calendar));

    [Fact]
    public void What_is_over_is_urgent_no_more_but_for_a_review_that_was_referred()
    {
        Assert.Null(Row("a", CaseStatus.Completed, "2026-11-19///1/").Deadline);
        var review = Row("a", CaseStatus.Completed, "2026-11-19/2026-11-19//1/", ("reviewdue", "2026-11-18"));
        Assert.Equal((true, new DateOnly(2026, 11, 18), Urgency.Overdue), (review.IsOpen, review.Deadline, review.UrgencyOn(Today, Calendar)));
    }

    [Fact]
    public void Lists_go_by_what_is_due_first_and_social_cares_by_what_it_has_to_do()
    {
        var booked = Row("a", CaseStatus.AppointmentBooked, "2026-11-19///1/");
        var consent = Row("b", CaseStatus.AwaitingConsent, "2026-11-27///1/");
        var done = Row("c", CaseStatus.Completed, "2026-11-01/2026-11-01//1/");

        Assert.Equal([booked, consent, done], ListOrder.Sort([done, consent, booked], isCouncil: false));
        Assert.Equal([consent, booked, done], ListOrder.Sort([done, consent, booked], isCouncil: true));
        Assert.Equal(
            [("Overdue", 1), ("Due in the next 7 days", 0), ("Waiting for us", 1), ("Waiting for health", 1), ("To be booked", 0), ("Open", 2)],
            ListOrder.Counts([done, consent, booked], isCouncil: true, Today, Calendar).Select(figure => (figure.Name, figure.Count)));
    }

    [Fact]
    public void A_filter_goes_through_an_address_and_back_and_what_is_unknown_is_left_out()
    {
        var filter = new ListFilter("all", "council", CaseStatus.Rejected, "clinic", "overdue", "out", "any", new string('a', 64), 3);
        Assert.Equal(filter, ListFilter.Read(Query(filter.Query())));
        Assert.Equal("", ListFilter.Read(Query("?status=<script>&page=-1&team=Manager&siblings=x&due=never")).Query());
    }

    [Fact]
    public void The_calendar_shows_weekends_and_bank_holidays_and_ends_after_the_last_date()
    {
        var dates = new[] { new TimelineDate(KeyDate.BecameLookedAfter, KeyDateState.Met, null, new(2026, 12, 18), 0), new TimelineDate(KeyDate.SummaryAndPlanReturned, KeyDateState.Waiting, new(2027, 1, 19), null, 0) };
        var model = CalendarModel.Of(dates, [], new DateOnly(2026, 12, 21), Calendar);

        Assert.Equal((new DateOnly(2026, 12, 15), new DateOnly(2027, 1, 23)), (model.From, model.To));
        Assert.Equal([new(2026, 12, 25), new(2026, 12, 28), new DateOnly(2027, 1, 1)], model.Off.Where(off => off.IsBankHoliday).Select(off => off.From));
        Assert.Contains(model.Off, off => off.From == new DateOnly(2026, 12, 19) && !off.IsBankHoliday);
        Assert.InRange(model.X(model.To), 0, CalendarModel.Width);
        Assert.Contains("28 Dec", model.Ticks().Select(tick => tick.Label));
    }

    [Fact]
    public void Every_state_has_words_of_its_own()
    {
        var words = Enum.GetValues<KeyDateState>().Select(state => new TimelineDate(KeyDate.HealthNotified, state, Today, Today, 2)).ToList();
        Assert.Equal(words.Count, words.Select(date => date.StateWords).Distinct().Count());
        Assert.Equal("Health notified: overdue, was due 20 November 2026, 2 working days late", words.Single(date => date.State == KeyDateState.Overdue).Sentence);
    }

    [Fact]
    public void Recipients_are_named_as_the_field_names_them()
    {
        Assert.Equal(["CiC health team", "team manager"], new[] { "cic-health-team", "team-manager" }.Select(Words.Role));
        Assert.Equal("assessment attended: alert of level 1 to CiC health team", Words.Phrase("assessment-attended: alert of level 1 to cic-health-team"));
    }

    private static CaseRow Row(string name, string status, string keyDate, params (string Name, string Value)[] more)
    {
        Assert.True(CaseId.TryParse($"825-{name.PadRight(26, 'a')}", out var id));
        var metadata = more.ToDictionary(entry => entry.Name, entry => entry.Value);
        (metadata["status"], metadata["provider"], metadata["keydate5"]) = (status, "RXQ", keyDate);
        return CaseRow.Read(id, metadata)!;
    }

    private static QueryCollection Query(string query) =>
        new(Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(query).ToDictionary(entry => entry.Key, entry => (StringValues)entry.Value));
}
