using IntegrationHub.Contracts.Reports;
using IntegrationHub.Domain.Reports;
using IntegrationHub.Functions.Pages.Figures;
using IntegrationHub.Functions.Reports;

namespace IntegrationHub.Functions.Pages.DataQuality;

/// <summary>Something that is missing or wrong in the data of open cases.</summary>
/// <param name="Text">What it means.</param>
public sealed record ProblemLine(string Name, Figure Figure, string Text);

/// <summary>A team's open cases.</summary>
public sealed record TeamRow(string Name, Figure Open, Figure WithProblems, Figure Overdue, Figure BecomingDue);

/// <summary>The report of data quality as a page shows it; every figure is the report's.</summary>
/// <param name="Teams">Names of teams by their hash.</param>
public sealed record DataQualityModel(DataQualityView View, PeriodModel Period, BehindLinks Links, IReadOnlyDictionary<string, string> Teams)
{
    public const string Path = "/hub/data-quality";

    private const string AnyProblem = $"problem={DataProblems.Any}";

    public bool IsPublished => View.Report.SuppressedBelow is not null;

    /// <summary>Which cases: all that are open, where no period was chosen.</summary>
    public string About => DataQualityReport.Report.Kind.Period(Period.To) == new ReportPeriod(Period.From, Period.To) && Period.To == Period.Today
        ? $"All open cases, {Period.Scope}." : $"Open cases that became looked after from {Period.Words}, {Period.Scope}.";

    /// <summary>How it stands, in a sentence.</summary>
    public string Sentence => View.Total switch
    {
        { OpenCases: 0 } => "There is no open case.",
        { OpenCases: { } open, WithProblems: { } with } => with == 0
            ? $"None of {Words.Number(open)} open cases has anything missing or wrong."
            : $"Something is missing or wrong in {Words.Number(with)} of {Words.Number(open)} open {(open == 1 ? "case" : "cases")}.",
        _ => "The numbers are too small to be published.",
    };

    public IReadOnlyList<FigureCard> Cards =>
    [
        Card(View.Total.Overdue, "with an overdue assessment", View.Total.OverdueCases, "", View.Total.Overdue > 0),
        Card(View.Total.BecomingDue, "due within 10 working days", View.Total.BecomingDueCases, "", false),
        Card(View.Total.WithProblems, "with something missing or wrong", View.Total.Cases, AnyProblem, false),
        Card(View.Total.OpenCases, "open cases", View.Total.Cases, "", false),
    ];

    /// <summary>The most frequent first, those that nobody has at the end.</summary>
    public IReadOnlyList<ProblemLine> Problems =>
    [
        .. View.Problems.OrderByDescending(problem => problem.Count).Select(problem => new ProblemLine(
            FigureWords.Of(problem.Problem), Links.Of(problem.Count, problem.Cases), View.Report.Definitions.First(definition => definition.Figure == problem.Problem).Definition)),
    ];

    /// <summary>Teams with most to put right first.</summary>
    public IReadOnlyList<TeamRow> ByTeam =>
    [
        .. View.Teams.OrderByDescending(team => team.Overdue).ThenByDescending(team => team.WithProblems).Select(team => new TeamRow(
            FigureWords.Team(team.Group!, Teams), Links.Of(team.OpenCases, team.Cases), Links.Of(team.WithProblems, team.Cases, AnyProblem),
            Links.Of(team.Overdue, team.OverdueCases), Links.Of(team.BecomingDue, team.BecomingDueCases))),
    ];

    private FigureCard Card(int? count, string name, string? cases, string more, bool isUrgent) =>
        new(new Figure(count, null).Text, name, Links.Of(count, cases, more).Link, isUrgent);
}
