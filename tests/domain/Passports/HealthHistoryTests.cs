using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.KeyDates;
using IntegrationHub.Domain.Passports;
using IntegrationHub.Domain.Policies;
using IntegrationHub.Domain.Tests.Kit;

namespace IntegrationHub.Domain.Tests.Passports;

/// <summary>What goes into a health passport, and what stays out.</summary>
public sealed class HealthHistoryTests
{
    private static readonly DateTimeOffset AsOf = Moments.Morning("2026-12-01");

    [Fact]
    public void Assessments_say_when_the_child_was_seen_and_by_whom()
    {
        var history = Of(Chronology.Example.Attended("2026-11-18").Returned("2026-11-20"));

        var assessment = Assert.Single(history.Assessments);
        Assert.Equal((DocumentKinds.IhaSummary, Moments.Day("2026-11-18"), Moments.Day("2026-11-20")), (assessment.Kind, assessment.SeenOn, assessment.ReturnedOn));
        Assert.Equal(("Dr Example", "1234567"), (assessment.By, assessment.GmcNumber));
        Assert.Equal([Moments.Day("2026-11-18")], history.Attended);
        Assert.Equal([DocumentKinds.IhaSummary, DocumentKinds.HealthCarePlan], history.Documents.Select(document => document.Kind));
    }

    [Fact]
    public void What_a_document_says_of_the_day_goes_before_the_appointment() =>
        Assert.Equal(
            Moments.Day("2026-11-17"),
            Of(Chronology.Example.Attended("2026-11-18").Document("2026-11-20", DocumentKinds.IhaSummary, assessedOn: "2026-11-17")).Assessments[0].SeenOn);

    [Fact]
    public void Without_either_nobody_makes_up_a_day() =>
        Assert.Null(Of(Chronology.Example.Document("2026-11-20", DocumentKinds.IhaSummary)).Assessments[0].SeenOn);

    [Fact]
    public void A_missed_appointment_is_no_assessment() =>
        Assert.Empty(Of(Chronology.Example.Appointment("2026-11-18", AppointmentStatuses.NoShow, "2026-11-18")).Attended);

    [Fact]
    public void A_document_that_took_a_wrong_ones_place_is_there_alone()
    {
        var so = Chronology.Example.Returned("2026-11-20")
            .Then(Moments.Morning("2026-11-23"), Chronology.DocumentData(DocumentKinds.IhaSummary, "right") with { Replaces = $"document-{DocumentKinds.IhaSummary}" }, organisation: "RXQ");

        Assert.Equal("right", Assert.Single(Of(so).Assessments).DocumentId);
        Assert.DoesNotContain(Of(so).Documents, document => document.DocumentId == $"document-{DocumentKinds.IhaSummary}");
    }

    [Fact]
    public void Papers_of_the_council_passports_and_people_of_the_childs_own_life_stay_out()
    {
        var so = Chronology.Example
            .Then("2026-11-03", new DetailsCorrected(null, null, [new Contact(ContactRoles.Parent, "A Parent", null, null), new Contact(ContactRoles.Carer, "A Carer", null, null)]))
            .Document("2026-11-04", DocumentKinds.PartA, from: "825").Document("2026-11-05", DocumentKinds.HealthPassport, from: "hub");

        Assert.Empty(Of(so).Documents);
        Assert.Equal(["S Worker", "T Manager"], Of(so).WhoToAsk.Select(person => person.Name));
    }

    [Fact]
    public void Key_dates_consent_and_refusals_are_as_they_stood()
    {
        var history = Of(Chronology.Example.Consent("2026-11-03").Papers("2026-11-04").Then("2026-11-10", new AssessmentDeclined(Moments.Day("2026-11-09"), "young-person")));

        Assert.Equal([.. Enum.GetValues<KeyDate>()], history.KeyDates.Select(standing => standing.KeyDate));
        Assert.Equal(Moments.Day("2026-11-04"), history.KeyDates[2].On);
        Assert.Null(history.KeyDates[4].On);
        Assert.Equal((ConsentStatuses.Given, true), (history.Consent.Status, history.ConsentIsValid));
        Assert.Equal(Moments.Day("2026-11-09"), Assert.Single(history.Declined).On);
    }

    [Fact]
    public void It_says_which_passport_it_replaces()
    {
        var so = Chronology.Example.Then(
            Moments.Morning("2026-11-10"), Chronology.DocumentData(DocumentKinds.HealthPassport) with { AuthoredAt = Moments.Morning("2026-11-09") }, organisation: "hub");

        Assert.Equal(Moments.Morning("2026-11-09"), Of(so).Replaces);
        Assert.Null(Of(Chronology.Example).Replaces);
    }

    private static HealthHistory Of(Chronology so) => HealthHistory.Of(so.State, AsOf, Policy.Default, WorkingDays.BuiltIn);
}
