using FsCheck.Fluent;
using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.KeyDates;
using IntegrationHub.Domain.Policies;
using IntegrationHub.Domain.Tests.Kit;

namespace IntegrationHub.Domain.Tests.KeyDates;

public sealed class KeyDateStandingsTests
{
    [Fact]
    public void The_published_example_stands_as_published() => Assert.Equal(
        [
            new(KeyDate.BecameLookedAfter, null, Moments.Day("2026-10-30"), KeyDateState.Met, 0),
            new(KeyDate.HealthNotified, Moments.Day("2026-11-03"), Moments.Day("2026-11-02"), KeyDateState.Met, 0),
            new(KeyDate.ConsentAndPaperworkReceived, Moments.Day("2026-11-06"), null, KeyDateState.Waiting, 0),
            new(KeyDate.AssessmentAttended, Moments.Day("2026-11-20"), null, KeyDateState.Waiting, 0),
            new KeyDateStanding(KeyDate.SummaryAndPlanReturned, Moments.Day("2026-11-27"), null, KeyDateState.Waiting, 0),
        ],
        On("2026-11-02", Chronology.Example));

    [Theory]
    [InlineData("2026-11-04", KeyDateState.Waiting, 0)]
    [InlineData("2026-11-05", KeyDateState.DueSoon, 0)]
    [InlineData("2026-11-06", KeyDateState.DueSoon, 0)]
    [InlineData("2026-11-07", KeyDateState.Overdue, 0)]
    [InlineData("2026-11-08", KeyDateState.Overdue, 0)]
    [InlineData("2026-11-09", KeyDateState.Overdue, 1)]
    [InlineData("2026-11-13", KeyDateState.Overdue, 5)]
    public void Consent_due_on_Friday_6_November_is_due_soon_a_working_day_before_and_overdue_the_calendar_day_after(
        string today, KeyDateState state, int late)
    {
        var standing = One(today, Chronology.Example, KeyDate.ConsentAndPaperworkReceived);

        Assert.Equal((state, late), (standing.State, standing.WorkingDaysLate));
        Assert.True(standing.IsWaiting);
        Assert.False(standing.IsMet);
    }

    [Fact]
    public void A_date_due_on_a_Monday_is_due_soon_from_the_Friday_before()
    {
        var opened = Chronology.Opened("2026-11-02", "2026-11-02T12:00:00Z");

        Assert.Equal(KeyDateState.Waiting, One("2026-11-05", opened, KeyDate.ConsentAndPaperworkReceived).State);
        Assert.Equal(Moments.Day("2026-11-09"), One("2026-11-05", opened, KeyDate.ConsentAndPaperworkReceived).DueOn);
        Assert.Equal(KeyDateState.DueSoon, One("2026-11-06", opened, KeyDate.ConsentAndPaperworkReceived).State);
        Assert.Equal(KeyDateState.DueSoon, One("2026-11-08", opened, KeyDate.ConsentAndPaperworkReceived).State);
    }

    [Fact]
    public void A_partnership_may_be_warned_earlier()
    {
        const int policy = 3;

        Assert.Equal(KeyDateState.DueSoon, KeyDateStandings.StateOn(Moments.Day("2026-11-03"), Moments.Day("2026-11-06"), null, policy, WorkingDays.BuiltIn));
        Assert.Equal(KeyDateState.Waiting, KeyDateStandings.StateOn(Moments.Day("2026-11-02"), Moments.Day("2026-11-06"), null, policy, WorkingDays.BuiltIn));
    }

    [Fact]
    public void Met_on_the_due_date_is_met()
    {
        var standing = One("2026-12-01", Chronology.Example.Consent("2026-11-03").Papers("2026-11-06"), KeyDate.ConsentAndPaperworkReceived);

        Assert.Equal((KeyDateState.Met, 0, Moments.Day("2026-11-06")), (standing.State, standing.WorkingDaysLate, standing.On));
        Assert.True(standing.IsMet);
    }

