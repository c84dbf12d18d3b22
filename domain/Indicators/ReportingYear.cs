using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;

namespace IntegrationHub.Domain.Indicators;

/// <summary>A year of the statutory return: 1 April to 31 March, named by the year in which it ends.</summary>
/// <param name="Ending">2027 is 1 April 2026 to 31 March 2027.</param>
public readonly record struct ReportingYear(int Ending)
{
    /// <summary>1 April.</summary>
    public DateOnly FirstDay => new(Ending - 1, 4, 1);

    /// <summary>31 March.</summary>
    public DateOnly LastDay => new(Ending, 3, 31);

    /// <summary>The year that a day lies in.</summary>
    public static ReportingYear Of(DateOnly day) => new(day.Month >= 4 ? day.Year + 1 : day.Year);

    public bool Contains(DateOnly? day) => day >= FirstDay && day <= LastDay;

    /// <summary>
    /// Whether the child was looked after without a break for at least 12 months at the end of the year: from the first day or
    /// earlier, and still at the end of the last one. X1 does not end care. A series of short breaks (V3, V4) is left out, as
    /// the return's guidance does. Legal status and day 0 are those of the last day, whatever came after it.
    /// </summary>
    public bool IsCoveredBy(CaseState state) =>
        state.Exists && state.DayZeroOn(LastDay) <= FirstDay
        && (state.Ceased is null || state.Ceased.On > LastDay)
        && !Ssda903.ShortBreaks.Contains(LegalStatuses.On(state.LegalStatuses, LastDay) ?? "");
}
