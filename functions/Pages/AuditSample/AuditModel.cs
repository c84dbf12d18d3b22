using System.Globalization;
using IntegrationHub.Contracts.Reports;
using IntegrationHub.Functions.Pages.CasesBehind;
using IntegrationHub.Functions.Pages.Figures;

namespace IntegrationHub.Functions.Pages.AuditSample;

/// <summary>A sample for an audit as a page shows it.</summary>
/// <param name="View">The report; null before anything is drawn.</param>
/// <param name="Rows">The cases drawn, in the order in which they were drawn.</param>
/// <param name="Size">How many are asked for.</param>
/// <param name="CanOpen">Whether the reader may open a case's page.</param>
public sealed record AuditModel(AuditSampleView? View, IReadOnlyList<BehindRow> Rows, PeriodModel Period, int Size, bool CanOpen)
{
    public const string Path = "/hub/audit-sample";

    /// <summary>The same sample once more, for links.</summary>
    public string Query => View is null ? Period.Query() : string.Create(CultureInfo.InvariantCulture, $"{Period.Query()}&size={View.Size}&seed={View.Seed}");

    /// <summary>What was drawn, in a sentence.</summary>
    public string Sentence => View switch
    {
        null => "",
        { Population: 0 } => "No assessment of this period is back: there is nothing to draw from.",
        _ when View.Cases.Count < View.Size => $"All {Words.Number(View.Cases.Count)} cases of this period whose assessment is back; {Words.Number(View.Size)} were asked for.",
        _ => $"{Words.Number(View.Cases.Count)} of {Words.Number(View.Population)} cases of this period whose assessment is back, drawn at random.",
    };

    /// <summary>Questions by their headings, in order.</summary>
    public IReadOnlyList<(string Heading, IReadOnlyList<AuditQuestionView> Questions)> Questions =>
        View is null ? [] : [.. View.Questions.GroupBy(question => question.Heading).Select(group => (group.Key, (IReadOnlyList<AuditQuestionView>)[.. group]))];
}
