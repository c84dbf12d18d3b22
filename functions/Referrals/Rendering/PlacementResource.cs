using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Functions.Referrals.Terminology;
using IntegrationHub.Functions.Storage;
using Address = IntegrationHub.Contracts.Fhir.Address;

namespace IntegrationHub.Functions.Referrals.Rendering;

/// <summary>
/// Where the child lives now, as UKCore-Location. The council in whose area it lies doesn't manage it: it is told by
/// <c>partOf</c>, the area as a place, by its council's code; and in words in <c>address.district</c>.
/// </summary>
internal static class PlacementResource
{
    public static string IdOf(string caseId) => $"{caseId}.placement";

    /// <summary>Null while the council has told of no placement.</summary>
    public static Location? Of(StoredCase stored, HubConcepts concepts)
    {
        if (stored.State.Care.Placement is not { } placement)
        {
            return null;
        }

        var area = placement.LocalAuthority is { } council ? concepts.Organisation(council)?.Name ?? $"Local authority {council}" : null;
        return new Location
        {
            Id = IdOf(stored.State.Header.CaseId),
            Meta = Fhir.MetaOf(stored, Location.TypeName),
            Status = "active",
            Name = "Placement",
            Mode = "instance",
            Type = placement.Type is { } type ? [concepts.Of(FhirSystems.PlacementType, type)] : null,
            Address = placement.Postcode is null && area is null ? null : new Address { District = area, PostalCode = placement.Postcode },
            PartOf = placement.LocalAuthority is null ? null : new ResourceReference
            {
                Type = Location.TypeName,
                Identifier = new Identifier { System = FhirSystems.LocalAuthorityCode, Value = placement.LocalAuthority },
                Display = area,
            },
        };
    }
}
