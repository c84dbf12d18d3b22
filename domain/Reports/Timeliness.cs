using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.KeyDates;

namespace IntegrationHub.Domain.Reports;

/// <summary>A stretch between two key dates.</summary>
public sealed record Leg(KeyDate From, KeyDate To)
{
    /// <summary>From each key date to the next, and the whole way.</summary>
    public static IReadOnlyList<Leg> All { get; } =
    [
        new(KeyDate.BecameLookedAfter, KeyDate.HealthNotified),
        new(KeyDate.HealthNotified, KeyDate.ConsentAndPaperworkReceived),
        new(KeyDate.ConsentAndPaperworkReceived, KeyDate.AssessmentAttended),
        new(KeyDate.AssessmentAttended, KeyDate.SummaryAndPlanReturned),
        new(KeyDate.BecameLookedAfter, KeyDate.SummaryAndPlanReturned),
    ];
}

/// <summary>How long a leg took.</summary>
public sealed record LegSpread(Leg Leg, Spread WorkingDays, Spread CalendarDays);

/// <summary>Counts Initial Health Assessments case by case; what it keeps grows with months, pathways and teams, not with cases.</summary>
public sealed class Timeliness(ReportPeriod period, DateOnly today, WorkingDays calendar)
{
    /// <summary>The share in time that boards aim at, in per cent.</summary>
    public const int AmbitionPercent = 95;

    private readonly IhaOutcomes outcomes = new(today, calendar);
    private readonly Dictionary<DateOnly, IhaCounts> months = period.Months().ToDictionary(month => month, _ => new IhaCounts());
    private readonly SortedDictionary<string, IhaCounts> pathways = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, IhaCounts> teams = new(StringComparer.Ordinal);

    // Few distinct pairs of days; counting working days for each case anew would take longer than reading it.
    private readonly Dictionary<(DateOnly From, DateOnly To), int> counted = [];

    public ReportPeriod Period => period;

    public IhaCounts Total { get; } = new();

    /// <summary>Each month of the period, by its first day.</summary>
    public IReadOnlyDictionary<DateOnly, IhaCounts> Months => months;

    public IReadOnlyDictionary<string, IhaCounts> Pathways => pathways;

    /// <summary>By <see cref="CaseFigures.Team"/>; "" for cases without one.</summary>
    public IReadOnlyDictionary<string, IhaCounts> Teams => teams;

    public IReadOnlyList<LegSpread> Legs { get; } = [.. Leg.All.Select(leg => new LegSpread(leg, new Spread(), new Spread()))];

    public BreachCounts Breaches { get; } = new();

    /// <summary>Counts a case whose day 0 lies in the period; passes over all others.</summary>
    public void Add(CaseFigures figures)
    {
        if (!period.Contains(figures.DayZero))
        {
            return;
        }

        var outcome = outcomes.Of(figures);
        Total.Add(outcome);
        months[ReportPeriod.FirstOf(figures.DayZero)].Add(outcome);
        In(pathways, figures.Pathway).Add(outcome);
        In(teams, figures.Team ?? "").Add(outcome);
        foreach (var leg in Legs)
        {
            Measure(leg, figures);
        }

        Breaches.Add(figures);
    }

    private static IhaCounts In(SortedDictionary<string, IhaCounts> groups, string group) =>
        groups.TryGetValue(group, out var counts) ? counts : groups[group] = new IhaCounts();

    /// <summary>A date that came before the one that goes before it counts as no time at all.</summary>
    private void Measure(LegSpread spread, CaseFigures figures)
    {
        if (figures.MetOn(spread.Leg.From) is { } from && figures.MetOn(spread.Leg.To) is { } to)
        {
            spread.CalendarDays.Add(Math.Max(0, to.DayNumber - from.DayNumber));
            spread.WorkingDays.Add(WorkingDaysBetween(from, to));
        }
    }

    private int WorkingDaysBetween(DateOnly from, DateOnly to)
    {
        if (!counted.TryGetValue((from, to), out var days))
        {
            counted[(from, to)] = days = calendar.Between(from, to);
        }

        return days;
    }
}
