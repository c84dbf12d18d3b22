using FsCheck.Fluent;
using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.KeyDates;
using IntegrationHub.Domain.Reports;
using IntegrationHub.Domain.Tests.Kit;

namespace IntegrationHub.Domain.Tests.Reports;

/// <summary>The figures equal those counted a second time from what happened, and parts add up to totals.</summary>
public sealed class TimelinessTests
{
    private static readonly DateOnly LastDay = new(2026, 9, 30);

    [Fact]
    public void Every_count_is_that_of_an_independent_count() => Always.Holds(
        Life.Some.Zip(Gen.Choose(0, 260)),
        given =>
        {
            var (lives, today, period, timeliness) = Counted(given);

            Same(lives, today, timeliness.Total);
            Assert.All(timeliness.Months, month => Same(lives.Where(life => life.DayZero.Month == month.Key.Month), today, month.Value));
            Assert.All(timeliness.Teams, team => Same(lives.Where(life => (life.Team is null ? "" : $"team of {life.Team}") == team.Key), today, team.Value));
            Assert.Equal(period.Months(), timeliness.Months.Keys.Order());
        });

    [Fact]
    public void Parts_add_up_to_the_total_whatever_they_are_grouped_by() => Always.Holds(
        Life.Some.Zip(Gen.Choose(0, 260)),
        given =>
        {
            var (lives, _, _, timeliness) = Counted(given);

            Assert.Equal(lives.Count, timeliness.Total.BecameLookedAfter);
            foreach (var groups in new[] { timeliness.Months.Values, timeliness.Pathways.Values, timeliness.Teams.Values })
            {
                Assert.All(Enum.GetValues<IhaOutcome>(), outcome => Assert.Equal(timeliness.Total[outcome], groups.Sum(counts => counts[outcome])));
            }
        });

    [Fact]
    public void The_whole_way_takes_as_long_as_from_day_0_to_the_later_document() => Always.Holds(
        Life.Some.Zip(Gen.Choose(0, 260)),
        given =>
        {
            var (lives, today, _, timeliness) = Counted(given);
            int[] days = [.. lives.Where(life => !life.ShortBreaks).Select(life => life.ReturnedBy(today)?.DayNumber - life.DayZero.DayNumber).OfType<int>().Order()];
            var whole = timeliness.Legs.Single(leg => leg.Leg == new Leg(KeyDate.BecameLookedAfter, KeyDate.SummaryAndPlanReturned));

            Assert.Equal(days.Length, whole.CalendarDays.Count);
            Assert.Equal(days.Length == 0 ? null : (days[(days.Length - 1) / 2] + days[days.Length / 2]) / 2m, whole.CalendarDays.Median);
            Assert.Equal(days.Length == 0 ? null : days[(int)Math.Ceiling(days.Length * 0.9) - 1], whole.CalendarDays.Ninetieth);
            Assert.True(whole.WorkingDays.Median is null || whole.WorkingDays.Median <= whole.CalendarDays.Median);
        });

    [Fact]
    public void One_reason_is_counted_for_each_case_and_key_date_the_last_one_said() => Always.Holds(
        Life.Some,
        some =>
        {
            var (lives, _, _, timeliness) = Counted((some, 260));
            var reasons = timeliness.Breaches.Ranked();

            Assert.All(reasons, reason => Assert.Equal(reason.Count, reason.ByKeyDate.Values.Sum()));
            Assert.Equal(reasons.OrderByDescending(reason => reason.Count).Select(reason => reason.Count), reasons.Select(reason => reason.Count));
            Assert.DoesNotContain(reasons, reason => reason.Reason == "other");
            foreach (var said in lives.Where(life => life.Reason is not null).GroupBy(life => life.Reason!))
            {
                Assert.Equal((said.Count(), 0), reasons.Where(reason => reason.Reason == said.Key).Select(reason => (reason.Count, reason.Proposed)).Single());
            }

            var backdated = reasons.SingleOrDefault(reason => reason.Reason == "backdated-status");
            Assert.Equal(backdated?.Count, backdated?.Proposed);
        });

    [Fact]
    public void An_assessment_that_was_missed_before_care_ended_keeps_the_way_it_took()
    {
        var life = new Life(new DateOnly(2026, 2, 2), 0, null, 40, false, false, 0, false, null);

        Assert.Equal("clinic", life.Figures(LastDay).Pathway);
        Assert.Equal("not-required", (life with { Ceased = 10 }).Figures(LastDay).Pathway);
    }

    [Theory]
    [InlineData("2026-11-27", null, "not-yet-due")]
    [InlineData("2026-11-28", null, "not-returned")]
    [InlineData("2026-12-01", "2026-11-27", "in-time")]
    [InlineData("2026-12-01", "2026-11-28", "late")]
    public void The_twentieth_working_day_itself_is_in_time(string today, string? returned, string outcome)
    {
        var so = returned is null ? Chronology.Example : Chronology.Example.Returned(returned);
        var figures = CaseFigures.Of(so.State, Domain.Policies.Policy.Default, WorkingDays.BuiltIn, manager => manager);

        Assert.Equal(outcome, IhaOutcomes.Name(new IhaOutcomes(Moments.Day(today), WorkingDays.BuiltIn).Of(figures)));
    }

    private static (List<Life> Lives, DateOnly Today, ReportPeriod Period, Timeliness Timeliness) Counted((List<Life> Lives, int Days) given)
    {
        var today = new DateOnly(2026, 1, 20).AddDays(given.Days);
        var period = new ReportPeriod(new DateOnly(2026, 1, 10), new DateOnly(2026, 6, 20));
        var timeliness = new Timeliness(period, today, WorkingDays.BuiltIn);
        var known = given.Lives.Where(life => life.IsKnownOn(today)).ToList();
        known.ForEach(life => timeliness.Add(life.Figures(today)));
        return ([.. known.Where(life => life.DayZero >= period.From && life.DayZero <= period.To)], today, period, timeliness);
    }

    private static void Same(IEnumerable<Life> lives, DateOnly today, IhaCounts counts)
    {
        var expected = lives.CountBy(life => life.OutcomeOn(today)).ToDictionary();
        Assert.All(Enum.GetValues<IhaOutcome>(), outcome => Assert.Equal((outcome, expected.GetValueOrDefault(IhaOutcomes.Name(outcome))), (outcome, counts[outcome])));
    }
}
