using IntegrationHub.Contracts.Problems;
using IntegrationHub.Domain.Assessments;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.Tests.Kit;

namespace IntegrationHub.Domain.Tests.Assessments;

public sealed class PaperDecisionsTests
{
    private static readonly DateTimeOffset Now = Moments.Morning("2026-11-24");

    [Fact]
    public void A_paper_of_the_council_is_recorded()
    {
        var paper = Chronology.DocumentData(DocumentKinds.ConsentForm);

        Assert.Equal(new NewFact(Now, paper), Assert.Single(UploadPaper.Decide(Chronology.Example.State, Now, paper).Facts));
    }

    [Fact]
    public void The_same_paper_again_is_one_paper_even_after_care_ended()
    {
        var uploaded = Chronology.Example.Document("2026-11-04", DocumentKinds.ConsentForm, from: "825");
        var paper = Chronology.DocumentData(DocumentKinds.ConsentForm);

        Assert.Same(Decision.Nothing, UploadPaper.Decide(uploaded.State, Now, paper));
        Assert.Same(Decision.Nothing, UploadPaper.Decide(uploaded.Ceased("2026-11-20").State, Now, paper));
    }

    [Fact]
    public void On_a_closed_case_a_new_paper_is_refused() =>
        Assert.Equal(
            (RefusalKind.Conflict, ProblemCodes.CaseClosed),
            UploadPaper.Decide(Chronology.Example.Ceased("2026-11-20").State, Now, Chronology.DocumentData(DocumentKinds.PartA)).Refusal switch
            {
                { } refusal => (refusal.Kind, refusal.Code),
                null => default,
            });

    [Fact]
    public void The_councils_first_download_collects_a_document_and_the_second_does_not()
    {
        var returned = Chronology.Example.Returned("2026-11-20");
        var fact = Assert.Single(Collect(returned, "825").Facts);
        Assert.Equal(new NewFact(Now, new DocumentCollected("document-iha-summary")), fact);

        Assert.Same(Decision.Nothing, Collect(returned.Then(Now, fact.Data), "825"));
    }

    [Theory]
    [InlineData("RXQ")]
    [InlineData("931")]
    [InlineData("hub")]
    public void A_download_by_anybody_else_collects_nothing(string organisation) =>
        Assert.Same(Decision.Nothing, Collect(Chronology.Example.Returned("2026-11-20"), organisation));

    [Fact]
    public void The_councils_look_at_its_own_paper_collects_nothing() =>
        Assert.Same(
            Decision.Nothing,
            CollectDocument.Decide(Chronology.Example.Document("2026-11-04", DocumentKinds.PartA, from: "825").State, Now, "document-part-a", "825"));

    [Fact]
    public void A_document_that_is_not_there_cannot_be_collected() => Assert.Same(Decision.Nothing, Collect(Chronology.Example, "825"));

    private static Decision Collect(Chronology chronology, string organisation) =>
        CollectDocument.Decide(chronology.State, Now, "document-iha-summary", organisation);
}
