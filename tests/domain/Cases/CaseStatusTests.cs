using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.Policies;
using IntegrationHub.Domain.Tests.Kit;

namespace IntegrationHub.Domain.Tests.Cases;

public sealed class CaseStatusTests
{
    private static readonly Chronology Ready = Chronology.Example.Consent("2026-11-03").Papers("2026-11-04");

    [Fact]
    public void A_new_case_awaits_consent() => Is(CaseStatus.AwaitingConsent, TaskStatuses.Requested, Chronology.Example);

    [Fact]
    public void With_the_papers_alone_it_still_awaits_consent() =>
        Is(CaseStatus.AwaitingConsent, TaskStatuses.Requested, Chronology.Example.Papers("2026-11-03"));

    [Fact]
    public void With_consent_of_the_wrong_person_it_still_awaits_consent() =>
        Is(CaseStatus.AwaitingConsent, TaskStatuses.Requested, Chronology.Example.Consent("2026-11-03", ConsentGivers.LocalAuthority));

    [Fact]
    public void With_consent_it_awaits_the_paperwork() =>
        Is(CaseStatus.AwaitingPaperwork, TaskStatuses.Requested, Chronology.Example.Consent("2026-11-03"));

    [Fact]
    public void With_both_it_awaits_an_appointment() => Is(CaseStatus.AwaitingAppointment, TaskStatuses.Requested, Ready);

    [Fact]
    public void A_proposed_appointment_is_not_booked_yet() =>
        Is(CaseStatus.AwaitingAppointment, TaskStatuses.Requested, Ready.Appointment("2026-11-05", AppointmentStatuses.Proposed, "2026-11-16"));

    [Fact]
    public void Once_booked_the_appointment_is_booked() =>
        Is(CaseStatus.AppointmentBooked, TaskStatuses.Requested, Ready.Appointment("2026-11-05", AppointmentStatuses.Booked, "2026-11-16"));

    [Fact]
    public void What_the_provider_before_had_booked_is_not_booked_with_the_next_one()
    {
        var sentOn = Ready.Appointment("2026-11-05", AppointmentStatuses.Booked, "2026-11-16").Moved("2026-11-06", TaskStatuses.Rejected)
            .Then("2026-11-06", new ReferralRaised(2, 0, "RTH", ReferralReasons.ProviderChanged));
        Is(CaseStatus.AwaitingAppointment, TaskStatuses.Requested, sentOn);

        var booked = Chronology.AppointmentData(AppointmentStatuses.Booked, Moments.Morning("2026-11-17"), "appointment-2") with { Referral = 2 };
        Is(CaseStatus.AppointmentBooked, TaskStatuses.Requested, sentOn.Then("2026-11-09", booked));
    }

    [Theory]
    [InlineData(AppointmentStatuses.Cancelled)]
    [InlineData(AppointmentStatuses.NoShow)]
    public void When_it_fell_through_an_appointment_is_awaited_again(string status) =>
        Is(
            CaseStatus.AwaitingAppointment,
            TaskStatuses.Requested,
            Ready.Appointment("2026-11-05", AppointmentStatuses.Booked, "2026-11-16").Appointment("2026-11-16", status, "2026-11-16"));

    [Fact]
    public void Once_attended_the_return_is_awaited() => Is(CaseStatus.AwaitingReturn, TaskStatuses.Requested, Ready.Attended("2026-11-16"));

    [Fact]
    public void Attended_without_consent_recorded_the_return_is_awaited_all_the_same() =>
        Is(CaseStatus.AwaitingReturn, TaskStatuses.Requested, Chronology.Example.Attended("2026-11-16"));

    [Fact]
    public void With_one_document_the_return_is_still_awaited() =>
        Is(CaseStatus.AwaitingReturn, TaskStatuses.InProgress, Ready.Moved("2026-11-05", TaskStatuses.InProgress).Attended("2026-11-16").Document("2026-11-20", DocumentKinds.IhaSummary));

    [Fact]
    public void With_both_documents_case_and_Task_are_completed_whatever_the_health_team_said_last()
    {
        Is(CaseStatus.Completed, TaskStatuses.Completed, Ready.Returned("2026-11-20"));
        Is(CaseStatus.Completed, TaskStatuses.Completed, Ready.Moved("2026-11-05", TaskStatuses.Rejected).Returned("2026-11-20"));
    }

    [Fact]
    public void A_rejected_referral_makes_the_case_rejected() =>
        Is(CaseStatus.Rejected, TaskStatuses.Rejected, Ready.Moved("2026-11-05", TaskStatuses.Rejected));

    [Fact]
    public void A_short_break_cancels_the_Task_and_the_case_is_not_required() =>
        Is(CaseStatus.NotRequired, TaskStatuses.Cancelled, Ready.Then("2026-11-05", new LegalStatusChanged("V4", null)));

    [Fact]
    public void The_end_of_care_closes_the_case_and_cancels_an_open_Task() =>
        Is(CaseStatus.Closed, TaskStatuses.Cancelled, Ready.Ceased("2026-11-10"));

    [Fact]
    public void The_end_of_care_closes_a_completed_case_and_its_Task_stays_completed() =>
        Is(CaseStatus.Closed, TaskStatuses.Completed, Ready.Returned("2026-11-20").Ceased("2026-12-10"));

    [Theory]
    [InlineData(TaskStatuses.Received)]
    [InlineData(TaskStatuses.Accepted)]
    [InlineData(TaskStatuses.InProgress)]
    public void While_nothing_else_decides_the_Task_stands_where_the_health_team_moved_it(string status) =>
        Is(CaseStatus.AwaitingAppointment, status, Ready.Moved("2026-11-05", status));

    private static void Is(string caseStatus, string taskStatus, Chronology chronology)
    {
        Assert.Equal(caseStatus, CaseStatus.Of(chronology.State, Policy.Default));
        Assert.Equal(taskStatus, CaseStatus.TaskStatus(chronology.State, Policy.Default));
        Assert.Contains(caseStatus, CaseStatus.All);
    }
}
