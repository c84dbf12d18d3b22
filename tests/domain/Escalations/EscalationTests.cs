using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.Escalations;
using IntegrationHub.Domain.KeyDates;
using IntegrationHub.Domain.Policies;
using IntegrationHub.Domain.Tests.Kit;

namespace IntegrationHub.Domain.Tests.Escalations;

/// <summary>The ladder of the example: day 0 on 30 October 2026; due on 6, 20 and 27 November, all Fridays.</summary>
public sealed class EscalationTests
{
    private const string Council = "social-worker business-support-officer";
    private const string Health = "cic-health-team";
    private const string Missed = "team-manager named-nurse independent-reviewing-officer";
    private const string Leads = "service-manager designated-nurse designated-doctor";
    private const string Top = "assistant-director commissioner";

    [Fact]
    public void A_case_on_which_nobody_acts_climbs_the_whole_ladder_in_60_days_and_no_more()
    {
        var walked = Walk(Chronology.Example, "2026-11-02", 60);

        Assert.Equal(
            [
                ("2026-11-05", "3.1", Council),
                ("2026-11-07", "3.2", Missed),
                ("2026-11-10", "3.3", Leads),
                ("2026-11-13", "3.4", Top),
                ("2026-11-19", "4.1", Health),
                ("2026-11-21", "4.2", Missed),
                ("2026-11-24", "4.3", Leads),
                ("2026-11-26", "5.1", Health),
                ("2026-11-27", "4.4", Top),
                ("2026-11-28", "5.4", $"{Missed} {Leads} {Top}"),
            ],
            Raised(walked));
        Assert.All(walked.State.Alerts, alert => Assert.Null(alert.ResolvedAt));
    }

    [Fact]
    public void Hourly_sweeps_raise_the_same_alerts_as_daily_ones()
    {
        var hourly = Enumerable.Range(0, 24 * 40).Aggregate(Chronology.Example, (so, hour) => so.Swept(Moments.Instant("2026-11-02T10:00:00Z").AddHours(hour)));

        Assert.Equal(Raised(Walk(Chronology.Example, "2026-11-02", 40)), Raised(hourly));
    }

    [Fact]
    public void Before_the_first_step_nothing_is_raised() => Assert.Empty(Chronology.Example.Swept("2026-11-04").State.Alerts);

    [Fact]
    public void After_a_re_route_the_new_providers_team_is_alerted_and_the_ladder_stays()
    {
        var first = Policy.Default with { Council = "825", Provider = "RXQ", RoleAddresses = new Dictionary<string, string> { [Health] = "team@rxq.example" } };
        var other = Policy.Default with { Council = "825", Provider = "RTH", KeyDates = [], RoleAddresses = new Dictionary<string, string> { [Health] = "team@rth.example" } };
        var book = new PolicyBook([first, other]);
        var sentOn = Chronology.Example.Consent("2026-11-03").Papers("2026-11-03").Then("2026-11-05", new ReferralRaised(2, 0, "RTH", ReferralReasons.ProviderChanged));

        var alert = Assert.IsType<AlertRaised>(Assert.Single(Escalation.Decide(sentOn.State, Moments.Morning("2026-11-19"), book.For(sentOn.State), WorkingDays.BuiltIn)).Data);
        Assert.Equal(new Recipient(Health, "team@rth.example"), Assert.Single(alert.Recipients));
    }

