using IntegrationHub.Contracts.Problems;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.KeyDates;
using IntegrationHub.Domain.Policies;
using IntegrationHub.Domain.Referrals;
using IntegrationHub.Domain.Tests.Kit;

namespace IntegrationHub.Domain.Tests.Referrals;

public sealed class RecordAppointmentTests
{
    private static readonly DateTimeOffset Now = Moments.Morning("2026-11-16");

    [Theory]
    [InlineData(AppointmentStatuses.Proposed)]
    [InlineData(AppointmentStatuses.Booked)]
    [InlineData(AppointmentStatuses.Cancelled)]
    public void A_future_appointment_is_recorded_as_sent(string status)
    {
        var fact = Assert.Single(Decide(Chronology.Example, Command(status, Now.AddDays(2))).Facts);

        Assert.Equal(Chronology.AppointmentData(status, Now.AddDays(2)), fact.Data);
        Assert.Equal(Now, fact.OccurredAt);
    }

    [Fact]
    public void A_kept_appointment_meets_key_date_4()
    {
        var fact = Assert.Single(Decide(Chronology.Example, Command(AppointmentStatuses.Fulfilled, Now.AddHours(-2))).Facts);

        Assert.Equal(
            Moments.Day("2026-11-16"), KeyDateStandings.MetOn(Chronology.Example.Then(Now, fact.Data).State, KeyDate.AssessmentAttended, Policy.Default));
    }

    [Theory]
    [InlineData(AppointmentStatuses.Fulfilled)]
    [InlineData(AppointmentStatuses.NoShow)]
    public void What_lies_in_the_future_cannot_have_happened(string status)
    {
        Refused(Decide(Chronology.Example, Command(status, Now.AddSeconds(1))), "Appointment.start");

        Assert.Single(Decide(Chronology.Example, Command(status, Now)).Facts);
    }

    [Theory]
    [InlineData(AppointmentStatuses.Booked)]
    [InlineData(AppointmentStatuses.Fulfilled)]
    [InlineData(AppointmentStatuses.NoShow)]
    public void Without_a_start_only_a_proposed_or_cancelled_appointment_makes_sense(string status) =>
        Refused(Decide(Chronology.Example, Command(status, null)), "Appointment.start");

    [Theory]
    [InlineData(AppointmentStatuses.Booked)]
    [InlineData(AppointmentStatuses.Fulfilled)]
    [InlineData(AppointmentStatuses.NoShow)]
    public void Without_an_end_only_a_proposed_or_cancelled_appointment_makes_sense(string status) =>
        Assert.NotNull(Decide(Chronology.Example, Command(status, Now.AddHours(-2)) with { End = null }).Refusal);

    [Theory]
    [InlineData(AppointmentStatuses.Proposed)]
    [InlineData(AppointmentStatuses.Cancelled)]
    public void A_proposal_or_a_cancellation_needs_no_time(string status) =>
        Assert.Single(Decide(Chronology.Example, Command(status, null)).Facts);

    [Fact]
    public void The_same_again_changes_nothing_and_a_difference_is_recorded()
    {
        var booked = Chronology.Example.Then(Now, Chronology.AppointmentData(AppointmentStatuses.Booked, Now.AddDays(2)));

        Assert.Same(Decision.Nothing, Decide(booked, Update(AppointmentStatuses.Booked, Now.AddDays(2))));
        Assert.Single(Decide(booked, Update(AppointmentStatuses.Booked, Now.AddDays(3))).Facts);
        Assert.Single(Decide(booked, Update(AppointmentStatuses.Cancelled, Now.AddDays(2))).Facts);
    }

    [Fact]
    public void A_create_that_comes_again_takes_back_no_later_update()
    {
        var fulfilled = Chronology.Example.Then(Now, Chronology.AppointmentData(AppointmentStatuses.Fulfilled, Now.AddHours(-2)));

        Assert.Same(Decision.Nothing, Decide(fulfilled, Command(AppointmentStatuses.Booked, Now.AddHours(-2))));
    }

    private static RecordAppointmentCommand Update(string status, DateTimeOffset start) => Command(status, start) with { IsUpdate = true };

    [Fact]
    public void On_a_rejected_or_cancelled_referral_no_appointment_can_be_recorded()
    {
        Refused(Decide(Chronology.Example.Moved("2026-11-05", TaskStatuses.Rejected), Command(AppointmentStatuses.Booked, Now)), "Appointment.basedOn");
        Refused(Decide(Chronology.Example.Ceased("2026-11-05"), Command(AppointmentStatuses.Booked, Now)), "Appointment.basedOn");
    }

    [Fact]
    public void On_a_completed_referral_a_kept_appointment_may_still_be_added() =>
        Assert.Single(Decide(Chronology.Example.Returned("2026-11-13"), Command(AppointmentStatuses.Fulfilled, Now.AddDays(-5))).Facts);

    private static RecordAppointmentCommand Command(string status, DateTimeOffset? start) =>
        new(Now, "appointment-1", status, start, start?.AddHours(1), null, "{}");

    private static Decision Decide(Chronology chronology, RecordAppointmentCommand command) =>
        RecordAppointment.Decide(chronology.State, command, Policy.Default);

    private static void Refused(Decision decision, string expression)
    {
        Assert.Empty(decision.Facts);
        Assert.Equal(ProblemCodes.InvalidRequest, decision.Refusal!.Code);
        Assert.Equal(expression, Assert.Single(decision.Refusal.Faults).Pointer);
    }
}
