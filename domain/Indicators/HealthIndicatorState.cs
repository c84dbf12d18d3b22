using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;

namespace IntegrationHub.Domain.Indicators;

/// <summary>A statement of the health team on one indicator.</summary>
/// <param name="SaidAt">When it was said, as far as it goes: when it was issued, never later than the hub learnt it.</param>
public sealed record HealthIndicatorState(HealthIndicatorRecorded Recorded, DateTimeOffset SaidAt, DateTimeOffset RecordedAt)
{
    public string Indicator => Recorded.Indicator;

    /// <summary>The day it is about.</summary>
    public DateOnly On => Recorded.On;
}

/// <summary>Which statements hold: of several on one indicator and one day, the one that was said last.</summary>
public static class HealthIndicatorStandings
{
    /// <summary>The statements with one more; the same statement again changes nothing.</summary>
    public static IReadOnlyList<HealthIndicatorState> With(IReadOnlyList<HealthIndicatorState> known, HealthIndicatorRecorded data, Fact fact) =>
        known.Any(other => other.Recorded.ObservationId == data.ObservationId)
            ? known
            : [.. known, new HealthIndicatorState(data, data.Issued < fact.RecordedAt ? data.Issued.Value : fact.RecordedAt, fact.RecordedAt)];

    /// <summary>Every statement that holds, in the order of the indicators, the latest day first.</summary>
    public static IReadOnlyList<HealthIndicatorState> Of(CaseState state) =>
    [
        .. state.Indicators.GroupBy(said => (said.Indicator, said.On)).Select(Last)
            .OrderBy(said => Place(said.Indicator)).ThenByDescending(said => said.On),
    ];

    /// <summary>Whether a statement still holds.</summary>
    public static bool Holds(CaseState state, HealthIndicatorState said) =>
        Last(state.Indicators.Where(other => other.Indicator == said.Indicator && other.On == said.On)) == said;

    // Said at the same moment: the one that the hub learnt later, and it stands later in the list.
    private static HealthIndicatorState Last(IEnumerable<HealthIndicatorState> said) =>
        said.OrderBy(one => one.SaidAt).ThenBy(one => one.RecordedAt).Last();

    private static int Place(string indicator) => HealthIndicators.All.ToList().IndexOf(indicator);
}
