using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.Escalations;
using IntegrationHub.Domain.KeyDates;
using IntegrationHub.Domain.Policies;
using IntegrationHub.Domain.Tests.Kit;

namespace IntegrationHub.Domain.Tests.Escalations;

/// <summary>What a case calls for by itself, all of it at once, and when the sweep has to look.</summary>
public sealed class CalledForTests
{
    /// <summary>Not swept until the assessment was missed: one alert of consent and papers, level 4, stands for both dates.</summary>
    private static readonly Chronology AfterAnOutage = Chronology.Example.Swept("2026-11-21");

    private static readonly Policy LaterConsent = Policy.Default with
    {
        KeyDates = [.. Policy.Default.KeyDates.Select(keyDate => keyDate.KeyDate == KeyDate.ConsentAndPaperworkReceived ? keyDate with { TargetWorkingDays = 18 } : keyDate)],
    };

    [Fact]
    public void Right_after_a_decision_the_next_step_is_the_ladders() =>
        Assert.Equal(
            Escalation.NextStepOn(AfterAnOutage.State, Policy.Default, WorkingDays.BuiltIn),
            CalledFor.NextOn(AfterAnOutage.State, Moments.Morning("2026-11-21"), Policy.Default, WorkingDays.BuiltIn));

    [Fact]
    public void When_another_policy_ends_an_alert_that_stood_for_a_step_which_still_holds_the_case_is_due_today()
    {
        Assert.Equal(["3.4"], AfterAnOutage.State.Alerts.Select(alert => Step(alert.Alert.AlertId)));
        var called = At(AfterAnOutage, "2026-11-21", LaterConsent).Facts.Select(fact => fact.Data).ToList();

        Assert.Equal(["3.4"], Assert.IsType<AlertResolved>(called[0]).AlertIds.Select(Step));
        Assert.Equal("4.2", Step(Assert.IsType<AlertRaised>(called[1]).AlertId));
        Assert.Equal(Moments.Day("2026-11-21"), CalledFor.NextOn(AfterAnOutage.State, Moments.Morning("2026-11-21"), LaterConsent, WorkingDays.BuiltIn));
    }

    [Fact]
    public void When_another_policy_has_a_route_for_a_rejected_referral_the_case_is_due_today()
    {
        var rejected = Chronology.Example.Moved("2026-11-03", TaskStatuses.Rejected).Swept("2026-11-03");
        var routes = Policy.Default with { Routes = [new Route("825", "RTH")] };

        Assert.Equal(Moments.Day("2026-11-03"), CalledFor.NextOn(rejected.State, Moments.Morning("2026-11-03"), routes, WorkingDays.BuiltIn));
        Assert.Equal("RTH", At(rejected, "2026-11-03", routes).State.HealthProvider);
    }

    [Fact]
    public void A_review_that_is_referred_late_and_the_alerts_that_it_calls_for_come_together()
    {
        var done = Chronology.Example.Consent("2026-11-03").Papers("2026-11-03").Attended("2026-11-16").Returned("2026-11-17").Swept("2026-11-17");
        var called = At(done, "2027-11-10", Policy.Default);

        Assert.Equal((2, 1), (called.State.Referral.Number, called.State.Referral.Review));
        Assert.Equal(done.State.Version + 1, called.State.Version);
        Assert.IsType<ReferralRaised>(called.Facts[0].Data);
        Assert.Equal("v1.4.2", Step(Assert.IsType<AlertRaised>(Assert.Single(called.Facts.Skip(1)).Data).AlertId));
        Assert.Equal(called.Facts.Select(fact => fact.Data.GetType()), done.Swept("2027-11-10").Facts.Skip(done.Facts.Count).Select(fact => fact.Data.GetType()));
    }

    [Fact]
    public void Of_reviews_that_fell_due_in_a_long_outage_the_last_is_referred_and_there_is_one_alert()
    {
        var done = Chronology.Example.Consent("2026-11-03").Papers("2026-11-03").Attended("2026-11-16").Returned("2026-11-17").Swept("2026-11-17");
        var called = At(done, "2028-11-13", Policy.Default);

        Assert.Equal([2], called.Facts.Select(fact => fact.Data).OfType<ReferralRaised>().Select(raised => raised.Review));
        Assert.Single(called.Facts.Select(fact => fact.Data).OfType<AlertRaised>(), alert => alert.Review == 2);
    }

    [Fact]
    public void Of_no_case_nothing_is_called_for() => Assert.Empty(At(Chronology.Empty, "2026-11-24", Policy.Default).Facts);

    private static CalledFor At(Chronology so, string on, Policy policy) => CalledFor.At(so.State, Moments.Morning(on), policy, WorkingDays.BuiltIn);

    private static string Step(string alertId) => alertId[(alertId.IndexOf('.', StringComparison.Ordinal) + 1)..];
}
