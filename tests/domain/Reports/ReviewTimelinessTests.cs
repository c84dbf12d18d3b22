using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.Policies;
using IntegrationHub.Domain.Reports;
using IntegrationHub.Domain.Tests.Kit;

namespace IntegrationHub.Domain.Tests.Reports;

/// <summary>A seven-year-old who was assessed on 10 November 2026: the first review is due on 10 November 2027.</summary>
public sealed class ReviewTimelinessTests
{
    private static readonly Chronology Assessed = Chronology.Example.Attended("2026-11-10").Returned("2026-11-12");

    [Theory]
    [InlineData("2027-11-10", null, null, "not-yet-due")]
    [InlineData("2027-11-11", null, null, "not-done")]
    [InlineData("2027-11-30", "2027-11-10", null, "in-time")]
    [InlineData("2027-11-30", "2027-11-11", null, "late")]
    [InlineData("2027-11-30", null, "2027-11-01", "ended")]
    [InlineData("2027-11-30", null, "2027-11-10", "ended")]
    [InlineData("2027-11-30", null, "2027-11-11", "not-done")]
    public void A_review_has_one_result(string today, string? returned, string? ceased, string result)
    {
        var so = Assessed.Swept("2027-10-01");
        so = returned is null ? so : so.Then(Moments.Morning(returned), Rha(DocumentKinds.RhaSummary), organisation: "RXQ").Then(Moments.Morning(returned), Rha(DocumentKinds.HealthCarePlan), organisation: "RXQ");
        so = ceased is null ? so : so.Ceased(ceased);
        var figures = FiguresOf(so);

        var review = figures.Reviews[0];
        Assert.Equal(Moments.Day("2027-11-10"), review.DueOn);
        Assert.Equal(result, ReviewResults.Name(ReviewResults.Of(figures, review, Moments.Day(today))));
        Assert.Equal([(1, 1)], new[] { Counted(figures, today) }.Select(counts => (counts.Due, Enum.GetValues<ReviewResult>().Sum(one => counts[one]))));
    }

    [Fact]
    public void One_that_was_passed_over_is_not_done_and_one_that_is_only_planned_is_not_yet_due()
    {
        var figures = FiguresOf(Assessed.Swept("2027-10-01").Swept("2028-10-01"));

        Assert.Equal(["not-done", "not-yet-due"], figures.Reviews.Take(2).Select(review => ReviewResults.Name(ReviewResults.Of(figures, review, Moments.Day("2028-10-01")))));
        Assert.Equal("not-yet-due", ReviewResults.Name(ReviewResults.Of(FiguresOf(Assessed), FiguresOf(Assessed).Reviews[0], Moments.Day("2027-01-01"))));
    }

    [Fact]
    public void Only_those_that_are_due_in_the_period_are_counted()
    {
        var counts = new ReviewTimeliness(new ReportPeriod(Moments.Day("2027-11-11"), Moments.Day("2028-02-01")), Moments.Day("2028-02-01"));
        counts.Add(FiguresOf(Assessed));
        Assert.Equal(0, counts.Total.Due);
    }

    private static ReviewCounts Counted(CaseFigures figures, string today)
    {
        var reviews = new ReviewTimeliness(new ReportPeriod(Moments.Day("2027-11-01"), Moments.Day("2027-11-30")), Moments.Day(today));
        reviews.Add(figures);
        Assert.Equal(reviews.Total.Due, reviews.Months.Values.Sum(month => month.Due));
        Assert.Equal(reviews.Total.Due, reviews.Teams["team"].Due);
        return reviews.Total;
    }

    private static Domain.Cases.DocumentReceived Rha(string kind) => Chronology.DocumentData(kind, $"rha-{kind}") with { Referral = 2 };

    private static CaseFigures FiguresOf(Chronology so) => CaseFigures.Of(so.State, Policy.Default, WorkingDays.BuiltIn, _ => "team");
}
