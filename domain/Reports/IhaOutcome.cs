using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.KeyDates;

namespace IntegrationHub.Domain.Reports;

/// <summary>What became of an Initial Health Assessment, by the statutory 20 working days; each case has exactly one.</summary>
public enum IhaOutcome
{
    /// <summary>Summary and health care plan were both back by the 20th working day.</summary>
    InTime,

    /// <summary>Both are back; the later of them came after the 20th working day.</summary>
    Late,

    /// <summary>The 20th working day has passed, and not both are back.</summary>
    NotReturned,

    /// <summary>Not both are back, and there is time left.</summary>
    NotYetDue,

    /// <summary>A Care Entry Health Assessment was signed off instead; it is no Initial Health Assessment.</summary>
    ReplacedByCeha,

    /// <summary>None is required: short breaks, an earlier assessment that is used, care that ended before it was due.</summary>
    NotRequired,
}

/// <summary>Judges Initial Health Assessments by the statutory limit.</summary>
/// <param name="today">Calendar date in England.</param>
public sealed class IhaOutcomes(DateOnly today, WorkingDays calendar)
{
    /// <summary>SI 2010/959, regulations 7 and 33, with the guidance of 2015: the assessment's documents within 20 working days.</summary>
    public const int StatutoryWorkingDays = 20;

    // One entry for each day on which somebody became looked after.
    private readonly Dictionary<DateOnly, DateOnly> deadlines = [];

    private static readonly (IhaOutcome Outcome, string Name)[] Names =
    [
        (IhaOutcome.InTime, "in-time"),
        (IhaOutcome.Late, "late"),
        (IhaOutcome.NotReturned, "not-returned"),
        (IhaOutcome.NotYetDue, "not-yet-due"),
        (IhaOutcome.ReplacedByCeha, "replaced-by-ceha"),
        (IhaOutcome.NotRequired, "not-required"),
    ];

    public static IReadOnlyList<string> All { get; } = [.. Names.Select(pair => pair.Name)];

    public static string Name(IhaOutcome outcome) => Names[(int)outcome].Name;

    /// <summary>The outcome of a case, as it is today.</summary>
    public IhaOutcome Of(CaseFigures figures)
    {
        var returned = figures[KeyDate.SummaryAndPlanReturned];
        if (!returned.IsRequired)
        {
            return figures.IsReplacedByCeha ? IhaOutcome.ReplacedByCeha : IhaOutcome.NotRequired;
        }

        var deadline = DeadlineOf(figures.DayZero);
        return returned.On is { } on ? (on <= deadline ? IhaOutcome.InTime : IhaOutcome.Late)
            : today > deadline ? IhaOutcome.NotReturned
            : IhaOutcome.NotYetDue;
    }

    /// <summary>The statutory day of a case: its 20th working day.</summary>
    public DateOnly DeadlineOf(DateOnly dayZero)
    {
        if (!deadlines.TryGetValue(dayZero, out var deadline))
        {
            deadlines[dayZero] = deadline = calendar.Add(dayZero, StatutoryWorkingDays);
        }

        return deadline;
    }
}
