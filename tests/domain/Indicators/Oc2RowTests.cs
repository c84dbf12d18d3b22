using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.Indicators;
using IntegrationHub.Domain.Policies;
using IntegrationHub.Domain.Tests.Kit;
using static IntegrationHub.Domain.Tests.Kit.Indicators;

namespace IntegrationHub.Domain.Tests.Indicators;

/// <summary>The year is 1 April 2027 to 31 March 2028, a leap year.</summary>
public sealed class Oc2RowTests
{
    private static readonly ReportingYear Year = new(2028);

    [Fact]
    public void Nothing_stated_is_nothing_said_and_no_event_is_no()
    {
        var row = Row(Born("2019-05-14"));

        Assert.Equal(
            new Oc2Row { Child = "LCS-100234", DateOfBirth = Moments.Day("2019-05-14"), TeethCheck = false, HealthAssessment = false }, row);
        Assert.Equal("LCS-100234,14/05/2019,,,,,,0,0,,,", Line(row));
    }

    [Fact]
    public void Everything_stated_fills_every_column_but_convicted()
    {
        var row = Row(Born("2019-05-14").Attended("2027-05-04").Stated(
            "2028-01-10", Flag(HealthIndicators.ImmunisationsUpToDate, "2028-01-10"), Flag(HealthIndicators.DentalCheck, "2027-10-02"), Score("2028-01-10", 14),
            Flag(HealthIndicators.SubstanceMisuse, "2028-01-10"), Flag(HealthIndicators.InterventionReceived, "2028-01-10", false),
            Flag(HealthIndicators.InterventionOffered, "2028-01-10")));

        Assert.Equal("LCS-100234,14/05/2019,14,,,,1,1,1,1,0,1", Line(row));
    }

    [Fact]
    public void Who_was_not_looked_after_for_twelve_months_has_no_row() =>
        Assert.Null(Oc2Row.Of(Chronology.Opened("2027-04-02", "2027-04-02T09:00:00Z").State, Year, Policy.Default));

    [Theory]
    [InlineData("2027-03-31", false)]
    [InlineData("2027-04-01", true)]
    [InlineData("2028-02-29", true)]
    [InlineData("2028-03-31", true)]
    [InlineData("2028-04-01", false)]
    public void Only_what_is_about_a_day_of_the_year_counts_whenever_it_was_told(string on, bool counts)
    {
        var row = Row(Born("2019-05-14").Stated(
            "2028-06-01", Flag(HealthIndicators.ImmunisationsUpToDate, on), Flag(HealthIndicators.DentalCheck, on), Score(on, 7)));

        Assert.Equal((counts ? true : null, counts, counts ? 7 : null), (row.Immunisations, row.TeethCheck, row.SdqScore));
    }

    [Fact]
    public void Of_immunisations_the_last_day_of_the_year_counts()
    {
        var row = Row(Born("2019-05-14").Stated(
            "2028-02-01", Flag(HealthIndicators.ImmunisationsUpToDate, "2028-01-10", false), Flag(HealthIndicators.ImmunisationsUpToDate, "2027-06-10")));

        Assert.False(row.Immunisations);
    }

    [Fact]
    public void A_check_of_the_teeth_that_was_taken_back_was_none()
    {
        var row = Row(Born("2019-05-14")
            .Stated("2028-02-01", Flag(HealthIndicators.DentalCheck, "2028-01-10")).Stated("2028-02-02", Flag(HealthIndicators.DentalCheck, "2028-01-10", false)));

        Assert.False(row.TeethCheck);
    }

    // Five on 31 March 2028: no more. A child born on a leap day completes its years on 1 March of a common year, on 29 February of a leap year.
    [Theory]
    [InlineData("2023-04-01", true)]
    [InlineData("2023-03-31", null)]
    [InlineData("2024-02-29", true)]
    [InlineData("2020-02-29", null)]
    public void Development_checks_are_for_who_is_under_five_at_the_end_of_the_year(string born, bool? check) =>
        Assert.Equal(check, Row(Born(born).Stated("2028-02-01", Flag(HealthIndicators.DevelopmentChecksUpToDate, "2028-01-10"))).HealthCheck);

