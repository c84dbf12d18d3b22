using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.Policies;
using IntegrationHub.Domain.Reports;
using IntegrationHub.Domain.Tests.Kit;

namespace IntegrationHub.Domain.Tests.Reports;

/// <summary>Each problem from a case that has it and none from one that hasn't; who is closed has none.</summary>
public sealed class DataQualityTests
{
    private static readonly DateOnly Today = Moments.Day("2026-11-20");
    private static readonly Chronology Sound = Chronology.Example.Consent("2026-11-02");

    [Fact]
    public void A_sound_case_has_no_problem() => Assert.Empty(ProblemsOf(Sound));

    [Fact]
    public void Each_problem_is_found()
    {
        var found = new Dictionary<string, Chronology>
        {
            [DataProblems.NhsNumberMissing] = With(Chronology.Child with { NhsNumber = null, NhsNumberStatus = "07" }, [.. Chronology.Contacts]).Consent("2026-11-02"),
            [DataProblems.ConsentNotRecorded] = Chronology.Example,
            [DataProblems.SocialWorkerEmailMissing] = With(Chronology.Child, [Chronology.Contacts[1]]).Consent("2026-11-02"),
            [DataProblems.TeamManagerEmailMissing] = With(Chronology.Child, [Chronology.Contacts[0]]).Consent("2026-11-02"),
            [DataProblems.DatesOutOfOrder] = Collected(Sound.Returned("2026-11-12").Attended("2026-11-13")),
            [DataProblems.AssessmentDayMissing] = Collected(Sound.Returned("2026-11-12")),
            [DataProblems.DoctorNotIdentified] = Sound.Attended("2026-11-10").Then(Moments.Morning("2026-11-20"), Chronology.DocumentData(DocumentKinds.IhaSummary) with { AuthorGmcNumber = null }, organisation: "RXQ"),
            [DataProblems.AppointmentWithoutOutcome] = Sound.Appointment("2026-11-03", AppointmentStatuses.Booked, "2026-11-19"),
            [DataProblems.DocumentsNotCollected] = Sound.Attended("2026-11-10").Returned("2026-11-19"),
        };

        Assert.Equal(DataProblems.All.Select(problem => problem.Figure), found.Keys);
        Assert.All(found, problem => Assert.Equal([problem.Key], ProblemsOf(problem.Value)));
        Assert.All(found, problem => Assert.Empty(ProblemsOf(problem.Value.Ceased("2026-11-20"))));
    }

    [Fact]
    public void What_is_booked_for_today_or_came_today_is_no_problem_yet()
    {
        Assert.Empty(ProblemsOf(Sound.Appointment("2026-11-03", AppointmentStatuses.Booked, "2026-11-20")));
        Assert.Empty(ProblemsOf(Sound.Attended("2026-11-10").Returned("2026-11-20")));
    }

    [Theory]
    [InlineData("2026-11-12", false, false)]
    [InlineData("2026-11-13", false, true)]
    [InlineData("2026-11-27", false, true)]
    [InlineData("2026-11-28", true, false)]
    public void An_assessment_becomes_due_two_weeks_ahead_and_is_overdue_from_the_day_after(string today, bool isOverdue, bool isBecomingDue)
    {
        var coming = new ComingAssessments(Moments.Day(today), WorkingDays.BuiltIn);
        Assert.Equal((isOverdue, isBecomingDue), (coming.IsOverdue(FiguresOf(Sound)), coming.IsBecomingDue(FiguresOf(Sound))));
    }

    [Fact]
    public void Open_cases_are_counted_once_for_each_problem_and_once_in_their_team()
    {
        var quality = new DataQuality(new ReportPeriod(Moments.Day("2026-01-01"), Today), Today, WorkingDays.BuiltIn);
        quality.Add("a", FiguresOf(Chronology.Example));
        quality.Add("b", FiguresOf(With(Chronology.Child, [])));
        quality.Add("c", FiguresOf(Chronology.Example.Ceased("2026-11-19")));
        quality.Add("d", FiguresOf(Sound));

        Assert.Equal((3, 2, 0, 3), (quality.Total.OpenCases, quality.Total.WithProblems, quality.Total.Overdue, quality.Total.BecomingDue));
        Assert.Equal(2, quality.Problems[DataProblems.ConsentNotRecorded]);
        Assert.Equal([("", 1), ("team of t.manager@council.example", 2)], quality.Teams.Select(team => (team.Key, team.Value.OpenCases)));
        Assert.Equal(["a", "b"], quality.Cases.Select(one => one.CaseId));
    }

    private static Chronology Collected(Chronology so) => so.State.Documents.Aggregate(so, (known, document) => known.Then("2026-11-13", new DocumentCollected(document.Document.DocumentId)));

    private static Chronology With(ChildDetails child, IReadOnlyList<Contact> contacts) =>
        Chronology.Empty.Then(Moments.Instant("2026-11-02T09:14:00Z"), new BecameLookedAfter(child, Chronology.Care, contacts, "RXQ"));

    private static IReadOnlyList<string> ProblemsOf(Chronology so) => FiguresOf(so).ProblemsOn(Today);

    private static CaseFigures FiguresOf(Chronology so) => CaseFigures.Of(so.State, Policy.Default, WorkingDays.BuiltIn, manager => $"team of {manager}");
}