    [Fact]
    public void Met_three_working_days_after_is_met_late_by_three_and_stays_so()
    {
        var attended = Chronology.Example.Attended("2026-11-25");

        Assert.Equal((KeyDateState.MetLate, 3), Late("2026-11-25", attended, KeyDate.AssessmentAttended));
        Assert.Equal((KeyDateState.MetLate, 3), Late("2027-02-01", attended, KeyDate.AssessmentAttended));
    }

    [Fact]
    public void Met_on_the_Saturday_after_is_met_late_by_no_working_day() =>
        Assert.Equal((KeyDateState.MetLate, 0), Late("2026-12-01", Chronology.Example.Attended("2026-11-21"), KeyDate.AssessmentAttended));

    [Fact]
    public void Working_days_late_do_not_count_Christmas()
    {
        var opened = Chronology.Opened("2026-12-17", "2026-12-17T12:00:00Z");
        Assert.Equal(Moments.Day("2026-12-24"), One("2026-12-18", opened, KeyDate.ConsentAndPaperworkReceived).DueOn);

        Assert.Equal((KeyDateState.Overdue, 0), Late("2026-12-28", opened, KeyDate.ConsentAndPaperworkReceived));
        Assert.Equal((KeyDateState.Overdue, 1), Late("2026-12-29", opened, KeyDate.ConsentAndPaperworkReceived));
    }

    [Fact]
    public void Told_half_an_hour_after_midnight_in_summer_counts_for_the_new_day() =>
        Assert.Equal(Moments.Day("2026-07-02"), KeyDateStandings.MetOn(Chronology.Opened("2026-07-01", "2026-07-01T23:30:00Z").State, KeyDate.HealthNotified, Policy.Default));

    [Fact]
    public void A_case_told_on_the_second_working_day_is_not_backdated() => Assert.False(Backdated("2026-10-30", "2026-11-03T23:59:00Z"));

    [Fact]
    public void A_case_told_on_the_third_working_day_is_backdated_and_key_date_2_is_late_at_once()
    {
        Assert.True(Backdated("2026-10-30", "2026-11-04T00:00:00Z"));
        Assert.Equal(
            (KeyDateState.MetLate, 1),
            Late("2026-11-04", Chronology.Opened("2026-10-30", "2026-11-04T08:00:00Z"), KeyDate.HealthNotified));
    }

    [Fact]
    public void A_correction_of_day_0_moves_every_due_date()
    {
        var corrected = Chronology.Example.DayZeroCorrected("2026-11-04", "2026-10-23");

        Assert.Equal(
            [null, "2026-10-27", "2026-10-30", "2026-11-13", "2026-11-20"],
            On("2026-11-04", corrected).Select(standing => standing.DueOn?.ToString("O")));
        Assert.True(KeyDateStandings.IsBackdated(corrected.State, Policy.Default, WorkingDays.BuiltIn));
    }

    [Theory]
    [InlineData("V3")]
    [InlineData("V4")]
    public void For_a_short_break_nothing_is_required_and_nothing_late_however_late_it_is_told(string legalStatus)
    {
        var opened = Chronology.Opened("2026-10-01", "2026-11-02T09:14:00Z", care: new CareDetails { LegalStatus = legalStatus });

        foreach (var shortBreak in new[] { opened, opened.Consent("2026-11-03").Papers("2026-11-03"), opened.Ceased("2026-12-01") })
        {
            var standings = On("2027-01-04", shortBreak);
            Assert.Equal(KeyDateState.Met, standings[0].State);
            Assert.All(standings.Skip(1), standing => Assert.Equal((KeyDateState.NotRequired, null, null, 0), (standing.State, standing.DueOn, standing.On, standing.WorkingDaysLate)));
            Assert.False(KeyDateStandings.IsBackdated(shortBreak.State, Policy.Default, WorkingDays.BuiltIn));
            Assert.Empty(shortBreak.Swept("2027-01-04").State.Alerts);
        }
    }

    [Fact]
    public void When_care_ends_before_the_assessment_was_due_what_is_open_is_not_required_and_what_was_met_stays_met()
    {
        var ceased = Chronology.Example.Consent("2026-11-03").Papers("2026-11-04").Ceased("2026-11-12");

        Assert.Equal(
            [KeyDateState.Met, KeyDateState.Met, KeyDateState.Met, KeyDateState.NotRequired, KeyDateState.NotRequired],
            On("2027-01-04", ceased).Select(standing => standing.State));
    }

