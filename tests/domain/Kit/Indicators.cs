using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;

namespace IntegrationHub.Domain.Tests.Kit;

/// <summary>Statements of the health team, as they stand in facts.</summary>
internal static class Indicators
{
    public static HealthIndicatorRecorded Flag(string indicator, string on, bool yes = true, DateTimeOffset? issued = null) => new(
        $"{indicator}-{on}-{yes}-{issued:O}", indicator, Moments.Day(on), yes, null, null, ObservationStatuses.Final, issued);

    public static HealthIndicatorRecorded Score(string on, int score, DateTimeOffset? issued = null) => new(
        $"score-{on}-{score}-{issued:O}", HealthIndicators.Sdq, Moments.Day(on), null, score, null, ObservationStatuses.Final, issued);

    public static HealthIndicatorRecorded Reason(string on, string reason) => new(
        $"reason-{on}-{reason}", HealthIndicators.Sdq, Moments.Day(on), null, null, reason, ObservationStatuses.Final);

    /// <summary>Recorded without a message of its own, as everything that the health team sends.</summary>
    public static Chronology Stated(this Chronology so, DateTimeOffset recordedAt, params HealthIndicatorRecorded[] said) => said.Aggregate(so, (known, data) =>
    {
        var number = known.Facts.Count + 1;
        return known with
        {
            Facts = known.Facts.Add(new Fact(
                number, data.Issued ?? recordedAt, recordedAt, new Origin("RXQ", "sender", null, null, null, $"commit-{number}", "trace"), data)),
        };
    });

    public static Chronology Stated(this Chronology so, string recordedOn, params HealthIndicatorRecorded[] said) => so.Stated(Moments.Morning(recordedOn), said);
}
