using IntegrationHub.Domain.Calendar;

namespace IntegrationHub.Domain.Reports;

/// <summary>What a team has to put right and to see through.</summary>
public sealed class TeamQuality
{
    public int OpenCases { get; internal set; }

    /// <summary>Open cases with at least one problem.</summary>
    public int WithProblems { get; internal set; }

    /// <summary>Open cases with an assessment that is overdue.</summary>
    public int Overdue { get; internal set; }

    /// <summary>Open cases with an assessment that becomes due.</summary>
    public int BecomingDue { get; internal set; }
}

/// <summary>A case with what is wanting.</summary>
public sealed record CaseProblems(string CaseId, string? Team, IReadOnlyList<string> Problems);

/// <summary>Counts what is wanting in the data of open cases. What it keeps grows with teams, and with the cases that it names: a thousand at most.</summary>
public sealed class DataQuality(ReportPeriod period, DateOnly today, WorkingDays calendar)
{
    public const int MostCases = 1000;

    private readonly ComingAssessments coming = new(today, calendar);
    private readonly Dictionary<string, int> problems = DataProblems.All.ToDictionary(problem => problem.Figure, _ => 0);
    private readonly SortedDictionary<string, TeamQuality> teams = new(StringComparer.Ordinal);
    private readonly List<CaseProblems> cases = [];

    public TeamQuality Total { get; } = new();

    /// <summary>Open cases with each problem.</summary>
    public IReadOnlyDictionary<string, int> Problems => problems;

    /// <summary>By <see cref="CaseFigures.Team"/>; "" for cases without one.</summary>
    public IReadOnlyDictionary<string, TeamQuality> Teams => teams;

    /// <summary>The first thousand cases with problems.</summary>
    public IReadOnlyList<CaseProblems> Cases => cases;

    public void Add(string caseId, CaseFigures figures)
    {
        if (figures.CeasedOn is not null || !period.Contains(figures.DayZero))
        {
            return;
        }

        if (!teams.TryGetValue(figures.Team ?? "", out var team))
        {
            teams[figures.Team ?? ""] = team = new TeamQuality();
        }

        var found = figures.ProblemsOn(today);
        foreach (var problem in found)
        {
            problems[problem]++;
        }

        if (found.Count > 0 && cases.Count < MostCases)
        {
            cases.Add(new CaseProblems(caseId, figures.Team, found));
        }

        Count(Total, figures, found.Count > 0);
        Count(team, figures, found.Count > 0);
    }

    private void Count(TeamQuality quality, CaseFigures figures, bool hasProblems)
    {
        quality.OpenCases++;
        quality.WithProblems += hasProblems ? 1 : 0;
        quality.Overdue += coming.IsOverdue(figures) ? 1 : 0;
        quality.BecomingDue += coming.IsBecomingDue(figures) ? 1 : 0;
    }
}