    [Fact]
    public void An_assessment_of_which_no_day_was_recorded_grows_no_later_than_its_documents()
    {
        var returned = Chronology.Example.Returned("2026-11-25");

        Assert.Equal((KeyDateState.Overdue, 2), Late("2026-11-24", returned, KeyDate.AssessmentAttended));
        Assert.Equal((KeyDateState.Overdue, 3), Late("2027-02-01", returned, KeyDate.AssessmentAttended));
        Assert.Equal(Moments.Day("2026-11-25"), One("2027-02-01", returned, KeyDate.AssessmentAttended).Until);
        Assert.Equal((KeyDateState.MetLate, 1), Late("2027-02-01", returned.Then("2027-01-04", Chronology.AppointmentData(AppointmentStatuses.Fulfilled, Moments.Morning("2026-11-23"))), KeyDate.AssessmentAttended));
    }

    [Fact]
    public void An_assessment_of_which_no_day_was_recorded_is_never_overdue_when_its_documents_came_before_it_was_due()
    {
        Assert.Equal((KeyDateState.Waiting, 0), Late("2027-02-01", Chronology.Example.Returned("2026-11-17"), KeyDate.AssessmentAttended));
        Assert.Equal((KeyDateState.Overdue, 0), Late("2027-02-01", Chronology.Example.Returned("2026-11-21"), KeyDate.AssessmentAttended));
        Assert.Equal((KeyDateState.Waiting, 0), Late("2027-02-01", Chronology.Example.Returned("2026-11-17").Ceased("2026-12-11"), KeyDate.AssessmentAttended));
    }

    [Fact]
    public void Half_of_the_documents_do_not_stop_it() =>
        Assert.Equal((KeyDateState.Overdue, 9), Late("2026-12-03", Chronology.Example.Document("2026-11-25", DocumentKinds.IhaSummary), KeyDate.AssessmentAttended));

    // Not required is "care ended before it was due"; a date that was missed while the child was in care stays missed.
    [Fact]
    public void When_care_ends_after_the_statutory_date_was_missed_it_stays_missed()
    {
        var ceased = Chronology.Example.Ceased("2026-12-11");

        Assert.Equal(KeyDateState.Overdue, One("2027-01-04", ceased, KeyDate.SummaryAndPlanReturned).State);
    }

    [Fact]
    public void A_case_returned_before_care_ended_keeps_all_its_dates()
    {
        var ceased = Chronology.Example.Consent("2026-11-03").Papers("2026-11-04").Attended("2026-11-16").Returned("2026-11-20").Ceased("2026-12-01");

        Assert.All(On("2027-01-04", ceased), standing => Assert.Equal(KeyDateState.Met, standing.State));
    }

    [Fact]
    public void The_papers_are_here_when_social_care_says_so() =>
        Assert.Equal(Moments.Day("2026-11-05"), KeyDateStandings.PaperworkOn(Chronology.Example.Papers("2026-11-05").State));

    [Fact]
    public void The_papers_are_here_when_the_later_of_consent_form_and_Part_A_is_here()
    {
        var form = Chronology.Example.Document("2026-11-04", DocumentKinds.ConsentForm, from: "825");
        Assert.Null(KeyDateStandings.PaperworkOn(form.State));
        Assert.Null(KeyDateStandings.PaperworkOn(form.Document("2026-11-04", DocumentKinds.Other, from: "825").State));

        Assert.Equal(
            Moments.Day("2026-11-06"), KeyDateStandings.PaperworkOn(form.Document("2026-11-06", DocumentKinds.PartA, from: "825").State));
    }

    [Theory]
    [InlineData("2026-11-03", "2026-11-03")]
    [InlineData("2026-11-09", "2026-11-05")]
    public void Of_declaration_and_uploads_the_earlier_counts(string declared, string expected) =>
        Assert.Equal(
            Moments.Day(expected),
            KeyDateStandings.PaperworkOn(Chronology.Example
                .Document("2026-11-05", DocumentKinds.ConsentForm, from: "825").Document("2026-11-05", DocumentKinds.PartA, from: "825")
                .Papers(declared).State));

