using System.Text.RegularExpressions;
using IntegrationHub.Contracts.Reports;
using IntegrationHub.Functions.Cases;

namespace IntegrationHub.Functions.Pages.Figures;

/// <summary>The names of figures, groups and problems as people read them.</summary>
public static partial class FigureWords
{
    private const int HashShown = 6;

    /// <summary>A figure's name in a report.</summary>
    public static string Of(string figure) => figure switch
    {
        "replacedByCeha" => "CEHA instead",
        "inTimePercent" => "In time, per cent",
        "returnedPercent" or "donePercent" => "Done at all, per cent",
        "notYetDue" => "Not due yet",
        "returned" or "done" => "Done at all",
        "becomingDue" => "Assessment becoming due",
        "overdue" => "Assessment overdue",
        "atEnd" => "At the end",
        "count" => "Reasons",
        "proposed" => "Proposed by the hub",
        "nhs-number-missing" => "No NHS number",
        "consent-not-recorded" => "Nothing recorded about consent",
        "social-worker-email-missing" => "No e-mail address of a social worker",
        "team-manager-email-missing" => "No e-mail address of a team manager",
        "assessment-day-missing" => "No day on which the child was seen",
        "doctor-not-identified" => "No doctor named by GMC number",
        "appointment-without-outcome" => "Appointment past, no outcome",
        "documents-not-collected" => "Documents not collected by the council",
        "assessment-overdue" => "Assessment overdue",
        "assessment-becoming-due" => "Assessment becoming due",
        "any" => "Any problem",
        _ => Words.Plain(Humps().Replace(figure, " $1").ToLowerInvariant()),
    };

    /// <summary>Such as <c>October 2026</c> of <c>2026-10</c>.</summary>
    public static string Month(string month) => MonthOf(month).ToString("MMMM yyyy", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Such as <c>Oct 26</c>.</summary>
    public static string ShortMonth(string month) => MonthOf(month).ToString("MMM yy", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>A team by its manager's name, or by the beginning of its hash where that isn't to be known.</summary>
    public static string Team(string team, IReadOnlyDictionary<string, string> names) =>
        team == CaseFilter.NoTeam ? "No team named"
        : names.TryGetValue(team, out var name) ? name
        : $"Team {team[..Math.Min(HashShown, team.Length)]}";

    /// <summary>The definitions of some figures of a report, by what stands above them.</summary>
    public static IReadOnlyList<(string Name, string Text)> Definitions(ReportHead head, params string[] figures) =>
        [.. figures.Select(figure => (Of(figure), head.Definitions.First(definition => definition.Figure == figure).Definition))];

    private static DateOnly MonthOf(string month) => DateOnly.ParseExact($"{month}-01", "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    [GeneratedRegex("([A-Z])")]
    private static partial Regex Humps();
}