    [Theory]
    [InlineData("2024-04-01", null)] // Three at the end.
    [InlineData("2024-03-31", 14)] // Four on the last day: the score was made that day.
    [InlineData("2010-04-02", 14)] // Turns 17 after the first day, and the score was made at 16.
    [InlineData("2010-04-01", null)] // Seventeen on the first day.
    [InlineData("2009-01-01", null)]
    public void A_score_is_for_who_is_four_at_the_end_and_was_not_seventeen_at_the_beginning(string born, int? score)
    {
        var made = born.StartsWith("2024", StringComparison.Ordinal) ? "2028-03-31" : "2027-04-01";

        Assert.Equal(score, Row(Born(born).Stated("2028-04-01", Score(made, 14))).SdqScore);
    }

    [Theory]
    [InlineData("2023-09-15", "2027-09-14", null)]
    [InlineData("2023-09-15", "2027-09-15", 14)]
    [InlineData("2010-09-15", "2027-09-14", 14)]
    [InlineData("2010-09-15", "2027-09-15", null)]
    public void A_score_counts_when_it_was_made_at_four_to_sixteen(string born, string made, int? score) =>
        Assert.Equal(score, Row(Born(born).Stated("2028-03-01", Score(made, 14))).SdqScore);

    [Theory]
    [InlineData("2024-04-01", null)]
    [InlineData("2024-03-31", "SDQ1")]
    [InlineData("2010-04-02", "SDQ1")]
    [InlineData("2010-04-01", null)]
    public void A_reason_is_for_the_same_children_and_may_be_their_age(string born, string? reason) =>
        Assert.Equal(reason, Row(Born(born).Stated("2028-03-30", Reason("2027-06-01", "SDQ1"))).SdqReason);

    [Fact]
    public void A_score_goes_before_a_reason_even_a_later_one()
    {
        var row = Row(Born("2019-05-14").Stated("2028-02-01", Score("2027-06-01", 9), Score("2027-05-01", 30), Reason("2028-01-10", "SDQ2")));

        Assert.Equal((9, null), (row.SdqScore, row.SdqReason));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(40)]
    public void The_lowest_and_the_highest_score_are_scores(int score) =>
        Assert.Equal(score, Row(Born("2019-05-14").Stated("2028-02-01", Score("2028-01-10", score))).SdqScore);

    [Fact]
    public void Without_substance_misuse_there_is_no_intervention()
    {
        var row = Row(Born("2012-05-14").Stated(
            "2028-02-01", Flag(HealthIndicators.SubstanceMisuse, "2028-01-10", false), Flag(HealthIndicators.InterventionReceived, "2028-01-10", false),
            Flag(HealthIndicators.InterventionOffered, "2028-01-10")));

        Assert.Equal((false, null, null), (row.SubstanceMisuse, row.InterventionReceived, row.InterventionOffered));
    }

    [Fact]
    public void An_intervention_without_a_statement_on_misuse_is_not_reported()
    {
        var row = Row(Born("2012-05-14").Stated("2028-02-01", Flag(HealthIndicators.InterventionReceived, "2028-01-10")));

        Assert.Equal((null, null, null), (row.SubstanceMisuse, row.InterventionReceived, row.InterventionOffered));
    }

