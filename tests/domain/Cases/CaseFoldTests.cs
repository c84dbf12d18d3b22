using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.Escalations;
using IntegrationHub.Domain.Policies;
using IntegrationHub.Domain.Tests.Kit;

namespace IntegrationHub.Domain.Tests.Cases;

public sealed class CaseFoldTests
{
    private static readonly Gen<FactData> Statements = Gen.OneOf(
        Days().Select(day => (FactData)new DetailsCorrected(new ChildDetails { DateOfBirth = day.AddYears(-9) }, null)),
        Gen.Elements("Robin", "Sam", "Ash").Select(name => (FactData)new DetailsCorrected(new ChildDetails { GivenName = name }, null)),
        Days().Select(day => (FactData)new DetailsCorrected(null, new CareDetails { BecameLookedAfterOn = day })),
        Gen.Elements("a@council.example", "b@council.example")
            .Select(address => (FactData)new DetailsCorrected(null, null, [new Contact(ContactRoles.SocialWorker, null, address, null)])),
        Gen.Elements("825", "931", "938").Select(area => (FactData)new PlacementChanged(new Placement { LocalAuthority = area })),
        Gen.Elements("U6", "K2").Select(type => (FactData)new PlacementChanged(new Placement { Type = type })),
        Gen.Elements("V2", "C1", "C2", "V4").Select(status => (FactData)new LegalStatusChanged(status, null)),
        Gen.Elements(ConsentStatuses.All.Order().ToArray()).Zip(Days())
            .Select(pair => (FactData)new ConsentRecorded(pair.Item1, ConsentGivers.Parent, pair.Item2)),
        Days().Select(day => (FactData)new PaperworkCompleted(day)),
        Gen.Elements("late-notification", "books-closed", "other").Zip(Gen.Elements("assessment-attended", "health-notified"))
            .Select(pair => (FactData)new BreachReasonRecorded(pair.Item2, pair.Item1, null)),
        Days().Select(day => (FactData)new CeasedToBeLookedAfter(day, "E4A")),
        Days().Select(day => (FactData)new CeasedToBeLookedAfter(day, Ssda903.EpisodeContinues)));

    private static readonly Gen<FactData> StatementsAndRefusals =
        Gen.Frequency((6, Statements), (1, Days().Select(day => (FactData)new AssessmentDeclined(day, "carer"))));

    [Fact]
    public void Statements_lead_to_the_same_state_in_whatever_order_they_arrive() => Always.Holds(
        StatementsAndRefusals.ListOf().SelectMany(said => Gen.Shuffle(Numbered(said)).Select(arrived => (Said: Numbered(said), Arrived: arrived))),
        one => Assert.Equal(StateAfter(one.Said), StateAfter(one.Arrived)),
        runs: 300);

    [Fact]
    public void Statements_that_arrive_again_and_again_change_nothing() => Always.Holds(
        Statements.NonEmptyListOf().SelectMany(said =>
            Gen.Shuffle(Numbered(said).Concat(Numbered(said)).ToArray()).Select(arrived => (Said: Numbered(said), Arrived: arrived))),
        one => Assert.Equal(StateAfter(one.Said), StateAfter(one.Arrived)),
        runs: 300);

    [Fact]
    public void One_refusal_told_twice_is_one_refusal()
    {
        var declined = new AssessmentDeclined(Moments.Day("2026-11-10"), "young-person");

        var state = Chronology.Example.Then("2026-11-10", declined).Then("2026-11-11", declined).State;

        Assert.Single(state.Declined);
    }

    [Fact]
    public void Refusals_on_two_days_are_two_refusals() =>
        Assert.Equal(2, Chronology.Example
            .Then("2026-11-10", new AssessmentDeclined(Moments.Day("2026-11-10"), "young-person"))
            .Then("2026-11-12", new AssessmentDeclined(Moments.Day("2026-11-12"), "young-person")).State.Declined.Count);

    [Fact]
    public void The_opening_notification_comes_first_even_when_a_follow_up_took_effect_before_it()
    {
        var state = Chronology.Example
            .Then(Moments.Morning("2026-11-03"), new LegalStatusChanged("C1", null), occurredAt: Moments.Morning("2026-10-31")).State;

        Assert.Equal("C1", state.Care.LegalStatus);
    }

