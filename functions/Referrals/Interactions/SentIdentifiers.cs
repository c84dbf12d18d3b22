using System.Text.Json;
using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Functions.Referrals.Shape;

namespace IntegrationHub.Functions.Referrals.Interactions;

/// <summary>
/// The business identifiers of what the health team sent to a case. A conditional create looks here once more inside the commit, so that two
/// posts at once make one.
/// </summary>
internal static class SentIdentifiers
{
    private const string Parameter = "identifier";

    /// <summary>The resource of the case that fits criteria which name an identifier and nothing else; null when none does.</summary>
    public static string? Find(CaseState state, string type, IReadOnlyList<KeyValuePair<string, string>> criteria) =>
        criteria.Count > 0 && criteria.All(criterion => criterion.Key == Parameter)
            ? Sent(state, type).FirstOrDefault(sent => criteria.All(criterion => Fits(sent.Resource, criterion.Value))).Id
            : null;

    private static IEnumerable<(string Id, string? Resource)> Sent(CaseState state, string type) => type switch
    {
        Appointment.TypeName => state.Appointments.Select(appointment => (appointment.AppointmentId, (string?)appointment.Resource)),
        DocumentReference.TypeName => state.Documents.Select(document => (document.Document.DocumentId, document.Document.Resource)),
        CarePlan.TypeName => state.CarePlans.Select(plan => (plan.CarePlanId, plan.Searched)),
        Observation.TypeName => state.Indicators.Select(said => (said.Recorded.ObservationId, said.Recorded.Resource)),
        _ => [],
    };

    private static bool Fits(string? resource, string tokens)
    {
        if (resource is null)
        {
            return false;
        }

        using var json = JsonDocument.Parse(resource);
        var master = json.RootElement.Get("masterIdentifier"u8);
        var identifiers = json.RootElement.Items("identifier"u8).Concat(master is { } one ? [one] : []).ToList();
        return tokens.Split(',').Any(token => identifiers.Exists(identifier => Fits(identifier, token)));
    }

    /// <summary><c>system|value</c>, <c>|value</c> without a system, <c>value</c> in any.</summary>
    private static bool Fits(JsonElement identifier, string token)
    {
        var bar = token.IndexOf('|', StringComparison.Ordinal);
        var value = token[(bar + 1)..];
        return (bar < 0 || (identifier.Text("system"u8) ?? "") == token[..bar]) && (value.Length == 0 ? bar > 0 : identifier.Text("value"u8) == value);
    }
}
