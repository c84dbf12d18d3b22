using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.KeyDates;
using IntegrationHub.Domain.Policies;

namespace IntegrationHub.Domain.Tests.Policies;

public sealed class PolicyTests
{
    [Fact]
    public void The_default_has_the_five_key_dates_in_order_with_their_targets() => Assert.Equal(
        [
            (KeyDate.BecameLookedAfter, 0), (KeyDate.HealthNotified, 2), (KeyDate.ConsentAndPaperworkReceived, 5),
            (KeyDate.AssessmentAttended, 15), (KeyDate.SummaryAndPlanReturned, 20),
        ],
        Policy.Default.KeyDates.Select(keyDate => (keyDate.KeyDate, keyDate.TargetWorkingDays)));

    [Fact]
    public void The_statutory_target_is_20_working_days() => Assert.Equal(20, Policy.Default.For(KeyDate.SummaryAndPlanReturned).TargetWorkingDays);

    [Fact]
    public void Every_ladder_has_four_levels_in_order_none_before_the_one_below_it() =>
        Assert.All(Policy.Default.KeyDates.Skip(1), keyDate =>
        {
            Assert.Equal([1, 2, 3, 4], keyDate.Ladder.Select(step => step.Level));
            Assert.Equal(keyDate.Ladder.Select(step => step.When).Order(), keyDate.Ladder.Select(step => step.When));
        });

    [Fact]
    public void Every_step_tells_somebody_and_nobody_twice() =>
        Assert.All(Policy.Default.KeyDates.SelectMany(keyDate => keyDate.Ladder), step =>
        {
            Assert.NotEmpty(step.Roles);
            Assert.Equal(step.Roles.Distinct(), step.Roles);
            Assert.DoesNotContain(step.Roles, string.IsNullOrWhiteSpace);
        });

    [Fact]
    public void Day_0_itself_is_never_escalated() => Assert.Empty(Policy.Default.For(KeyDate.BecameLookedAfter).Ladder);

    [Theory]
    [InlineData(KeyDate.HealthNotified, "social-worker")]
    [InlineData(KeyDate.ConsentAndPaperworkReceived, "social-worker")]
    [InlineData(KeyDate.AssessmentAttended, "cic-health-team")]
    [InlineData(KeyDate.SummaryAndPlanReturned, "cic-health-team")]
    public void The_first_step_goes_to_whoever_must_act(KeyDate keyDate, string role) => Assert.Contains(role, Policy.Default.For(keyDate).Ladder[0].Roles);

    [Fact]
    public void A_missed_statutory_date_reaches_the_top_at_once() =>
        Assert.All(Policy.Default.For(KeyDate.SummaryAndPlanReturned).Ladder.Skip(1), step => Assert.Equal(0, step.When));

    [Fact]
    public void Alerts_go_to_known_roles_and_to_nobody_of_the_childs_own_life()
    {
        Assert.Equal(RecipientRoles.All.Order(), Policy.Default.KeyDates.SelectMany(keyDate => keyDate.Ladder).SelectMany(step => step.Roles).Distinct().Order());
        Assert.Empty(RecipientRoles.All.Intersect(ContactRoles.Personal));
    }
}
