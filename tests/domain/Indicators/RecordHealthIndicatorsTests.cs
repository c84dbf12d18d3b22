using IntegrationHub.Contracts.Problems;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.Indicators;
using IntegrationHub.Domain.Tests.Kit;
using static IntegrationHub.Domain.Tests.Kit.Indicators;

namespace IntegrationHub.Domain.Tests.Indicators;

public sealed class RecordHealthIndicatorsTests
{
    private static readonly DateTimeOffset Now = Moments.Morning("2026-11-16");

    [Fact]
    public void What_is_new_is_recorded_one_fact_for_each_statement()
    {
        HealthIndicatorRecorded[] said = [Flag(HealthIndicators.DentalCheck, "2026-10-02"), Score("2026-11-16", 40)];

        var facts = Decide(Chronology.Example, said).Facts;

        Assert.Equal(said, facts.Select(fact => fact.Data));
        Assert.All(facts, fact => Assert.Equal(Now, fact.OccurredAt));
    }

    [Fact]
    public void It_happened_when_it_was_issued()
    {
        var issued = Moments.Morning("2026-11-14");

        Assert.Equal(issued, Assert.Single(Decide(Chronology.Example, Score("2026-11-10", 3, issued)).Facts).OccurredAt);
    }

    [Fact]
    public void What_is_known_is_not_recorded_again()
    {
        var known = Chronology.Example.Stated("2026-11-12", Score("2026-11-10", 14));

        Assert.Empty(Decide(known, Score("2026-11-10", 14)).Facts);
        Assert.Single(Decide(known, Score("2026-11-10", 14), Flag(HealthIndicators.DentalCheck, "2026-10-02")).Facts);
    }

    [Fact]
    public void The_same_twice_in_one_message_is_recorded_once() =>
        Assert.Single(Decide(Chronology.Example, Score("2026-11-10", 14), Score("2026-11-10", 14)).Facts);

    [Fact]
    public void The_day_it_is_about_is_today_in_England_at_the_latest()
    {
        // 23:30 UTC on 30 June is 00:30 on 1 July in England.
        var midnight = Moments.Instant("2027-06-30T23:30:00Z");
        var command = new RecordHealthIndicatorsCommand(midnight, [new HealthIndicatorStatement(Score("2027-07-01", 1), "/sdq/on")]);

        Assert.Single(RecordHealthIndicators.Decide(Chronology.Example.State, command).Facts);
        Assert.Equal(
            [new Fault("/sdq/on", FaultCodes.DateInFuture, "Must not lie in the future.")],
            RecordHealthIndicators.Decide(Chronology.Example.State, command with { Now = midnight.AddHours(-1) }).Refusal!.Faults);
    }

    [Fact]
    public void Nothing_is_stated_of_a_child_who_was_not_born_yet()
    {
        Assert.Empty(Decide(Chronology.Example, Flag(HealthIndicators.ImmunisationsUpToDate, "2019-05-14")).Refusal?.Faults ?? []);
        Assert.Equal(
            FaultCodes.DateBeforeBirth, Assert.Single(Decide(Chronology.Example, Flag(HealthIndicators.ImmunisationsUpToDate, "2019-05-13")).Refusal!.Faults).Code);
    }

    [Fact]
    public void Every_fault_is_named_and_one_is_enough_to_record_nothing()
    {
        var refused = Decide(Chronology.Example, Score("2026-11-17", 14), Score("2019-01-01", 3), Score("2026-11-10", 14));

        Assert.Equal([("/0", FaultCodes.DateInFuture), ("/1", FaultCodes.DateBeforeBirth)], refused.Refusal!.Faults.Select(fault => (fault.Pointer, fault.Code)));
        Assert.Empty(refused.Facts);
        Assert.All(refused.Refusal.Faults, fault => Assert.False(PersonalData.IsIn(fault.Message)));
    }

    [Fact]
    public void What_is_known_stays_accepted_when_the_date_of_birth_is_corrected_to_after_it()
    {
        var known = Chronology.Example.Stated("2026-11-12", Score("2026-11-10", 14))
            .Then("2026-11-13", new DetailsCorrected(new ChildDetails { DateOfBirth = Moments.Day("2026-11-11") }, null));

        Assert.Null(Decide(known, Score("2026-11-10", 14)).Refusal);
    }

    [Fact]
    public void It_belongs_to_the_referral_it_came_with_or_to_the_last_one()
    {
        var reviewed = Chronology.Example.Then("2026-11-14", new ReferralRaised(2, 1, "RXQ", ReferralReasons.ReviewDue));
        var command = new RecordHealthIndicatorsCommand(Now, [new HealthIndicatorStatement(Score("2026-11-10", 14), "/sdq/on")]);

        Assert.Equal(2, ((HealthIndicatorRecorded)RecordHealthIndicators.Decide(reviewed.State, command).Facts[0].Data).Referral);
        Assert.Equal(1, ((HealthIndicatorRecorded)RecordHealthIndicators.Decide(reviewed.State, command with { Referral = 1 }).Facts[0].Data).Referral);
    }

    [Fact]
    public void A_case_that_has_ended_takes_it_since_the_return_is_made_after_the_year() =>
        Assert.Single(Decide(Chronology.Example.Ceased("2026-11-12"), Score("2026-11-10", 14)).Facts);

    private static Decision Decide(Chronology so, params HealthIndicatorRecorded[] said) => RecordHealthIndicators.Decide(
        so.State, new RecordHealthIndicatorsCommand(Now, [.. said.Select((one, at) => new HealthIndicatorStatement(one, $"/{at}"))]));
}
