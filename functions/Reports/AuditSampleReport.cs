using System.Globalization;
using System.Security.Cryptography;
using IntegrationHub.Contracts.Reports;
using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Reports;

namespace IntegrationHub.Functions.Reports;

/// <summary>
/// <c>GET /hub/reports/audit-sample?size=20&amp;seed=</c>: cases drawn at random whose assessment is back, with the questions of an audit; as CSV a line for each case and
/// question, with an empty cell to answer it.
/// </summary>
internal static class AuditSampleReport
{
    public static Report<AuditSampleView> Report { get; } = new(
        new ReportKind("audit-sample", ReportDefinitions.AuditSample) { IsPublished = false, Parameters = ["size", "seed"] },
        Begin, LinesOf)
    {
        ShownCases = view => [.. view.Cases.Select(one => one.CaseId)],
    };

    public static void Map(IEndpointRouteBuilder app) => ReportRun.Map(app, Report);

    private static Tally<AuditSampleView> Begin(ReportRequest request, WorkingDays calendar)
    {
        var seed = request.Seed ?? RandomNumberGenerator.GetInt32(int.MaxValue);
        var sample = new AuditSample(request.Period, request.Today, calendar, request.Size, seed);
        return new Tally<AuditSampleView>(
            one => sample.Add(one.Id.Value, one.Figures),
            () => new AuditSampleView(
                request.Head, seed, request.Size, sample.Population,
                [.. AuditSample.Questions.Select((question, i) => new AuditQuestionView(i + 1, question.Heading, question.Question))],
                [.. sample.Cases.Select((id, i) => new SampledCase(i + 1, id, $"/hub/cases/{id}"))]));
    }

    private static IEnumerable<ReportLine> LinesOf(AuditSampleView view) =>
    [
        new("total", "", "population", Text(view.Population), "population"),
        new("total", "", "seed", Text(view.Seed), "cases"),
        .. view.Cases.SelectMany(one => view.Questions.Select(question => new ReportLine("case", one.CaseId, $"{Text(question.Number)} {question.Heading}: {question.Question}", "", "questions"))),
    ];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
