using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.Passports;
using IntegrationHub.Domain.Policies;
using IntegrationHub.Domain.Tests.Kit;

namespace IntegrationHub.Domain.Tests.Passports;

/// <summary>On which day a health passport is issued, and that it is issued once.</summary>
public sealed class PassportTests
{
    private const string DayZero = "2025-03-03";

    [Theory]
    [InlineData("2008-11-14", "2026-05-14")]
    [InlineData("2009-02-28", "2026-08-28")]
    [InlineData("2008-08-31", "2026-02-28")]
    [InlineData("2009-01-01", "2026-07-01")]
    // Who was born on 29 February comes of age on 1 March: six months before that is 1 September.
    [InlineData("2008-02-29", "2025-09-01")]
    public void It_is_due_six_months_before_the_18th_birthday(string born, string due) =>
        Assert.Equal(Moments.Day(due), DueOn(Born(born)));

    [Fact]
    public void The_policy_says_how_many_months_before() =>
        Assert.Equal(Moments.Day("2026-08-14"), Passport.DueOn(Born("2008-11-14").State, Policy.Default with { PassportMonthsBefore18 = 3 }));

    [Theory]
    [InlineData("2026-05-13", false)]
    [InlineData("2026-05-14", true)]
    [InlineData("2026-11-13", true)]
    [InlineData("2026-11-14", false)]
    [InlineData("2027-01-01", false)]
    public void It_is_issued_from_that_day_until_the_day_before_the_birthday(string today, bool due) =>
        Assert.Equal(due, Passport.IsDue(Born("2008-11-14").State, Moments.Day(today), Policy.Default));

    [Theory]
    [InlineData("2026-02-28", true)]
    [InlineData("2026-03-01", false)]
    public void Born_on_the_leap_day_one_comes_of_age_on_the_first_of_March(string today, bool due) =>
        Assert.Equal(due, Passport.IsDue(Born("2008-02-29").State, Moments.Day(today), Policy.Default));

    [Fact]
    public void Who_comes_into_care_within_those_months_gets_it_when_the_hub_is_told() =>
        Assert.Equal(Moments.Day(DayZero), DueOn(Born("2007-04-01")));

    [Theory]
    [InlineData("2007-03-03")]
    [InlineData("2006-01-01")]
    public void Who_is_18_when_the_hub_is_told_gets_none(string born) => Assert.Null(DueOn(Born(born)));

    [Fact]
    public void Nothing_is_due_without_a_case_after_care_ended_or_on_short_breaks()
    {
        Assert.Null(DueOn(Chronology.Empty));
        Assert.Null(DueOn(Born("2008-11-14").Ceased("2026-05-14")));
        Assert.Null(DueOn(Born("2008-11-14").Then("2026-01-01", new LegalStatusChanged("V3", null))));
    }

    [Fact]
    public void An_episode_that_only_gives_way_to_the_next_one_ends_nothing() =>
        Assert.Equal(Moments.Day("2026-05-14"), DueOn(Born("2008-11-14").Ceased("2025-12-01", Ssda903.EpisodeContinues)));

    [Fact]
    public void Once_issued_it_is_not_due_again()
    {
        var issued = Issued(Born("2008-11-14"), "2026-05-14");

        Assert.Null(DueOn(issued));
        Assert.Equal(DocumentKinds.FromHub.Order(), issued.State.Documents.Select(document => document.Document.Kind).Order());
    }

    [Fact]
    public void It_is_due_again_on_the_day_on_which_an_assessment_came_back_after_it()
    {
        var returned = Issued(Born("2008-11-14").Returned("2025-03-20"), "2026-05-14").Document("2026-06-01", DocumentKinds.IhaSummary, "second").Document("2026-06-02", DocumentKinds.HealthCarePlan, "third");
        Assert.Equal(Moments.Day("2026-06-02"), DueOn(returned));

        var again = Issued(returned, "2026-06-02");
        Assert.Null(DueOn(again));
        Assert.Equal(2, again.State.Documents.Count(document => document.Document.IsOfTheHub));
        Assert.All(again.State.Documents.Where(document => document.Document.IsOfTheHub), document => Assert.EndsWith("2026-06-02", document.Document.DocumentId, StringComparison.Ordinal));
    }

    [Fact]
    public void It_waits_for_the_other_half_of_an_assessment()
    {
        var half = Issued(Born("2008-11-14"), "2026-05-14").Document("2026-06-01", DocumentKinds.IhaSummary);

        Assert.Null(DueOn(half));
        Assert.Equal(Moments.Day("2026-06-03"), DueOn(half.Document("2026-06-03", DocumentKinds.HealthCarePlan)));
    }

    [Fact]
    public void A_care_entry_assessment_counts_when_it_is_signed_off()
    {
        var unsigned = Issued(Born("2008-11-14"), "2026-05-14").Document("2026-06-01", DocumentKinds.CehaSummary);

        Assert.Null(DueOn(unsigned));
        Assert.Equal(Moments.Day("2026-06-08"), DueOn(unsigned.Then("2026-06-08", new CehaSignedOff("1234567", null))));
    }