    [Fact]
    public void Of_two_statements_of_the_same_moment_the_one_that_arrived_later_counts()
    {
        var at = Moments.Morning("2026-11-03");
        var state = Chronology.Example
            .Then(at, new LegalStatusChanged("C1", null), occurredAt: at)
            .Then(at.AddHours(1), new LegalStatusChanged("C2", null), occurredAt: at).State;

        Assert.Equal("C2", state.Care.LegalStatus);
    }

    [Fact]
    public void An_older_statement_that_arrives_late_does_not_undo_a_newer_one()
    {
        var state = Chronology.Example
            .Then("2026-11-05", new PlacementChanged(new Placement { LocalAuthority = "931" }))
            .Then(Moments.Morning("2026-11-06"), new PlacementChanged(new Placement { LocalAuthority = "938" }), occurredAt: Moments.Morning("2026-11-04")).State;

        Assert.Equal("931", state.Care.Placement!.LocalAuthority);
    }

    [Fact]
    public void A_new_placement_takes_the_place_of_the_one_before_and_a_correction_changes_only_what_it_names()
    {
        var moved = Chronology.Example.Then("2026-11-05", new PlacementChanged(new Placement { Type = "K2", StartedOn = Moments.Day("2026-11-05"), LocalAuthority = "931" }));
        Assert.Equal(new Placement { Type = "K2", StartedOn = Moments.Day("2026-11-05"), LocalAuthority = "931" }, moved.State.Care.Placement);
        Assert.Equal(("V2", "N1"), (moved.State.Care.LegalStatus, moved.State.Care.CategoryOfNeed));

        var corrected = moved.Then("2026-11-06", new DetailsCorrected(null, new CareDetails { Placement = new Placement { Postcode = "OX1 1AA" } }));
        Assert.Equal(moved.State.Care.Placement! with { Postcode = "OX1 1AA" }, corrected.State.Care.Placement);
    }

    [Fact]
    public void A_senders_clock_running_ahead_wins_until_the_next_statement_and_no_longer()
    {
        var ahead = Chronology.Example
            .Then(Moments.Morning("2026-11-03"), new LegalStatusChanged("C1", null), occurredAt: Moments.Morning("2036-11-03"));
        Assert.Equal("C1", ahead.State.Care.LegalStatus);

        Assert.Equal("C2", ahead.Then("2026-11-04", new LegalStatusChanged("C2", null)).State.Care.LegalStatus);
    }

    [Fact]
    public void Health_was_notified_when_the_hub_learnt_it_not_when_the_sender_says()
    {
        var state = Chronology.Empty.Then(
            Moments.Morning("2026-11-05"),
            new BecameLookedAfter(Chronology.Child, Chronology.Care, [], "RXQ"),
            occurredAt: Moments.Morning("2026-10-30")).State;

        Assert.Equal(Moments.Morning("2026-11-05"), state.NotifiedAt);
    }

    [Fact]
    public void Only_facts_that_show_in_FHIR_make_a_new_version()
    {
        var before = Chronology.Example.Consent("2026-11-03");
        Assert.Equal(2, before.State.Version);

        var alerted = before.Swept("2026-11-05");
        var id = Assert.Single(alerted.State.Alerts).Alert.AlertId;
        var after = alerted
            .Then("2026-11-05", new AlertAcknowledged(id))
            .Then("2026-11-05", new AlertDelivered(id, "raised", "social-worker", "local-record", "delivered", null))
            .Papers("2026-11-06").Swept("2026-11-06")
            .Document("2026-11-06", DocumentKinds.IhaSummary)
            .Then("2026-11-06", new DocumentCollected("document-iha-summary"));

        Assert.NotNull(Assert.Single(after.State.Alerts).ResolvedAt);
        Assert.Equal(4, after.State.Version);
    }

    [Fact]
    public void The_end_of_an_episode_of_the_same_care_does_not_end_care()
    {
        var state = Chronology.Example.Ceased("2026-11-09", Ssda903.EpisodeContinues).State;

        Assert.Null(state.Ceased);
        Assert.True(state.IsOpen);
    }

    [Fact]
    public void Any_other_reason_ends_care() =>
        Assert.All(Ssda903.ReasonsCeased.Where(reason => reason != Ssda903.EpisodeContinues), reason =>
            Assert.False(Chronology.Example.Ceased("2026-11-09", reason).State.IsOpen));

