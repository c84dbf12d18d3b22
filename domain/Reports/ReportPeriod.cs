namespace IntegrationHub.Domain.Reports;

/// <summary>The days that a report is about, both included.</summary>
public sealed record ReportPeriod(DateOnly From, DateOnly To)
{
    /// <summary>How many months one may span: ten years.</summary>
    public const int MostMonths = 120;

    /// <summary>The month of a day and the eleven before it.</summary>
    public static ReportPeriod YearTo(DateOnly day) => new(FirstOf(day).AddMonths(-11), day);

    public bool Contains(DateOnly day) => From <= day && day <= To;

    /// <summary>First days of the months that it touches, in order.</summary>
    public IEnumerable<DateOnly> Months()
    {
        for (var month = FirstOf(From); month <= To; month = month.AddMonths(1))
        {
            yield return month;
        }
    }

    /// <summary>The part of a month that lies in it.</summary>
    /// <param name="month">First day of the month.</param>
    public ReportPeriod Within(DateOnly month)
    {
        var last = month.AddMonths(1).AddDays(-1);
        return new ReportPeriod(month < From ? From : month, last > To ? To : last);
    }

    public static DateOnly FirstOf(DateOnly day) => new(day.Year, day.Month, 1);
}
