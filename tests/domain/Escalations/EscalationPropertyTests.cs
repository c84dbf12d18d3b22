using FsCheck;
using FsCheck.Fluent;
using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.Escalations;
using IntegrationHub.Domain.KeyDates;
using IntegrationHub.Domain.Passports;
using IntegrationHub.Domain.Policies;
using IntegrationHub.Domain.Tests.Kit;

namespace IntegrationHub.Domain.Tests.Escalations;

/// <summary>What holds for any history: things happen on any day in any order, and every commit and sweep records what the ladder calls for.</summary>
public sealed class EscalationPropertyTests
{
    private static readonly Gen<(int Days, string What)> Events = Gen.OneOf(Gen.Constant(0), Gen.Choose(0, 12)).Zip(Gen.Frequency(
        (6, Gen.Constant("sweep")),
        (6, Gen.Elements("consent", "papers", "booked", "attended", "summary", "plan")),
        (4, Gen.Elements("earlier", "later", "withdrawn", "declined", "rejected")),
        (2, Gen.Elements("refused", "agreed", "ceha", "signed off", "another provider", "seen before")),
        (1, Gen.Elements("short break", "section 20", "ceased"))));

    /// <summary>Cases told in time whose first days are corrected again and again: rare among all histories, and hard on the rules.</summary>
    private static readonly Gen<(int Days, string What)> EarlyCorrections =
        Gen.Choose(0, 2).Zip(Gen.Elements("consent", "papers", "earlier", "later", "attended", "withdrawn"));

    private static readonly Gen<(DateOnly DayZero, int Told, IList<(int Days, string What)> Events)> Histories =
        Gen.OneOf(Told(Gen.OneOf(Gen.Choose(0, 2), Gen.Choose(3, 45)), Events), Told(Gen.Choose(0, 2), EarlyCorrections));

    [Fact]
    public void No_alert_is_raised_while_it_is_open_and_no_step_has_two_open_alerts() => Always.Holds(
        Histories,
        history =>
        {
            var open = new HashSet<string>();
            foreach (var fact in Play(history).Last().Chronology.Facts.Select(fact => fact.Data))
            {
                open.ExceptWith(fact is AlertResolved resolved ? resolved.AlertIds : []);
                Assert.True(fact is not AlertRaised raised || open.Add(raised.AlertId));
            }

            var covered = Play(history).Last().Chronology.State.Alerts.Where(alert => alert.ResolvedAt is null).SelectMany(alert => alert.Alert.Covers).ToList();
            Assert.Equal(covered.Count, covered.Distinct().Count());
        });

    [Fact]
    public void To_decide_again_right_after_recording_gives_nothing() => Always.Holds(
        Histories,
        history => Assert.All(Play(history), moment => Assert.Empty(Called(moment.Chronology, moment.Now))),
        runs: 500);

    [Fact]
    public void The_next_step_is_never_or_the_first_day_on_which_a_sweep_has_something_to_raise() => Always.Holds(
        Histories,
        history =>
        {
            var (so, now) = Play(history).Last();
            var today = LondonTime.DateOf(now);
            if (Escalation.NextStepOn(so.State, Policy.Default, WorkingDays.BuiltIn) is not { } next || next == Passport.DueOn(so.State, Policy.Default))
            {
                Assert.All(Enumerable.Range(1, 90), day => Assert.Empty(Called(so, today.AddDays(day).Morning())));
                return;
            }

            Assert.True(next > today);
            Assert.All(Enumerable.Range(1, next.DayNumber - today.DayNumber - 1), day => Assert.Empty(Called(so, today.AddDays(day).Morning())));
            Assert.NotEmpty(Called(so, next.Morning()));
        });

    [Fact]
    public void Whatever_was_swept_or_not_every_step_that_is_reached_has_an_open_alert() => Always.Holds(
        Histories,
        history =>
        {
            var (so, now) = Play(history).Last();
            var covered = so.State.Alerts.Where(alert => alert.ResolvedAt is null).SelectMany(alert => alert.Alert.Covers).ToHashSet();
            Assert.All(Reached(so.State, LondonTime.DateOf(now)), step => Assert.Contains(step, covered));
        });

    [Fact]
    public void A_date_that_is_met_or_not_required_has_no_open_alert() => Always.Holds(
        Histories,
        history =>
        {
            var (so, now) = Play(history).Last();
            var waiting = KeyDateStandings.On(LondonTime.DateOf(now), so.State, Policy.Default, WorkingDays.BuiltIn).Where(standing => standing.IsWaiting).Select(standing => standing.KeyDate.Name()).ToHashSet();
            Assert.All(
                so.State.Alerts.Where(alert => alert is { ResolvedAt: null, Alert.Review: 0 }),
                alert => Assert.True(waiting.Contains(alert.Alert.KeyDate) || alert.Alert.KeyDate == KeyDate.HealthNotified.Name(), alert.Alert.KeyDate));
        });

    [Fact]
    public void No_case_is_left_without_a_next_step_an_open_alert_or_an_end() => Always.Holds(
        Histories,
        history =>
        {
            var state = Play(history).Last().Chronology.State;
            var isOver = state.Ceased is not null || Ssda903.ShortBreaks.Contains(state.Care.LegalStatus ?? "");
            Assert.True(isOver || state.Alerts.Any(alert => alert.ResolvedAt is null) || Escalation.NextStepOn(state, Policy.Default, WorkingDays.BuiltIn) is not null);
        });

