using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Reports;
using IntegrationHub.Functions.Escalations.Delivery;
using IntegrationHub.Functions.Messaging;

namespace IntegrationHub.Functions.Reports.Weekly;

/// <summary>A case with what is wanting, by the council's own reference.</summary>
internal sealed record QualityLine(string CaseId, string LocalId, IReadOnlyList<string> Problems);

/// <summary>A council's data quality as one notice: counts, and for each case its reference and what is wanting. No name, no date of birth, no NHS number, nobody of a team.</summary>
internal static class QualityNotice
{
    /// <summary>More lines than this nobody reads in a message; the page has them all.</summary>
    public const int MostLines = 100;

    /// <summary>Whether there is anything that a service manager has to know.</summary>
    public static bool IsDue(DataQuality quality) => quality.Total is { WithProblems: > 0 } or { Overdue: > 0 } or { BecomingDue: > 0 };

    public static string IdOf(string council, DateOnly week) => string.Create(CultureInfo.InvariantCulture, $"data-quality-{council}-{week:yyyy-MM-dd}");

    /// <param name="week">Its Monday.</param>
    /// <param name="link">The page of data quality.</param>
    public static Notice Of(string council, DateOnly week, DataQuality quality, IReadOnlyList<QualityLine> lines, string link)
    {
        var total = quality.Total;
        return Of(new JsonObject
        {
            ["noticeId"] = IdOf(council, week),
            ["la"] = council,
            ["role"] = SendDataQuality.Role,
            ["week"] = week.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            ["text"] = TextOf(quality, lines),
            ["link"] = link,
            ["openCases"] = total.OpenCases,
            ["withProblems"] = total.WithProblems,
            ["overdue"] = total.Overdue,
            ["becomingDue"] = total.BecomingDue,
            ["problems"] = JsonSerializer.SerializeToNode(quality.Problems.Where(problem => problem.Value > 0).Select(problem => new { Problem = problem.Key, Count = problem.Value }), OutgoingMessages.Json),
            ["teams"] = JsonSerializer.SerializeToNode(
                quality.Teams.Select(team => new { Team = team.Key.Length > 0 ? team.Key : null, team.Value.OpenCases, team.Value.WithProblems, team.Value.Overdue, team.Value.BecomingDue }), OutgoingMessages.Json),
            ["cases"] = JsonSerializer.SerializeToNode(lines, OutgoingMessages.Json),
        });
    }

    /// <summary>The notice as it was kept: what is told again after a crash is what was told before.</summary>
    public static Notice Of(JsonObject members)
    {
        var (id, council) = ((string)members["noticeId"]!, (string)members["la"]!);
        var week = DateOnly.ParseExact((string)members["week"]!, "yyyy-MM-dd", CultureInfo.InvariantCulture);
        return new Notice(
            id, RecordName(id), $"Data quality of council {council}, week of {DateWords.Of(week)}", (string)members["text"]!,
            [
                ("Council", council),
                ("Open cases", Number(members["openCases"])),
                ("Something is wanting", Number(members["withProblems"])),
                ("Assessments overdue", Number(members["overdue"])),
                ("Becoming due", Number(members["becomingDue"])),
            ],
            (string)members["link"]!, members);
    }

    /// <summary>Among the records of digests: who exports or removes a case looks there for what names it beside others.</summary>
    public static string RecordName(string noticeId) => $"digests/{noticeId}";

    /// <summary>A code as words, such as <c>NHS number missing</c>.</summary>
    public static string InWords(string problem) => problem.Replace('-', ' ').Replace("nhs ", "NHS ", StringComparison.Ordinal);

    private static string TextOf(DataQuality quality, IReadOnlyList<QualityLine> lines)
    {
        var total = quality.Total;
        List<string> text =
        [
            string.Create(CultureInfo.InvariantCulture, $"Of {Cases(total.OpenCases, "open case")}, {total.WithProblems} {(total.WithProblems == 1 ? "has" : "have")} something wanting in the data; {total.Overdue} with an assessment that is overdue, {total.BecomingDue} with one that becomes due in the next {ComingAssessments.WorkingDaysAhead} working days. By team: see the page."),
            .. quality.Problems.Where(problem => problem.Value > 0).Select(problem => string.Create(CultureInfo.InvariantCulture, $"- {InWords(problem.Key)}: {Cases(problem.Value, "case")}")),
            .. lines.Select(line => $"- Reference {line.LocalId}: {string.Join(", ", line.Problems.Select(InWords))}"),
        ];
        if (total.WithProblems > lines.Count)
        {
            text.Add(string.Create(CultureInfo.InvariantCulture, $"and {total.WithProblems - lines.Count} more: see the page."));
        }

        return string.Join('\n', text);
    }

    private static string Cases(int count, string one) => string.Create(CultureInfo.InvariantCulture, $"{count} {one}{(count == 1 ? "" : "s")}");

    private static string Number(JsonNode? number) => ((int)number!).ToString(CultureInfo.InvariantCulture);
}