    [Fact]
    public void Papers_of_the_council_call_for_no_new_one() =>
        Assert.Null(DueOn(Issued(Born("2008-11-14"), "2026-05-14").Document("2026-06-01", DocumentKinds.ConsentForm, from: "825").Document("2026-06-01", DocumentKinds.Other, from: "825")));

    [Theory]
    [InlineData("2026-11-13", "2026-11-13")]
    [InlineData("2026-11-14", null)]
    public void What_comes_back_from_the_18th_birthday_on_calls_for_none(string returnedOn, string? due) =>
        Assert.Equal(due is null ? null : Moments.Day(due), DueOn(Issued(Born("2008-11-14"), "2026-05-14").Returned(returnedOn)));

    [Fact]
    public void After_care_ended_an_assessment_that_comes_back_calls_for_none() =>
        Assert.Null(DueOn(Issued(Born("2008-11-14"), "2026-05-14").Ceased("2026-06-01").Returned("2026-06-02")));

    [Fact]
    public void A_corrected_date_of_birth_moves_it_and_one_issued_too_early_comes_again()
    {
        var early = Issued(Born("2008-11-14"), "2026-05-14").Then("2026-05-20", new DetailsCorrected(new ChildDetails { DateOfBirth = Moments.Day("2010-11-14") }, null));

        Assert.Equal(Moments.Day("2028-05-14"), DueOn(early));
        Assert.Equal(Moments.Day("2028-05-14"), DueOn(early.Returned("2026-06-01")));
    }

    [Fact]
    public void It_never_counts_as_a_returned_document_nor_shows_in_FHIR()
    {
        var before = Born("2008-11-14");
        var after = Issued(before, "2026-05-14");

        Assert.Equal(before.State.Version, after.State.Version);
        Assert.Equal(CaseStatus.Of(before.State, Policy.Default), CaseStatus.Of(after.State, Policy.Default));
    }

    [Fact]
    public void It_is_written_as_of_the_day_it_is_due_or_of_the_last_thing_in_it()
    {
        var due = Moments.Day("2026-05-14");

        Assert.Equal(Moments.Instant("2026-05-13T23:00:00Z"), Passport.AsOf(due, Moments.Morning("2026-05-13")));
        Assert.Equal(Moments.Morning("2026-05-16"), Passport.AsOf(due, Moments.Morning("2026-05-16")));
    }

    [Fact]
    public void One_written_from_a_case_that_has_changed_since_is_not_recorded()
    {
        var so = Born("2008-11-14");
        var command = new IssuePassportCommand(Moments.Morning("2026-05-14"), so.State.Version, Pair("2026-05-14"));

        Assert.Equal(2, IssuePassport.Decide(so.State, command, Policy.Default).Facts.Count);
        Assert.Empty(IssuePassport.Decide(so.Consent("2026-05-14").State, command, Policy.Default).Facts);
        Assert.Empty(IssuePassport.Decide(so.State, command with { Now = Moments.Morning("2026-05-13") }, Policy.Default).Facts);
        Assert.Empty(IssuePassport.Decide(Issued(so, "2026-05-14").State, command, Policy.Default).Facts);
    }

    /// <summary>Whatever comes back and however often the sweep runs: after it nothing is due, and there is at most one pair.</summary>
    [Fact]
    public void Day_by_day_each_occasion_gives_one_passport()
    {
        var so = Born("2008-11-14");
        var issued = new List<DateOnly>();
        for (var day = Moments.Day("2026-05-01"); day <= Moments.Day("2026-12-01"); day = day.AddDays(1))
        {
            so = day == Moments.Day("2026-07-07") || day == Moments.Day("2026-11-20") ? Back(so, day) : so;
            for (var sweep = 0; sweep < 3 && Passport.IsDue(so.State, day, Policy.Default); sweep++)
            {
                so = Issued(so, $"{day:yyyy-MM-dd}");
                issued.Add(day);
            }
        }

        Assert.Equal([Moments.Day("2026-05-14"), Moments.Day("2026-07-07")], issued);
    }

    private static Chronology Back(Chronology so, DateOnly day) =>
        so.Document($"{day:yyyy-MM-dd}", DocumentKinds.IhaSummary, $"summary {day}").Document($"{day:yyyy-MM-dd}", DocumentKinds.HealthCarePlan, $"plan {day}");

    private static DateOnly? DueOn(Chronology so) => Passport.DueOn(so.State, Policy.Default);

    private static Chronology Born(string on) => Chronology.Opened(DayZero, $"{DayZero}T09:00:00Z", new ChildDetails { DateOfBirth = Moments.Day(on) });

    /// <summary>The afternoon of a day, so that it comes after what the health team sent in the morning.</summary>
    private static Chronology Issued(Chronology so, string on)
    {
        var at = Moments.Morning(on).AddHours(4);
        var facts = IssuePassport.Decide(so.State, new IssuePassportCommand(at, so.State.Version, Pair(on)), Policy.Default).Facts;
        Assert.NotEmpty(facts);
        return facts.Aggregate(so, (longer, fact) => longer.Then(at, fact.Data, organisation: "hub"));
    }

    private static IReadOnlyList<DocumentReceived> Pair(string on) =>
        [.. DocumentKinds.FromHub.Order().Select(kind => Chronology.DocumentData(kind, $"{kind} {on}") with { AuthoredAt = LondonTime.StartOf(Moments.Day(on)) })];
}