    [Fact]
    public void Every_alert_is_for_somebody_about_a_due_date_and_names_nobody() => Always.Holds(
        Histories,
        history => Assert.All(Play(history).Last().Chronology.State.Alerts, alert =>
        {
            Assert.NotEmpty(alert.Alert.Recipients);
            Assert.NotNull(alert.Alert.DueOn);
            Assert.False(PersonalData.IsIn(alert.Alert.Text));
        }));

    [Fact]
    public void A_case_late_when_it_arrives_gets_exactly_one_alert_and_one_told_in_time_none_for_being_late() => Always.Holds(
        Histories,
        history =>
        {
            var told = history.DayZero.AddDays(history.Told);
            var arrived = Play(history).First().Chronology.State;
            var late = told > WorkingDays.BuiltIn.Add(history.DayZero, 2);

            Assert.Equal(late ? 1 : 0, arrived.Alerts.Count(alert => late || alert.Alert.KeyDate == "health-notified"));
        });

    private static Gen<(DateOnly DayZero, int Told, IList<(int Days, string What)> Events)> Told(Gen<int> after, Gen<(int Days, string What)> events) =>
        Always.Three(
            Gen.Choose(0, 700).Select(offset => Moments.Day("2026-01-01").AddDays(offset)),
            after,
            events.ListOf().Select(all => (IList<(int, string)>)[.. all]));

    private static IEnumerable<(Chronology Chronology, DateTimeOffset Now)> Play((DateOnly DayZero, int Told, IList<(int Days, string What)> Events) history)
    {
        var now = history.DayZero.AddDays(history.Told).Morning();
        var so = Chronology.Opened(history.DayZero, now).Swept(now);
        yield return (so, now);
        foreach (var (days, what) in history.Events)
        {
            now = LondonTime.DateOf(now).AddDays(days).Morning() is var morning && morning > now ? morning : now.AddMinutes(1);
            so = Happens(so, now, what).Swept(now);
            yield return (so, now);
        }
    }

    private static Chronology Happens(Chronology so, DateTimeOffset now, string what)
    {
        var today = LondonTime.DateOf(now);
        return what switch
        {
            "consent" => so.Then(now, new ConsentRecorded(ConsentStatuses.Given, ConsentGivers.Parent, today)),
            "withdrawn" => so.Then(now, new ConsentRecorded(ConsentStatuses.Withdrawn, null, today)),
            "papers" => so.Then(now, new PaperworkCompleted(today)),
            "booked" => so.Then(now, Chronology.AppointmentData(AppointmentStatuses.Booked, now.AddDays(5))),
            "attended" => so.Then(now, Chronology.AppointmentData(AppointmentStatuses.Fulfilled, now)),
            "summary" => so.Then(now, Chronology.DocumentData(DocumentKinds.IhaSummary)),
            "plan" => so.Then(now, Chronology.DocumentData(DocumentKinds.HealthCarePlan)),
            "earlier" => so.Then(now, DayZero(so.State.DayZero.AddDays(-6))),
            "later" => so.Then(now, DayZero(so.State.DayZero.AddDays(6))),
            "declined" => so.Then(now, new AssessmentDeclined(today, "carer")),
            "refused" => so.Then(now, new AssessmentDeclined(today, "young-person")).Then(now, new AssessmentDeclined(today, "parent")),
            "agreed" => so.Then(now, new CehaAgreed(today)),
            "ceha" => so.Then(now, Chronology.DocumentData(DocumentKinds.CehaSummary)),
            "signed off" => so.Then(now, new CehaSignedOff(null, null)),
            "another provider" => so.Then(now, new ReferralRaised(so.State.Referral.Number + 1, so.State.Referral.Review, "RTH", ReferralReasons.ProviderChanged)),
            "seen before" => so.Then(now, new EarlierAssessmentRecorded(so.State.DayZero.AddDays(-40))),
            "rejected" => so.Then(now, new ReferralMoved(TaskStatuses.Rejected, "books-closed", null, null)),
            "short break" => so.Then(now, new LegalStatusChanged("V4", today)),
            "section 20" => so.Then(now, new LegalStatusChanged("V2", today)),
            "ceased" => so.Then(now, new CeasedToBeLookedAfter(today, "E4A")),
            _ => so,
        };
    }

    private static DetailsCorrected DayZero(DateOnly day) => new(null, new CareDetails { BecameLookedAfterOn = day });

    /// <summary>By the policy's own table, not by the code under test: the steps of the first assessment's dates that are still waited for.</summary>
    private static IEnumerable<string> Reached(CaseState state, DateOnly today) =>
        CaseStatus.Of(state, Policy.Default) is CaseStatus.Completed or CaseStatus.NotRequired or CaseStatus.Closed
            ? []
            : from standing in KeyDateStandings.On(today, state, Policy.Default, WorkingDays.BuiltIn)
              where standing.IsWaiting
              from rung in Policy.Default.For(standing.KeyDate).Ladder
              where (rung.When == 0 ? standing.DueOn!.Value.AddDays(1) : WorkingDays.BuiltIn.Add(standing.DueOn!.Value, rung.When)) <= today
              select $"{standing.KeyDate.Name()}:{rung.Level}";

    private static IReadOnlyList<NewFact> Called(Chronology so, DateTimeOffset now) =>
        [.. FollowUps.Decide(so.State, now, Policy.Default), .. Escalation.Decide(so.State, now, Policy.Default, WorkingDays.BuiltIn)];
}
