using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.Pathways;
using IntegrationHub.Domain.Tests.Kit;

namespace IntegrationHub.Domain.Tests.Pathways;

public sealed class ConsentRuleTests
{
    private const string Council = ConsentGivers.LocalAuthority;
    private const string Parent = ConsentGivers.Parent;
    private const string YoungPerson = ConsentGivers.YoungPerson;

    [Theory]
    [InlineData("C1", Council, true)]
    [InlineData("C2", Council, true)]
    [InlineData("D1", Council, true)]
    [InlineData("E1", Council, true)]
    [InlineData("L2", Council, true)]
    [InlineData("V2", Council, false)]
    [InlineData("L1", Council, false)]
    [InlineData("L3", Council, false)]
    [InlineData("J1", Council, false)]
    [InlineData("J2", Council, false)]
    [InlineData("J3", Council, false)]
    [InlineData("C1", Parent, true)]
    [InlineData("E1", Parent, true)]
    [InlineData("V2", Parent, true)]
    [InlineData("J1", Parent, true)]
    [InlineData("C2", YoungPerson, false)]
    [InlineData("V2", YoungPerson, false)]
    public void Under_16_the_legal_status_says_who_may_consent(string legalStatus, string by, bool valid) =>
        Assert.Equal(valid, Judge("2019-05-14", legalStatus, by).Valid);

    [Theory]
    [InlineData("C1", Council)]
    [InlineData("C2", Parent)]
    [InlineData("V2", Parent)]
    [InlineData("V2", Council)]
    public void From_16_on_nobody_but_the_young_person_may_consent(string legalStatus, string by)
    {
        Assert.False(Judge("2010-11-04", legalStatus, by).Valid);
        Assert.True(Judge("2010-11-04", legalStatus, YoungPerson).Valid);
    }

    [Fact]
    public void The_day_before_the_16th_birthday_a_parent_still_signs()
    {
        Assert.True(Judge("2010-11-05", "V2", Parent).Valid);
        Assert.False(Judge("2010-11-05", "V2", YoungPerson).Valid);
    }

    [Fact]
    public void Consent_that_was_valid_when_it_was_given_stays_valid_after_the_16th_birthday()
    {
        var given = Chronology.Opened("2026-10-30", "2026-11-02T09:14:00Z", new ChildDetails { DateOfBirth = Moments.Day("2010-11-06") }).Consent("2026-11-05");

        Assert.True(ConsentRule.Judge(given.Then("2026-12-01", new NotificationRepeated()).State).Valid);
    }

    [Theory]
    [InlineData("V2", Council, true)]
    [InlineData("V2", YoungPerson, true)]
    [InlineData("V2", Parent, false)]
    [InlineData("C2", Parent, false)]
    public void For_an_unaccompanied_child_the_council_or_the_young_person_may_consent(string legalStatus, string by, bool valid) =>
        Assert.Equal(valid, Judge("2012-01-01", legalStatus, by, unaccompanied: true).Valid);

    [Fact]
    public void An_unaccompanied_young_person_of_16_consents_alone() =>
        Assert.False(Judge("2010-01-01", "C2", Council, unaccompanied: true).Valid);

    [Theory]
    [InlineData("V2", Council, "Consent must come from the parent.")]
    [InlineData("C1", YoungPerson, "Consent must come from the local authority or the parent.")]
    public void A_consent_that_does_not_suffice_says_whose_is_needed(string legalStatus, string by, string reason) =>
        Assert.Equal(reason, Judge("2019-05-14", legalStatus, by).Reason);

    [Theory]
    [InlineData(ConsentStatuses.Refused, "Consent was refused.")]
    [InlineData(ConsentStatuses.Withdrawn, "Consent was withdrawn.")]
    [InlineData(ConsentStatuses.NotYetGiven, "No consent is recorded yet.")]
    public void No_consent_is_not_valid_and_says_why(string status, string reason) =>
        Assert.Equal(
            new ConsentJudgement(false, reason),
            ConsentRule.Judge(Chronology.Example.Consent("2026-11-03").Then("2026-11-04", new ConsentRecorded(status, null, Moments.Day("2026-11-04"))).State));

    [Fact]
    public void Before_anything_is_said_no_consent_is_recorded() =>
        Assert.Equal("No consent is recorded yet.", ConsentRule.Judge(Chronology.Example.State).Reason);

    [Fact]
    public void A_change_of_legal_status_changes_who_may_consent()
    {
        var given = Chronology.Example.Consent("2026-11-03", Council);
        Assert.False(ConsentRule.Judge(given.State).Valid);

        Assert.True(ConsentRule.Judge(given.Then("2026-11-05", new LegalStatusChanged("C1", null)).State).Valid);
    }

    private static ConsentJudgement Judge(string born, string legalStatus, string by, bool? unaccompanied = null) => ConsentRule.Judge(
        Chronology.Opened(
            "2026-10-30", "2026-11-02T09:14:00Z",
            new ChildDetails { DateOfBirth = Moments.Day(born), UnaccompaniedAsylumSeeker = unaccompanied },
            new CareDetails { LegalStatus = legalStatus }).Consent("2026-11-04", by).State);
}
