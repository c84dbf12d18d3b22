using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Domain.Identifiers;
using IntegrationHub.Functions.Storage;
using Contact = IntegrationHub.Domain.Cases.Contact;

namespace IntegrationHub.Functions.Referrals.Rendering;

/// <summary>Organisations by their codes, and the council's people on a case as Practitioners.</summary>
internal static class PartyResources
{
    /// <param name="code">Council code (three digits) or ODS code.</param>
    public static Organization OrganizationOf(string code) => new()
    {
        Id = code,
        Meta = new Meta { Profile = [FhirSystems.Profile(Organization.TypeName)] },
        Identifier =
        [
            new Identifier
            {
                System = LocalAuthorityCode.TryParse(code, out _) ? FhirSystems.LocalAuthorityCode : FhirSystems.OdsOrganisationCode,
                Value = code,
            },
        ],
        Active = true,
    };

    /// <summary>Id of a contact's Practitioner: the case and the role.</summary>
    public static string PractitionerId(StoredCase stored, Contact contact) => $"{stored.State.Header.CaseId}.{contact.Role}";

    public static Practitioner PractitionerOf(StoredCase stored, Contact contact) => new()
    {
        Id = PractitionerId(stored, contact),
        Meta = Fhir.MetaOf(stored, Practitioner.TypeName),
        Active = true,
        Name = contact.Name is null ? null : [new HumanName { Text = contact.Name }],
        Telecom =
        [
            .. contact.Email is null ? [] : new[] { new ContactPoint { System = "email", Value = contact.Email, Use = "work" } },
            .. contact.Phone is null ? [] : new[] { new ContactPoint { System = "phone", Value = contact.Phone, Use = "work" } },
        ],
    };
}
