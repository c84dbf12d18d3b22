using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.KeyDates;

namespace IntegrationHub.Domain.Indicators;

/// <summary>Whether a child had a statutory health assessment in a year: the hub knows, nobody needs to send it.</summary>
public static class AssessedInYear
{
    public static bool Of(CaseState state, ReportingYear year) => AssessedOn(state).Any(day => year.Contains(day));

    /// <summary>The days on which the child was seen for a statutory assessment.</summary>
    private static IEnumerable<DateOnly> AssessedOn(CaseState state) =>
        KeyDateStandings.MetOn(state, KeyDate.AssessmentAttended) is { } attended ? [attended] : [];
}