    [Fact]
    public void Before_any_fact_there_is_no_case()
    {
        Assert.False(Chronology.Empty.State.Exists);
        Assert.False(Chronology.Empty.State.IsOpen);
        Assert.Equal(0, Chronology.Empty.State.Version);
        Assert.Throws<InvalidOperationException>(() => Chronology.Empty.State.DayZero);
    }

    [Fact]
    public void A_contact_told_again_replaces_the_one_of_that_role_and_leaves_the_others()
    {
        var state = Chronology.Example
            .Then("2026-11-04", new DetailsCorrected(null, null, [new Contact(ContactRoles.SocialWorker, "N Worker", "n.worker@council.example", null)])).State;

        Assert.Equal("n.worker@council.example", state.ContactFor(ContactRoles.SocialWorker)!.Email);
        Assert.Equal("t.manager@council.example", state.ContactFor(ContactRoles.TeamManager)!.Email);
        Assert.Null(state.ContactFor("service-manager"));
        Assert.Equal(2, state.Contacts.Count);
    }

    [Fact]
    public void The_last_breach_reason_for_a_key_date_counts_and_each_key_date_has_its_own()
    {
        var state = Chronology.Example
            .Then("2026-11-23", new BreachReasonRecorded("assessment-attended", "clinic-capacity", null))
            .Then("2026-11-24", new BreachReasonRecorded("summary-and-plan-returned", "report-delayed", null))
            .Then("2026-11-25", new BreachReasonRecorded("assessment-attended", "did-not-attend", null)).State;

        Assert.Equal(
            [("summary-and-plan-returned", "report-delayed"), ("assessment-attended", "did-not-attend")],
            state.BreachReasons.Select(reason => (reason.KeyDate, reason.Reason)));
    }

    [Fact]
    public void A_document_sent_twice_is_one_document_received_the_first_time()
    {
        var state = Chronology.Example.Document("2026-11-24", DocumentKinds.IhaSummary).Document("2026-11-26", DocumentKinds.IhaSummary).State;

        Assert.Equal(Moments.Morning("2026-11-24"), Assert.Single(state.Documents).ReceivedAt);
        Assert.Equal("RXQ", state.Documents[0].From);
    }

    [Fact]
    public void Of_two_documents_of_a_kind_the_first_to_come_in_counts()
    {
        var state = Chronology.Example
            .Document("2026-11-24", DocumentKinds.IhaSummary, "first").Document("2026-11-26", DocumentKinds.IhaSummary, "second").State;

        Assert.Equal(2, state.Documents.Count);
        Assert.Equal("first", state.FirstDocument(DocumentKinds.IhaSummary)!.Document.DocumentId);
        Assert.Null(state.FirstDocument(DocumentKinds.HealthCarePlan));
    }

    [Fact]
    public void A_document_stays_collected_at_its_first_download()
    {
        var state = Chronology.Example.Document("2026-11-24", DocumentKinds.IhaSummary)
            .Then("2026-11-25", new DocumentCollected("document-iha-summary"))
            .Then("2026-11-27", new DocumentCollected("document-iha-summary")).State;

        Assert.Equal(Moments.Morning("2026-11-25"), Assert.Single(state.Documents).CollectedAt);
    }

    [Fact]
    public void A_care_plan_sent_again_replaces_itself()
    {
        var state = Chronology.Example
            .Then("2026-11-24", new CarePlanReceived("plan-1", "aa", 10))
            .Then("2026-11-25", new CarePlanReceived("plan-1", "bb", 11))
            .Then("2026-11-25", new CarePlanReceived("plan-2", "cc", 12)).State;

        Assert.Equal(["bb", "cc"], state.CarePlans.Select(plan => plan.Sha256));
    }

    [Fact]
    public void An_appointment_stands_as_it_was_last_recorded_and_another_stands_beside_it()
    {
        var state = Chronology.Example
            .Appointment("2026-11-04", AppointmentStatuses.Booked, "2026-11-16")
            .Appointment("2026-11-05", AppointmentStatuses.Booked, "2026-11-18", "appointment-2")
            .Appointment("2026-11-16", AppointmentStatuses.NoShow, "2026-11-16").State;

        Assert.Equal(
            [("appointment-1", AppointmentStatuses.NoShow), ("appointment-2", AppointmentStatuses.Booked)],
            state.Appointments.Select(one => (one.AppointmentId, one.Status)).Order());
    }

