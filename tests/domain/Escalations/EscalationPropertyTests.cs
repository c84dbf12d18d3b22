using FsCheck;
using FsCheck.Fluent;
using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.Escalations;
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
            "rejected" => so.Then(now, new ReferralMoved(TaskStatuses.Rejected, "books-closed", null, null)),
            "short break" => so.Then(now, new LegalStatusChanged("V4", today)),
            "section 20" => so.Then(now, new LegalStatusChanged("V2", today)),
            "ceased" => so.Then(now, new CeasedToBeLookedAfter(today, "E4A")),
            _ => so,
        };
    }

    private static DetailsCorrected DayZero(DateOnly day) => new(null, new CareDetails { BecameLookedAfterOn = day });

    private static IReadOnlyList<NewFact> Called(Chronology so, DateTimeOffset now) =>
        [.. FollowUps.Decide(so.State, now, Policy.Default), .. Escalation.Decide(so.State, now, Policy.Default, WorkingDays.BuiltIn)];
}
