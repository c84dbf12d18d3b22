using IntegrationHub.Domain.Identifiers;
using IntegrationHub.Functions.Referrals.Shape;
using IntegrationHub.Functions.Security;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Referrals.Search;

/// <summary>A resource that a search found, as it stood at the search's horizon.</summary>
/// <param name="Version">FHIR <c>versionId</c> at the horizon.</param>
internal sealed record SearchMatch(CaseId CaseId, string ResourceId, int Version, DateTimeOffset LastUpdated);

/// <summary>What a search found.</summary>
/// <param name="Horizon">Everything committed with <c>lastUpdated</c> up to this instant has been seen, nothing later is shown.</param>
/// <param name="Matches">In the order asked for.</param>
/// <param name="Faults">Parameters that can't be understood; with any, nothing was searched.</param>
/// <param name="Unknown">Names of parameters that the hub doesn't know.</param>
internal sealed record SearchOutcome(
    DateTimeOffset Horizon, IReadOnlyList<SearchMatch> Matches, IReadOnlyList<ShapeFault> Faults, IReadOnlyList<string> Unknown);

/// <summary>Searches the resources of the cases that a caller sees.</summary>
internal sealed class FhirSearch(CaseStore cases)
{
    /// <summary>Runs a search to its end, without paging.</summary>
    /// <param name="type">Resource type.</param>
    /// <param name="parameters">As in a query string, decoded.</param>
    public Task<SearchOutcome> Find(Caller caller, string type, IReadOnlyList<KeyValuePair<string, string>> parameters, CancellationToken cancel) =>
        throw new InvalidOperationException($"{cases}{type}: {parameters.Count}, {caller.Organisation}, {cancel.CanBeCanceled}");
}
