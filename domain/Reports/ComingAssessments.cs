using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Reviews;

namespace IntegrationHub.Domain.Reports;

/// <summary>Which open cases have an assessment, initial or review, that is overdue or becomes due.</summary>
public sealed class ComingAssessments(DateOnly today, WorkingDays calendar)
{
    /// <summary>How far it looks ahead: two weeks.</summary>
    public const int WorkingDaysAhead = 10;

    /// <summary>In place of a problem: cases with an assessment that is overdue.</summary>
    public const string Overdue = "assessment-overdue";

    /// <summary>In place of a problem: cases with an assessment that becomes due.</summary>
    public const string BecomingDue = "assessment-becoming-due";

    private readonly IhaOutcomes outcomes = new(today, calendar);
    private readonly DateOnly soon = calendar.Add(today, WorkingDaysAhead);

    /// <summary>Its day has passed without both documents.</summary>
    public bool IsOverdue(CaseFigures figures) =>
        figures.CeasedOn is null && (outcomes.Of(figures) == IhaOutcome.NotReturned || Waiting(figures).Any(review => review.DueOn < today));

    /// <summary>It isn't done, and due today or within the next ten working days.</summary>
    public bool IsBecomingDue(CaseFigures figures) =>
        figures.CeasedOn is null
        && ((outcomes.Of(figures) == IhaOutcome.NotYetDue && outcomes.DeadlineOf(figures.DayZero) <= soon) || Waiting(figures).Any(review => review.DueOn >= today && review.DueOn <= soon));

    private static IEnumerable<ReviewFigure> Waiting(CaseFigures figures) => figures.Reviews.Where(review => review.Outcome is ReviewOutcome.Open or ReviewOutcome.Planned);
}
