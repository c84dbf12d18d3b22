namespace IntegrationHub.Domain.Reports;

/// <summary>What a figure of a report means.</summary>
/// <param name="Figure">Its name in the report.</param>
/// <param name="Text">In a sentence that can stand beside it.</param>
public sealed record ReportDefinition(string Figure, string Text);

/// <summary>The definitions that stand beside the figures, the same in JSON, CSV and on pages.</summary>
public static class ReportDefinitions
{
    public static IReadOnlyList<ReportDefinition> BreachReasons { get; } =
    [
        new("count", "Cases that became looked after in the period, for each key date with this reason: the reason recorded last for that key date, or the one that the hub proposes where nobody recorded one."),
        new("proposed", "Those of the count that the hub proposes (the notification came after it was due) and nobody has recorded yet."),
    ];

    public static IReadOnlyList<ReportDefinition> Timeliness { get; } =
    [
        new("becameLookedAfter", "Cases whose day 0 lies in the period: the day care began, or the day short breaks became more than short breaks. It is the sum of in time, late, not returned, not yet due, replaced by a CEHA and not required."),
        new("inTime", "Initial Health Assessments of which both the summary and the health care plan were back with social care by the 20th working day after day 0 (working days: Monday to Friday without the bank holidays of England and Wales)."),
        new("late", "Both documents are back, the later of them after the 20th working day."),
        new("notReturned", "The 20th working day has passed and not both documents are back; also where care ended after that day without them."),
        new("notInTime", "Late or not returned."),
        new("notYetDue", "Not both documents are back and the 20th working day has not passed: neither in time nor a failure, and in no share."),
        new("replacedByCeha", "A Care Entry Health Assessment was signed off instead. It is not an Initial Health Assessment, and in no share."),
        new("notRequired", "No assessment is required (short breaks, an earlier assessment is used, care ended before it was due): in no share."),
        new("decided", "In time, late or not returned: the denominator of both shares."),
        new("returned", "In time or late: done at all."),
        new("inTimePercent", "In time, of those decided, in per cent. The ambition is 95."),
        new("returnedPercent", "Done at all, of those decided, in per cent. Differs from in time by those that were late."),
        new("legs", "Days from one key date to the next where both are met, of the cases that became looked after in the period: the median (mean of the middle two) and the 90th percentile (nearest rank), in working days and in calendar days. A date that came before the one that goes before it counts as 0 days."),
        .. BreachReasons,
    ];

    public static IReadOnlyList<ReportDefinition> Caseload { get; } =
    [
        new("lookedAfterNow", "Children looked after today: day 0 has come and care has not ended by the end of today. Without children on short breaks."),
        new("onShortBreaks", "Open cases of children who are on short breaks (legal status V3 or V4) today; they are in no other figure of this report."),
        new("started", "Children whose day 0 lies in the month: the day care began, or the day short breaks became more than short breaks."),
        new("ceased", "Children whose care ended in the month."),
        new("atEnd", "Children looked after at the end of the month's last day, or of the last day of the period: those of the month before, and started, without ceased."),
    ];

    public static IReadOnlyList<ReportDefinition> Reviews { get; } =
    [
        new("due", "Review health assessments whose statutory day lies in the period: every six months before the fifth birthday, every twelve months after. It is the sum of in time, late, not done, not yet due, refused and ended. While one is open, none after it is counted: when that is due depends on when the open one is done."),
        new("inTime", "Reviews of which both the summary and the health care plan were back with social care by the day they were due."),
        new("late", "Both documents are back; the later of them came after that day."),
        new("notDone", "The day has passed without both documents: still open, or a later review took its place, or care ended after that day."),
        new("notInTime", "Late or not done."),
        new("notYetDue", "Not both documents are back and the day has not passed: in no share."),
        new("refused", "Declined as often as the policy says: in no share."),
        new("ended", "Care ended, or became short breaks, before it was due: in no share."),
        new("decided", "In time, late or not done: the denominator of both shares."),
        new("done", "In time or late: done at all."),
        new("inTimePercent", "In time, of those decided, in per cent."),
        new("donePercent", "Done at all, of those decided, in per cent."),
    ];

    public static IReadOnlyList<ReportDefinition> DataQuality { get; } =
    [
        new("openCases", "Cases whose care has not ended and whose day 0 lies in the period; all other figures are about these."),
        new("withProblems", "Open cases with at least one of the problems listed."),
        new("overdue", "Open cases with an assessment, initial or review, whose day has passed without both documents."),
        new("becomingDue", "Open cases with an assessment that is not done and is due today or within the next ten working days."),
        .. DataProblems.All,
    ];

    public static IReadOnlyList<ReportDefinition> AuditSample { get; } =
    [
        new("population", "Cases whose day 0 lies in the period and whose Initial Health Assessment is back, in time or late."),
        new("cases", "Drawn at random from the population: the same seed draws the same cases from the same population."),
        new("questions", "The hub's own questions, after the six statutory headings of the health care plan and what the statutory guidance asks of an assessment."),
    ];
}
