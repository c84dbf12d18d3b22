using System.Globalization;
using System.Text;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Identifiers;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Indicators;

/// <summary>FHIR ids of what the health team states. An id comes from what is said, so the same said again, by FHIR or by JSON, is the same Observation.</summary>
internal static class ObservationIds
{
    /// <summary>The statement under the id that follows from it.</summary>
    public static HealthIndicatorRecorded WithId(CaseId caseId, HealthIndicatorRecorded said) =>
        said with { ObservationId = $"{caseId.Value}.o{DocumentStore.HashOf(Encoding.UTF8.GetBytes(TextOf(said)))[..24]}" };

    private static string TextOf(HealthIndicatorRecorded said) => string.Create(
        CultureInfo.InvariantCulture,
        $"{said.Indicator}|{said.On:yyyy-MM-dd}|{said.Yes}|{said.Score}|{said.Reason}|{said.Status}|{said.Issued:O}|{said.Resource}");
}
