namespace IntegrationHub.Domain.Reports;

/// <summary>How many children were looked after in a month.</summary>
/// <param name="Started">Whose day 0 lies in it.</param>
/// <param name="Ceased">Whose care ended in it.</param>
/// <param name="AtEnd">Looked after at the end of its last day, or of today.</param>
public sealed record CaseloadMonth(DateOnly Month, int Started, int Ceased, int AtEnd);

/// <summary>
/// Counts children looked after: from day 0 until the day care ended, not at the end of that day. Who is on short breaks, or never was more, is counted
/// apart. What it keeps grows with the months of the period.
/// </summary>
public sealed class Caseload(ReportPeriod period, DateOnly today)
{
    private readonly Dictionary<DateOnly, int> started = [];
    private readonly Dictionary<DateOnly, int> ceased = [];
    private int before;

    /// <summary>Looked after today.</summary>
    public int Now { get; private set; }

    /// <summary>On short breaks today: not looked after in the sense of this report.</summary>
    public int OnShortBreaks { get; private set; }

    public void Add(CaseFigures figures)
    {
        var isOpen = figures.IsOpenOn(today);
        if (figures.IsOnShortBreaks)
        {
            OnShortBreaks += isOpen ? 1 : 0;
            return;
        }

        Now += isOpen ? 1 : 0;
        if (figures.DayZero < period.From)
        {
            before += figures.CeasedOn < period.From ? 0 : 1;
        }

        Count(started, figures.DayZero);
        Count(ceased, figures.CeasedOn);
    }

    /// <summary>Each month of the period.</summary>
    public IReadOnlyList<CaseloadMonth> Months()
    {
        var months = new List<CaseloadMonth>();
        foreach (var month in period.Months())
        {
            var (began, ended) = (started.GetValueOrDefault(month), ceased.GetValueOrDefault(month));
            months.Add(new CaseloadMonth(month, began, ended, (months.Count == 0 ? before : months[^1].AtEnd) + began - ended));
        }

        return months;
    }

    private void Count(Dictionary<DateOnly, int> months, DateOnly? day)
    {
        if (day is { } on && period.Contains(on))
        {
            var month = ReportPeriod.FirstOf(on);
            months[month] = months.GetValueOrDefault(month) + 1;
        }
    }
}
