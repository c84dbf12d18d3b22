using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Escalations;
using IntegrationHub.Domain.Tests.Kit;

namespace IntegrationHub.Domain.Tests.Escalations;

/// <summary>Who is told by digest.</summary>
public sealed class DigestPlanTests
{
    private static readonly CaseState Case = Chronology.Example.State;
    private static readonly Recipient Manager = new("team-manager", "t.manager@council.example");
    private static readonly Recipient Nurse = new("named-nurse", null);

    [Theory]
    [InlineData(3, 3, false)]
    [InlineData(4, 3, true)]
    [InlineData(1, 0, true)]
    public void More_alerts_than_the_policys_number_are_a_digest(int alerts, int over, bool isDigest)
    {
        var plan = new DigestPlan();
        for (var i = 0; i < alerts; i++)
        {
            plan.Count(Case, [Alert(Manager)], over);
        }

        Assert.Equal(isDigest ? "digest of 825/RXQ/team-manager" : null, Assert.Single(Recipients(plan.Mark(Case, [Alert(Manager)], DigestOf))).Digest);
    }

    [Fact]
    public void Each_recipient_is_counted_alone_by_role_and_address()
    {
        var plan = new DigestPlan();
        plan.Count(Case, [Alert(Manager, Nurse), Alert(Manager with { Address = "another@council.example" }), Alert(Manager)], 1);

        var marked = Recipients(plan.Mark(Case, [Alert(Manager, Nurse), Alert(Manager with { Address = "another@council.example" })], DigestOf));

        Assert.Equal(["digest of 825/RXQ/team-manager", null, null], marked.Select(recipient => recipient.Digest));
    }

    [Fact]
    public void Other_facts_stay_as_they_are_and_so_does_all_else_of_an_alert()
    {
        var plan = new DigestPlan();
        plan.Count(Case, [Alert(Manager), Alert(Manager)], 1);
        var resolved = new NewFact(Moments.Instant("2026-11-13T10:00:00Z"), new AlertResolved("assessment-attended", ["id"], [Manager], "text"));

        var marked = plan.Mark(Case, [resolved, Alert(Manager)], DigestOf);

        Assert.Equal(resolved, marked[0]);
        var alert = Assert.IsType<AlertRaised>(marked[1].Data);
        Assert.Equal(("id", 4, "text"), (alert.AlertId, alert.Level, alert.Text));
    }

    [Fact]
    public void A_recipient_whom_the_plan_never_counted_is_told_alone() =>
        Assert.Null(Assert.Single(Recipients(new DigestPlan().Mark(Case, [Alert(Nurse)], DigestOf))).Digest);

    [Fact]
    public void Where_cases_have_policies_of_their_own_the_smallest_number_counts()
    {
        var plan = new DigestPlan();
        plan.Count(Case, [Alert(Nurse)], 10);
        plan.Count(Case, [Alert(Nurse)], 1);

        Assert.NotNull(Assert.Single(Recipients(plan.Mark(Case, [Alert(Nurse)], DigestOf))).Digest);
    }

    [Fact]
    public void A_person_prints_without_the_address() =>
        Assert.DoesNotContain("@", AlertedPerson.Of(Case, Manager).ToString(), StringComparison.Ordinal);

    private static string DigestOf(AlertedPerson person) => $"digest of {person}";

    private static NewFact Alert(params Recipient[] recipients) => new(
        Moments.Instant("2026-11-13T10:00:00Z"), new AlertRaised("id", "assessment-attended", 4, Moments.Day("2026-11-20"), recipients, "text", []));

    private static IReadOnlyList<Recipient> Recipients(IReadOnlyList<NewFact> facts) => [.. facts.Select(fact => fact.Data).OfType<AlertRaised>().SelectMany(alert => alert.Recipients)];
}
