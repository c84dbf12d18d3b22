using System.Security.Cryptography;
using System.Text;

namespace IntegrationHub.Domain.Reports;

/// <summary>A question for whoever audits a health assessment.</summary>
public sealed record AuditQuestion(string Heading, string Question);

/// <summary>
/// Draws cases at random for an audit: those with the smallest hash of seed and case. So the draw can be repeated, nobody can choose the cases, and only as many are
/// kept as are wanted.
/// </summary>
public sealed class AuditSample(ReportPeriod period, DateOnly today, Calendar.WorkingDays calendar, int size, int seed)
{
    public const int MostCases = 200;

    /// <summary>How many are drawn where nobody says.</summary>
    public const int UsualCases = 20;

    private readonly IhaOutcomes outcomes = new(today, calendar);
    private readonly SortedDictionary<string, string> drawn = new(StringComparer.Ordinal);

    /// <summary>
    /// After the six statutory headings of the health care plan (SI 2010/959, schedule 1) and "Promoting the health and well-being of looked-after children" (2015). No set
    /// of questions is prescribed: these are the hub's own.
    /// </summary>
    public static IReadOnlyList<AuditQuestion> Questions { get; } =
    [
        new("Consent", "Is there consent from somebody who could give it, dated before the assessment?"),
        new("Assessor", "Was the assessment made by a registered medical practitioner who is named with a GMC number?"),
        new("Assessor", "Are the summary and the plan dated and signed?"),
        new("Voice of the child", "Was the child or young person seen, and alone where that was fitting?"),
        new("Voice of the child", "Are their wishes, feelings and worries recorded in their own words, or in what was observed of a small child?"),
        new("Carers and family", "Did the carer, and a parent where possible, contribute?"),
        new("State of health", "Are physical, emotional and mental health, growth, and vision, hearing and teeth described?"),
        new("Health history", "Is the child's history recorded, with birth, immunisations, medicines and allergies?"),
        new("Health history", "Is the health history of the family recorded as far as it is known, and said where it isn't?"),
        new("Effect on development", "Is the effect of health and of earlier experiences on development judged for the child's age?"),
        new("Medical and dental care", "Are GP, dentist and optician named, and what is outstanding with each?"),
        new("Planned changes", "Are referrals and planned changes listed with reasons?"),
        new("Carer's role", "Does the plan say what the carer does to promote health?"),
        new("Plan", "Does every need that was found have an action with who does it and by when?"),
        new("Plan", "Could a carer without medical training understand the summary and the plan?"),
        new("Timeliness", "Where the assessment was late, is the reason recorded, and is it the right one?"),
    ];

    /// <summary>How many cases it could draw from.</summary>
    public int Population { get; private set; }

    /// <summary>The ids of the cases drawn, in the order in which they were drawn.</summary>
    public IReadOnlyList<string> Cases => [.. drawn.Values];

    public void Add(string caseId, CaseFigures figures)
    {
        if (!period.Contains(figures.DayZero) || outcomes.Of(figures) is not (IhaOutcome.InTime or IhaOutcome.Late))
        {
            return;
        }

        Population++;
        drawn[Rank(caseId)] = caseId;
        if (drawn.Count > size)
        {
            drawn.Remove(drawn.Keys.Last());
        }
    }

    private string Rank(string caseId) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{seed}/{caseId}"))));
}