    [Fact]
    public void Whether_it_was_offered_is_asked_only_when_none_was_received()
    {
        HealthIndicatorRecorded[] said = [Flag(HealthIndicators.SubstanceMisuse, "2028-01-10"), Flag(HealthIndicators.InterventionOffered, "2028-01-10")];
        var offered = Born("2012-05-14").Stated("2028-02-01", said);

        Assert.Equal((null, true), Interventions(offered));
        Assert.Equal((false, true), Interventions(offered.Stated("2028-02-02", Flag(HealthIndicators.InterventionReceived, "2028-01-10", false))));
        Assert.Equal((true, null), Interventions(offered.Stated("2028-02-02", Flag(HealthIndicators.InterventionReceived, "2028-01-10"))));
    }

    [Fact]
    public void Misuse_identified_at_any_time_in_the_year_counts()
    {
        var row = Row(Born("2012-05-14").Stated(
            "2028-02-01", Flag(HealthIndicators.SubstanceMisuse, "2027-06-10"), Flag(HealthIndicators.SubstanceMisuse, "2028-01-10", false)));

        Assert.True(row.SubstanceMisuse);
    }

    [Fact]
    public void A_child_without_a_known_date_of_birth_is_asked_nothing_that_depends_on_age()
    {
        var row = Oc2Row.Of(
            Born("2019-05-14").Stated("2028-02-01", Score("2028-01-10", 14), Flag(HealthIndicators.DevelopmentChecksUpToDate, "2028-01-10")).State with
            {
                Child = Chronology.Child with { DateOfBirth = null },
            },
            Year, Policy.Default)!;

        Assert.Equal((null, null, null), (row.SdqScore, row.SdqReason, row.HealthCheck));
        Assert.StartsWith("LCS-100234,,", Line(row), StringComparison.Ordinal);
    }

    [Fact]
    public void The_columns_are_those_of_the_file_in_its_order() =>
        Assert.Equal(
            "CHILD,DOB,SDQ_SCORE,SDQ_REASON,CONVICTED,HEALTH_CHECK,IMMUNISATIONS,TEETH_CHECK,HEALTH_ASSESSMENT,SUBSTANCE_MISUSE,INTERVENTION_RECEIVED,INTERVENTION_OFFERED",
            string.Join(',', Oc2Columns.All.Select(column => column.Name)));

    [Fact]
    public void Totals_count_every_column_and_name_nobody()
    {
        var one = Row(Born("2019-05-14").Stated("2028-02-01", Score("2028-01-10", 0), Flag(HealthIndicators.ImmunisationsUpToDate, "2028-01-10", false)));
        var other = Row(Born("2019-05-14").Stated("2028-02-01", Reason("2028-01-10", "SDQ2"), Flag(HealthIndicators.DentalCheck, "2028-01-10")));

        var totals = Oc2Total.Of([one, other, one]);

        Assert.Equal(new Oc2Total("SDQ_SCORE", 2, 0, 1), totals[0]);
        Assert.Equal(new Oc2Total("SDQ_REASON", 1, 0, 2), totals[1]);
        Assert.Equal(new Oc2Total("CONVICTED", 0, 0, 3), totals[2]);
        Assert.Equal(new Oc2Total("IMMUNISATIONS", 0, 2, 1), totals.Single(total => total.Column == "IMMUNISATIONS"));
        Assert.Equal(new Oc2Total("TEETH_CHECK", 1, 2, 0), totals.Single(total => total.Column == "TEETH_CHECK"));
        Assert.DoesNotContain(totals, total => total.Column is "CHILD" or "DOB");
    }

    private static (bool?, bool?) Interventions(Chronology so) => (Row(so).InterventionReceived, Row(so).InterventionOffered);

    /// <summary>A child in care since before the year.</summary>
    private static Chronology Born(string on) =>
        Chronology.Opened("2027-03-01", "2027-03-02T09:00:00Z", new ChildDetails { DateOfBirth = Moments.Day(on) });

    private static Oc2Row Row(Chronology so) => Oc2Row.Of(so.State, Year, Policy.Default) ?? throw new InvalidOperationException("The child has no row.");

    private static string Line(Oc2Row row) => string.Join(',', Oc2Columns.All.Select(column => column.Cell(row)));
}