    [Fact]
    public void The_referral_stands_where_it_was_last_moved()
    {
        var state = Chronology.Example
            .Then("2026-11-03", new ReferralMoved(TaskStatuses.Received, null, null, null))
            .Then("2026-11-04", new ReferralMoved(TaskStatuses.Rejected, "books-closed", "No capacity", "waiting list")).State;

        Assert.Equal(TaskStatuses.Rejected, state.Referral.Status);
        Assert.Equal(("books-closed", "No capacity", "waiting list"), (state.Referral.ReasonCode, state.Referral.ReasonText, state.Referral.BusinessStatus));
        Assert.Equal(Moments.Morning("2026-11-04"), state.Referral.MovedAt);
    }

    [Fact]
    public void An_alert_keeps_its_first_acknowledgement_and_resolution_and_every_delivery()
    {
        var alerted = Chronology.Example.Swept("2026-11-05");
        var id = Assert.Single(alerted.State.Alerts).Alert.AlertId;
        var sent = new AlertDelivered(id, DeliveryOutcomes.Raised, "social-worker", "webhook", DeliveryOutcomes.Failed, "time-out");
        var state = alerted
            .Then("2026-11-05", sent)
            .Then("2026-11-06", new AlertAcknowledged(id)).Then("2026-11-07", new AlertAcknowledged(id))
            .Then("2026-11-08", new AlertResolved("consent-and-paperwork-received", [id], [], "")).Then("2026-11-09", new AlertResolved("consent-and-paperwork-received", [id], [], ""))
            .Then("2026-11-09", sent with { Outcome = DeliveryOutcomes.Delivered, Detail = null }).State;

        var alert = Assert.Single(state.Alerts);
        Assert.Equal(Moments.Morning("2026-11-06"), alert.AcknowledgedAt);
        Assert.Equal(Moments.Morning("2026-11-08"), alert.ResolvedAt);
        Assert.Equal([DeliveryOutcomes.Failed, DeliveryOutcomes.Delivered], alert.Deliveries.Select(entry => entry.Delivery.Outcome));
    }

    [Fact]
    public void The_keys_of_all_messages_are_known_and_those_of_the_hub_itself_are_none()
    {
        var state = Chronology.Example.Consent("2026-11-03").Swept("2026-11-05").State;

        Assert.Equal(["message-1", "message-2"], state.Messages.Keys.Select(key => key.Id).Order());
        Assert.Single(state.Alerts);
    }

    [Fact]
    public void A_repeated_notification_changes_nothing_but_is_kept_in_the_chronology()
    {
        var before = Chronology.Example.Consent("2026-11-03");

        var after = before.Then("2026-11-04", new NotificationRepeated());

        Assert.Equal(Told(before.State), Told(after.State));
        Assert.Equal(before.Facts.Count + 1, after.Facts.Count);
    }

    private static Gen<DateOnly> Days() => Gen.Choose(0, 60).Select(offset => Moments.Day("2026-10-01").AddDays(offset));

    /// <summary>Each statement with its own moment: position in the list, in minutes.</summary>
    private static (int Minute, FactData Data)[] Numbered(IEnumerable<FactData> said) => [.. said.Select((data, at) => (at, data))];

    /// <summary>All happened on 3 November, one a minute; the hub hears of them from 10 November on, in the order given.</summary>
    private static string StateAfter(IEnumerable<(int Minute, FactData Data)> arriving) =>
        Told(arriving.Select((statement, place) => (statement, place)).Aggregate(
            Chronology.Example,
            (so, next) => so.Then(
                Moments.Morning("2026-11-10").AddMinutes(next.place),
                next.statement.Data,
                Moments.Morning("2026-11-03").AddMinutes(next.statement.Minute),
                messageId: $"said-{next.statement.Minute}")).State);

    /// <summary>What has been told, and what follows from it.</summary>
    private static string Told(CaseState state) => JsonSerializer.Serialize(new
    {
        state.Child,
        state.Care,
        state.Contacts,
        state.HealthProvider,
        state.NotifiedAt,
        state.Consent,
        state.PaperworkDeclaredOn,
        state.Declined,
        state.BreachReasons,
        state.Ceased,
        Status = CaseStatus.Of(state, Policy.Default),
    });
}