    [Fact]
    public void The_first_alert_says_what_is_due_and_to_whom_with_the_addresses_that_are_known()
    {
        var alert = Assert.Single(Chronology.Example.Swept("2026-11-05").State.Alerts).Alert;

        Assert.Equal($"{Chronology.Header.CaseId}.3.1", alert.AlertId);
        Assert.Equal(("consent-and-paperwork-received", 1, Moments.Day("2026-11-06")), (alert.KeyDate, alert.Level, alert.DueOn));
        Assert.Equal([new("social-worker", "s.worker@council.example"), new Recipient("business-support-officer", null)], alert.Recipients);
        Assert.Equal(["consent-and-paperwork-received:1"], alert.Covers);
        Assert.Contains("LCS-100234", alert.Text, StringComparison.Ordinal);
        Assert.Contains("is due on 6 November 2026", alert.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Nobody_of_the_childs_own_life_ever_gets_an_alert()
    {
        var own = ContactRoles.Personal.Select(role => new Contact(role, $"Sample {role}", $"{role}@people.example", null)).ToList();
        var late = Chronology.Example.Then("2026-11-03", new DetailsCorrected(null, null, own));

        var alerts = new[] { "2026-11-05", "2026-11-09", "2026-11-13", "2026-11-24", "2026-12-01", "2027-01-04" }
            .Aggregate(late, (so, day) => so.Swept(day)).State.Alerts;

        Assert.True(alerts.Count > 3);
        Assert.DoesNotContain(alerts.SelectMany(alert => alert.Alert.Recipients), recipient => ContactRoles.Personal.Contains(recipient.Role) || recipient.Address?.EndsWith("@people.example", StringComparison.Ordinal) == true);
        Assert.DoesNotContain(Policy.Default.KeyDates.SelectMany(keyDate => keyDate.Ladder).SelectMany(step => step.Roles), ContactRoles.Personal.Contains);
    }

    [Fact]
    public void An_address_of_the_partnership_serves_where_no_contact_is_named()
    {
        var policy = Policy.Default with { RoleAddresses = new Dictionary<string, string> { ["business-support-officer"] = "bso@council.example", ["social-worker"] = "duty@council.example" } };

        var alert = Assert.Single(Chronology.Example.Swept(Moments.Morning("2026-11-05"), policy).State.Alerts).Alert;

        Assert.Equal(["s.worker@council.example", "bso@council.example"], alert.Recipients.Select(recipient => recipient.Address));
    }

    [Fact]
    public void A_jump_raises_one_alert_for_where_the_case_stands_to_everyone_the_skipped_ones_would_have_told()
    {
        var jumped = Chronology.Example.Swept("2026-11-24");

        Assert.Equal([("2026-11-24", "3.4", $"{Council} {Missed} {Leads} {Top} {Health}")], Raised(jumped));
        Assert.Equal(
            [
                "consent-and-paperwork-received:1", "consent-and-paperwork-received:2", "consent-and-paperwork-received:3", "consent-and-paperwork-received:4",
                "assessment-attended:1", "assessment-attended:2", "assessment-attended:3",
            ],
            jumped.State.Alerts[0].Alert.Covers);
        Assert.EndsWith("Also outstanding: assessment attended (due 20 November 2026).", jumped.State.Alerts[0].Alert.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Steps_of_two_dates_on_their_own_day_are_two_alerts()
    {
        var policy = Policy.Default with
        {
            KeyDates = [.. Policy.Default.KeyDates.Select(keyDate => keyDate.KeyDate == KeyDate.AssessmentAttended ? keyDate with { TargetWorkingDays = 5 } : keyDate)],
        };

        var swept = Chronology.Example.Swept(Moments.Morning("2026-11-05"), policy);

        Assert.Equal(["3.1", "4.1"], Raised(swept).Select(alert => alert.Step));
    }

    [Fact]
    public void What_a_jump_skipped_is_never_raised_later()
    {
        var after = Walk(Chronology.Example.Swept("2026-11-24"), "2026-11-25", 40);

        Assert.Equal(["3.4", "5.1", "4.4", "5.4"], Raised(after).Select(alert => alert.Step));
    }

    [Theory]
    [InlineData("2026-11-04", "2.2", "Told late, nothing else reached yet.")]
    [InlineData("2026-11-05", "3.1", "Consent is due tomorrow.")]
    [InlineData("2026-11-11", "3.3", "Consent was missed.")]
    [InlineData("2026-11-24", "3.4", "Consent is at the top, the assessment one step below.")]
    [InlineData("2026-12-15", "5.4", "The statutory date is missed.")]
    public void A_backdated_case_gets_exactly_one_alert_for_where_it_stands(string told, string step, string why)
    {
        var arrived = Chronology.Opened("2026-10-30", $"{told}T09:00:00Z").Swept(Moments.Instant($"{told}T09:00:00Z"));
        Assert.True((Assert.Single(Raised(arrived)).Step == step), why);

        var later = arrived.Swept(Moments.Instant($"{told}T10:00:00Z"));
        Assert.Equal(arrived.Facts.Count, later.Facts.Count);
    }

    [Fact]
    public void Being_told_late_reaches_those_who_must_act_and_those_who_must_know()
    {
        var arrived = Chronology.Opened("2026-10-30", "2026-11-04T09:00:00Z").Swept(Moments.Instant("2026-11-04T09:00:00Z"));

        Assert.Equal([("2026-11-04", "2.2", $"{Council} {Missed}")], Raised(arrived));
        Assert.Equal(Moments.Day("2026-11-03"), arrived.State.Alerts[0].Alert.DueOn);
    }

    [Fact]
    public void After_being_told_late_the_ladder_goes_on_as_for_any_case()
    {
        var arrived = Chronology.Opened("2026-10-30", "2026-11-04T09:00:00Z").Swept(Moments.Instant("2026-11-04T09:00:00Z"));

        Assert.Equal(
            ["2.2", "3.1", "3.2", "3.3", "3.4", "4.1", "4.2", "4.3", "5.1", "4.4", "5.4"], Raised(Walk(arrived, "2026-11-05", 40)).Select(alert => alert.Step));
    }

    [Fact]
    public void Being_told_late_is_over_when_consent_and_papers_are_here()
    {
        var arrived = Chronology.Opened("2026-10-30", "2026-11-04T09:00:00Z").Swept(Moments.Instant("2026-11-04T09:00:00Z"))
            .Consent("2026-11-05").Papers("2026-11-05").Swept("2026-11-05");

        Assert.NotNull(Assert.Single(arrived.State.Alerts).ResolvedAt);
    }

    [Fact]
    public void A_correction_that_makes_a_case_late_after_consent_came_raises_no_alert_that_is_over_at_once()
    {
        var corrected = Chronology.Example.Consent("2026-11-03").Papers("2026-11-03").DayZeroCorrected("2026-11-04", "2026-10-27").Swept("2026-11-04");

        Assert.Equal(corrected.Facts.Count, corrected.Swept(Moments.Morning("2026-11-04").AddHours(1)).Facts.Count);
    }

    [Fact]
    public void A_partnership_without_a_ladder_for_late_notification_is_told_nothing_and_nothing_breaks()
    {
        var policy = Policy.Default with
        {
            KeyDates = [.. Policy.Default.KeyDates.Select(keyDate => keyDate.KeyDate == KeyDate.HealthNotified ? keyDate with { Ladder = [] } : keyDate)],
        };

        Assert.Empty(Escalation.Decide(
            Chronology.Opened("2026-10-30", "2026-11-04T09:00:00Z").State, Moments.Instant("2026-11-04T09:00:00Z"), policy, WorkingDays.BuiltIn));
    }

    [Fact]
    public void A_met_date_sends_one_notice_to_everyone_who_was_alerted()
    {
        var met = Walk(Chronology.Example, "2026-11-02", 9).Consent("2026-11-11").Papers("2026-11-11").Swept("2026-11-11");

        var notice = Assert.Single(met.Facts.Select(fact => fact.Data).OfType<AlertResolved>());
        Assert.Equal("consent-and-paperwork-received", notice.KeyDate);
        Assert.Equal(["3.1", "3.2", "3.3"], notice.AlertIds.Select(Step));
        Assert.Equal($"{Council} {Missed} {Leads}", string.Join(' ', notice.Recipients.Select(recipient => recipient.Role)));
        Assert.All(met.State.Alerts, alert => Assert.NotNull(alert.ResolvedAt));
        Assert.Equal(met.Facts.Count, met.Swept("2026-11-12").Facts.Count);
    }

    [Fact]
    public void A_met_date_leaves_the_alerts_of_the_others()
    {
        var met = Chronology.Example.Swept("2026-11-24").Attended("2026-11-24").Swept("2026-11-24");

        Assert.Equal(["3.4"], met.State.Alerts.Where(alert => alert.ResolvedAt is null).Select(alert => Step(alert.Alert.AlertId)));
    }

    [Fact]
    public void A_date_met_in_time_raises_nothing() =>
        Assert.Empty(Walk(Chronology.Example.Consent("2026-11-03").Papers("2026-11-03"), "2026-11-03", 15).State.Alerts);

    [Fact]
    public void The_end_of_care_resolves_everything_and_nothing_more_comes() => Silent(Chronology.Example.Swept("2026-11-24").Ceased("2026-11-25"));

    [Fact]
    public void The_return_of_both_documents_resolves_everything_and_nothing_more_comes() =>
        Silent(Chronology.Example.Swept("2026-11-24").Returned("2026-11-25"), nextReviewOn: "2027-09-30");

    [Fact]
    public void A_short_break_resolves_everything_and_nothing_more_comes() =>
        Silent(Chronology.Example.Swept("2026-11-24").Then("2026-11-25", new LegalStatusChanged("V4", null)));

    [Fact]
    public void A_rejected_referral_is_still_watched() =>
        Assert.Equal(["5.1", "5.4"], Raised(Walk(
            Chronology.Example.Consent("2026-11-03").Papers("2026-11-03").Attended("2026-11-16").Moved("2026-11-17", TaskStatuses.Rejected), "2026-11-17", 30))
            .Select(alert => alert.Step));

    [Fact]
    public void A_correction_by_which_health_was_told_in_time_takes_back_that_it_was_told_late()
    {
        var late = Chronology.Opened("2026-10-26", "2026-10-29T09:00:00Z").Swept(Moments.Instant("2026-10-29T09:00:00Z"));
        Assert.Equal("2.2", Assert.Single(Raised(late)).Step);

        var corrected = late.DayZeroCorrected("2026-10-30", "2026-10-28").Swept("2026-10-30");

        Assert.NotNull(Assert.Single(corrected.State.Alerts).ResolvedAt);
        Assert.Empty(Escalation.Decide(corrected.State, Moments.Morning("2026-10-30"), Policy.Default, WorkingDays.BuiltIn));
    }

    [Fact]
    public void A_correction_that_moves_the_due_date_on_resolves_what_no_longer_holds()
    {
        var corrected = Chronology.Example.Swept("2026-11-05").DayZeroCorrected("2026-11-05", "2026-11-02").Swept("2026-11-05");

        Assert.NotNull(Assert.Single(corrected.State.Alerts).ResolvedAt);
        Assert.Equal(["3.1", "3.2"], Raised(Walk(corrected, "2026-11-06", 5)).Select(alert => alert.Step));
    }

    [Fact]
    public void A_correction_that_leaves_the_date_missed_resolves_nothing()
    {
        var corrected = Chronology.Example.Swept("2026-11-16").DayZeroCorrected("2026-11-16", "2026-11-01").Swept("2026-11-16");

        Assert.Null(Assert.Single(corrected.State.Alerts).ResolvedAt);
    }

    [Fact]
    public void A_correction_that_takes_a_missed_date_back_to_due_soon_resolves_the_alert_that_says_missed()
    {
        var missed = Walk(Chronology.Example, "2026-11-02", 6);
        Assert.Equal(["3.1", "3.2"], Raised(missed).Select(alert => alert.Step));

        var corrected = missed.DayZeroCorrected("2026-11-08", "2026-11-02").Swept("2026-11-08");

        Assert.NotNull(corrected.State.Alerts.Single(alert => alert.Alert.Level == 2).ResolvedAt);
    }

    [Fact]
    public void Consent_withdrawn_after_the_top_of_the_ladder_raises_no_step_a_second_time()
    {
        var again = Walk(
            Chronology.Example.Swept("2026-11-16").Consent("2026-11-17").Papers("2026-11-17").Swept("2026-11-17")
                .Then("2026-11-18", new ConsentRecorded(ConsentStatuses.Withdrawn, null, Moments.Day("2026-11-18"))),
            "2026-11-18", 60);

        Assert.Single(Raised(again), alert => alert.Step.StartsWith("3.", StringComparison.Ordinal));
    }

    [Fact]
    public void An_acknowledged_alert_does_not_stop_the_ladder()
    {
        var alerted = Chronology.Example.Swept("2026-11-05");

        Assert.Equal(["3.1", "3.2"], Raised(alerted.Then("2026-11-05", new AlertAcknowledged(alerted.State.Alerts[0].Alert.AlertId)).Swept("2026-11-07")).Select(alert => alert.Step));
    }

    [Fact]
    public void The_day_of_an_alert_is_the_day_in_England()
    {
        Assert.Empty(Chronology.Opened("2026-06-25", "2026-06-25T09:00:00Z").Swept(Moments.Instant("2026-06-30T22:59:00Z")).State.Alerts);
        Assert.Single(Chronology.Opened("2026-06-25", "2026-06-25T09:00:00Z").Swept(Moments.Instant("2026-06-30T23:30:00Z")).State.Alerts);
    }

    [Fact]
    public void No_text_of_any_alert_or_notice_names_the_child()
    {
        var late = Chronology.Opened("2026-10-30", "2026-11-04T09:00:00Z").Swept(Moments.Instant("2026-11-04T09:00:00Z"));
        var all = Walk(late, "2026-11-05", 40).Ceased("2026-12-20").Swept("2026-12-20");

        var texts = all.Facts.Select(fact => fact.Data switch
        {
            AlertRaised raised => raised.Text,
            AlertResolved resolved => resolved.Text,
            _ => null,
        }).OfType<string>().ToList();
        Assert.Equal(15, texts.Count);
        Assert.All(texts, text => Assert.False(PersonalData.IsIn(text)));
        Assert.All(texts, text => Assert.Matches("(is|are|was|were) due on |, due on ", text));
    }

    [Fact]
    public void Without_a_case_nothing_is_raised() =>
        Assert.Empty(Escalation.Decide(Chronology.Empty.State, Moments.Morning("2026-11-24"), Policy.Default, WorkingDays.BuiltIn));

    [Theory]
    [InlineData("2026-11-02", "2026-11-05")]
    [InlineData("2026-11-05", "2026-11-07")]
    [InlineData("2026-11-27", "2026-11-28")]
    [InlineData("2026-11-28", "2036-11-14")]
    public void The_next_step_is_the_next_day_with_an_alert_and_at_last_that_of_the_health_passport(string swept, string next) =>
        Assert.Equal(
            Moments.Day(next), Escalation.NextStepOn(Chronology.Example.Swept(swept).State, Policy.Default, WorkingDays.BuiltIn));

    private static Chronology Walk(Chronology from, string first, int days) =>
        Enumerable.Range(0, days).Aggregate(from, (so, day) => so.Swept(Moments.Day(first).AddDays(day).Morning()));

    private static IEnumerable<(string On, string Step, string Roles)> Raised(Chronology chronology) => chronology.State.Alerts.Select(alert => (
        $"{LondonTime.DateOf(alert.RaisedAt):O}", Step(alert.Alert.AlertId), string.Join(' ', alert.Alert.Recipients.Select(recipient => recipient.Role))));

    private static string Step(string alertId) => alertId[(alertId.IndexOf('.', StringComparison.Ordinal) + 1)..];

    private static void Silent(Chronology over, string? nextReviewOn = null)
    {
        var swept = over.Swept("2026-11-25");

        Assert.All(swept.State.Alerts, alert => Assert.NotNull(alert.ResolvedAt));
        Assert.Equal(swept.Facts.Count, Walk(swept, "2026-11-26", 60).Facts.Count);
        Assert.Equal(nextReviewOn is null ? null : Moments.Day(nextReviewOn), Escalation.NextStepOn(swept.State, Policy.Default, WorkingDays.BuiltIn));
    }
}