    [Fact]
    public void Key_date_3_is_the_later_of_consent_and_papers()
    {
        Assert.Equal(Moments.Day("2026-11-06"), Met(Chronology.Example.Consent("2026-11-06").Papers("2026-11-04"), KeyDate.ConsentAndPaperworkReceived));
        Assert.Equal(Moments.Day("2026-11-05"), Met(Chronology.Example.Consent("2026-11-03").Papers("2026-11-05"), KeyDate.ConsentAndPaperworkReceived));
    }

    [Fact]
    public void Key_date_3_needs_both_and_a_consent_that_is_valid()
    {
        Assert.Null(Met(Chronology.Example.Consent("2026-11-03"), KeyDate.ConsentAndPaperworkReceived));
        Assert.Null(Met(Chronology.Example.Papers("2026-11-03"), KeyDate.ConsentAndPaperworkReceived));
        Assert.Null(Met(Chronology.Example.Papers("2026-11-03").Consent("2026-11-03", ConsentGivers.LocalAuthority), KeyDate.ConsentAndPaperworkReceived));
    }

    [Fact]
    public void Consent_withdrawn_makes_key_date_3_wait_again() =>
        Assert.Null(Met(
            Chronology.Example.Consent("2026-11-03").Papers("2026-11-03").Then("2026-11-05", new ConsentRecorded(ConsentStatuses.Withdrawn, null, Moments.Day("2026-11-05"))),
            KeyDate.ConsentAndPaperworkReceived));

    [Fact]
    public void The_assessment_was_attended_at_the_earliest_appointment_that_was_kept() =>
        Assert.Equal(
            Moments.Day("2026-11-16"),
            Met(
                Chronology.Example
                    .Appointment("2026-11-18", AppointmentStatuses.Fulfilled, "2026-11-18", "second")
                    .Appointment("2026-11-19", AppointmentStatuses.Fulfilled, "2026-11-16", "first")
                    .Appointment("2026-11-19", AppointmentStatuses.NoShow, "2026-11-10", "missed"),
                KeyDate.AssessmentAttended));

    [Theory]
    [InlineData(AppointmentStatuses.Proposed)]
    [InlineData(AppointmentStatuses.Booked)]
    [InlineData(AppointmentStatuses.NoShow)]
    [InlineData(AppointmentStatuses.Cancelled)]
    public void An_appointment_that_was_not_kept_is_no_attendance(string status) =>
        Assert.Null(Met(Chronology.Example.Appointment("2026-11-16", status, "2026-11-16"), KeyDate.AssessmentAttended));

    [Fact]
    public void Without_an_appointment_the_summary_says_when_the_child_was_seen()
    {
        var summary = Chronology.Example.Document("2026-11-24", DocumentKinds.IhaSummary, assessedOn: "2026-11-17");
        Assert.Equal(Moments.Day("2026-11-17"), Met(summary, KeyDate.AssessmentAttended));

        Assert.Equal(Moments.Day("2026-11-18"), Met(summary.Attended("2026-11-18"), KeyDate.AssessmentAttended));
        Assert.Null(Met(Chronology.Example.Document("2026-11-24", DocumentKinds.IhaSummary), KeyDate.AssessmentAttended));
    }

    [Fact]
    public void One_document_alone_returns_nothing_and_both_return_on_the_day_of_the_later()
    {
        var summary = Chronology.Example.Document("2026-11-24", DocumentKinds.IhaSummary);
        Assert.Null(Met(summary, KeyDate.SummaryAndPlanReturned));
        Assert.Null(Met(Chronology.Example.Document("2026-11-24", DocumentKinds.HealthCarePlan), KeyDate.SummaryAndPlanReturned));

        Assert.Equal(Moments.Day("2026-11-26"), Met(summary.Document("2026-11-26", DocumentKinds.HealthCarePlan), KeyDate.SummaryAndPlanReturned));
    }

