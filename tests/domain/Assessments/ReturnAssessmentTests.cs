using IntegrationHub.Domain.Assessments;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.Policies;
using IntegrationHub.Domain.Tests.Kit;

namespace IntegrationHub.Domain.Tests.Assessments;

public sealed class ReturnAssessmentTests
{
    private static readonly DateTimeOffset Now = Moments.Morning("2026-11-24");
    private static readonly DocumentReceived Summary = Chronology.DocumentData(DocumentKinds.IhaSummary);
    private static readonly DocumentReceived Plan = Chronology.DocumentData(DocumentKinds.HealthCarePlan);
    private static readonly CarePlanReceived CarePlan = new("plan-1", "aa", 10);

    [Fact]
    public void Both_documents_and_the_care_plan_are_recorded_and_complete_the_case()
    {
        var decision = Decide(Chronology.Example, [Summary, Plan], [CarePlan]);
        Assert.Equal([Summary, Plan, CarePlan], decision.Facts.Select(fact => fact.Data));

        Assert.Equal(CaseStatus.Completed, CaseStatus.Of(After(decision).State, Policy.Default));
    }

    [Fact]
    public void The_same_return_again_changes_nothing()
    {
        var once = After(Decide(Chronology.Example, [Summary, Plan], [CarePlan]));

        var again = Decide(once, [Summary, Plan], [CarePlan]);

        Assert.Empty(again.Facts);
        Assert.Null(again.Refusal);
    }

    [Fact]
    public void Of_a_return_that_came_in_part_only_the_rest_is_recorded() =>
        Assert.Equal([Plan], Decide(After(Decide(Chronology.Example, [Summary], [])), [Summary, Plan], []).Facts.Select(fact => fact.Data));

    [Fact]
    public void A_document_named_twice_in_one_return_is_recorded_once() =>
        Assert.Single(Decide(Chronology.Example, [Summary, Summary], []).Facts);

    [Fact]
    public void On_a_rejected_or_cancelled_referral_nothing_can_be_returned()
    {
        foreach (var over in new[] { Chronology.Example.Moved("2026-11-05", TaskStatuses.Rejected), Chronology.Example.Ceased("2026-11-05") })
        {
            var decision = Decide(over, [Summary, Plan], []);

            Assert.Empty(decision.Facts);
            Assert.Equal("DocumentReference.context.related", Assert.Single(decision.Refusal!.Faults).Pointer);
        }
    }

    private static Decision Decide(Chronology chronology, IReadOnlyList<DocumentReceived> documents, IReadOnlyList<CarePlanReceived> plans) =>
        ReturnAssessment.Decide(chronology.State, new ReturnAssessmentCommand(Now, documents, plans), Policy.Default);

    private static Chronology After(Decision decision) =>
        decision.Facts.Aggregate(Chronology.Example, (so, fact) => so.Then(Now, fact.Data, organisation: "RXQ"));
}
