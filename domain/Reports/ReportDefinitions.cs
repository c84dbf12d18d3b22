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
}