    [Fact]
    public void A_care_entry_assessment_is_never_counted_as_an_initial_one() =>
        Assert.Null(Met(
            Chronology.Example.Document("2026-11-24", DocumentKinds.CehaSummary, assessedOn: "2026-11-20").Document("2026-11-24", DocumentKinds.HealthCarePlan),
            KeyDate.SummaryAndPlanReturned));

    [Fact]
    public void Names_and_key_dates_stand_for_each_other()
    {
        Assert.All(Enum.GetValues<KeyDate>(), keyDate =>
        {
            Assert.True(KeyDateNames.TryParse(keyDate.Name(), out var read));
            Assert.Equal(keyDate, read);
        });
        Assert.Equal(Enum.GetValues<KeyDate>().Select(keyDate => keyDate.Name()), KeyDateNames.All);
        Assert.False(KeyDateNames.TryParse("summary", out _));
        Assert.False(KeyDateNames.TryParse(null, out _));
        Assert.Equal(["met", "met-late", "waiting", "due-soon", "overdue", "not-required"], Enum.GetValues<KeyDateState>().Select(state => state.Name()));
    }

    [Fact]
    public void On_any_day_of_any_case_due_dates_ascend_and_only_what_is_late_has_lateness() => Always.Holds(
        Always.Three(Always.Days, Gen.Choose(0, 40), Gen.Choose(0, 90)),
        one =>
        {
            var (dayZero, told, today) = one;
            var opened = Chronology.Opened(dayZero, dayZero.AddDays(told).Morning());
            var attended = today % 2 == 0 ? opened : opened.Attended($"{dayZero.AddDays(told + (today / 2)):O}");

            var standings = KeyDateStandings.On(dayZero.AddDays(told + today), attended.State, Policy.Default, WorkingDays.BuiltIn);

            Assert.Equal(Enum.GetValues<KeyDate>(), standings.Select(standing => standing.KeyDate));
            Assert.Equal(standings.Skip(1).Select(standing => standing.DueOn!.Value).Order(), standings.Skip(1).Select(standing => standing.DueOn!.Value));
            Assert.All(standings.Skip(1), standing => Assert.True(WorkingDays.BuiltIn.IsWorkingDay(standing.DueOn!.Value)));
            Assert.All(standings, standing =>
            {
                Assert.Equal(standing.On is not null, standing.IsMet);
                Assert.Equal(standing.On is null, standing.IsWaiting);
                Assert.True(standing.WorkingDaysLate == 0 || standing.State is KeyDateState.MetLate or KeyDateState.Overdue);
            });
        },
        runs: 300);

    [Fact]
    public void While_nothing_happens_a_date_goes_from_waiting_to_due_soon_to_overdue_and_never_back() => Always.Holds(
        Always.Days,
        dayZero =>
        {
            var state = Chronology.Opened(dayZero, dayZero.Morning()).State;
            var states = Enumerable.Range(0, 50)
                .Select(day => KeyDateStandings.On(dayZero.AddDays(day), state, Policy.Default, WorkingDays.BuiltIn)[4].State).ToList();

            Assert.Equal([KeyDateState.Waiting, KeyDateState.DueSoon, KeyDateState.Overdue], states.Distinct());
            Assert.Equal(states.Order(), states);
        },
        runs: 100);

    private static IReadOnlyList<KeyDateStanding> On(string today, Chronology chronology) =>
        KeyDateStandings.On(Moments.Day(today), chronology.State, Policy.Default, WorkingDays.BuiltIn);

    private static KeyDateStanding One(string today, Chronology chronology, KeyDate keyDate) =>
        Assert.Single(On(today, chronology), standing => standing.KeyDate == keyDate);

    private static (KeyDateState State, int Late) Late(string today, Chronology chronology, KeyDate keyDate) =>
        (One(today, chronology, keyDate).State, One(today, chronology, keyDate).WorkingDaysLate);

    private static DateOnly? Met(Chronology chronology, KeyDate keyDate) => KeyDateStandings.MetOn(chronology.State, keyDate, Policy.Default);

    private static bool Backdated(string dayZero, string notifiedAt) =>
        KeyDateStandings.IsBackdated(Chronology.Opened(dayZero, notifiedAt).State, Policy.Default, WorkingDays.BuiltIn);
}
