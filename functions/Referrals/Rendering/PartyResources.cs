using System.Globalization;
using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.Identifiers;
using IntegrationHub.Functions.Referrals.Terminology;
using IntegrationHub.Functions.Storage;
using Contact = IntegrationHub.Domain.Cases.Contact;

namespace IntegrationHub.Functions.Referrals.Rendering;

/// <summary>A contact with the id of its resources.</summary>
internal sealed record IdentifiedContact(string Id, Contact Contact)
{
    public bool IsProfessional => ContactRoles.Professional.Contains(Contact.Role);
}

/// <summary>
/// Organisations by their codes, and the people on a case: the council's as Practitioner with PractitionerRole, those of the
/// child's own life as RelatedPerson.
/// </summary>
internal static class PartyResources
{
    /// <param name="code">Council code (three digits) or ODS code.</param>
    /// <param name="concepts">Name and ODS code come from its mapping; without one there is no name.</param>
    public static Organization OrganizationOf(string code, HubConcepts concepts)
    {
        var isCouncil = LocalAuthorityCode.TryParse(code, out _);
        var mapped = concepts.Organisation(code);
        return new Organization
        {
            Id = code,
            Meta = new Meta { Profile = [FhirSystems.Profile(Organization.TypeName)] },
            Identifier =
            [
                new Identifier { System = isCouncil ? FhirSystems.LocalAuthorityCode : FhirSystems.OdsOrganisationCode, Value = code },
                .. mapped?.OdsCode is { } ods ? new[] { new Identifier { System = FhirSystems.OdsOrganisationCode, Value = ods } } : [],
            ],
            Active = true,
            Type = [concepts.Of(FhirSystems.OrganizationRole, isCouncil ? PartyCodes.Council : PartyCodes.HealthProvider)],
            Name = mapped?.Name,
        };
    }

    /// <summary>
    /// The contacts of a case. The id is the case's and the role; the second of a role has <c>-2</c> behind it, and so on:
    /// a child may have two parents.
    /// </summary>
    public static IReadOnlyList<IdentifiedContact> ContactsOf(CaseState state) =>
        [.. Suffixes(state.Contacts).Zip(state.Contacts, (suffix, contact) => new IdentifiedContact($"{state.Header.CaseId}.{suffix}", contact))];

    /// <summary>What the id of each contact has behind the case id.</summary>
    public static IEnumerable<string> Suffixes(IReadOnlyList<Contact> contacts) =>
        contacts.Select((contact, index) => contacts.Take(index).Count(earlier => earlier.Role == contact.Role) switch
        {
            0 => contact.Role,
            var earlier => string.Create(CultureInfo.InvariantCulture, $"{contact.Role}-{earlier + 1}"),
        });

    public static Practitioner PractitionerOf(StoredCase stored, IdentifiedContact person) => new()
    {
        Id = person.Id,
        Meta = Fhir.MetaOf(stored, Practitioner.TypeName),
        Active = true,
        Name = NameOf(person.Contact),
        Telecom = [.. TelecomOf(person.Contact, "work")],
    };

    public static PractitionerRole PractitionerRoleOf(StoredCase stored, IdentifiedContact person, HubConcepts concepts) => new()
    {
        Id = person.Id,
        Meta = Fhir.MetaOf(stored, PractitionerRole.TypeName),
        Active = true,
        Practitioner = Fhir.Reference(Practitioner.TypeName, person.Id),
        Organization = Fhir.Reference(Organization.TypeName, stored.State.Header.LocalAuthority),
        Code = [concepts.Of(FhirSystems.ContactRole, person.Contact.Role)],
        Telecom = [.. TelecomOf(person.Contact, "work")],
    };

    public static RelatedPerson RelatedPersonOf(StoredCase stored, IdentifiedContact person) => new()
    {
        Id = person.Id,
        Meta = Fhir.MetaOf(stored, RelatedPerson.TypeName),
        Active = true,
        Patient = Fhir.Reference(Patient.TypeName, stored.State.Header.CaseId),
        Relationship =
        [
            person.Contact.Role == ContactRoles.Parent
                ? Fhir.Concept(FhirSystems.RoleCode, "PRN", "parent")
                : Fhir.Concept(FhirSystems.PersonRelationship, "Carer", "Carer of patient"),
        ],
        Name = NameOf(person.Contact),
        Telecom = [.. TelecomOf(person.Contact, null)],
    };

    private static HumanName[]? NameOf(Contact contact) => contact.Name is null ? null : [new HumanName { Text = contact.Name }];

    private static IEnumerable<ContactPoint> TelecomOf(Contact contact, string? use)
    {
        if (contact.Email is { } email)
        {
            yield return new ContactPoint { System = "email", Value = email, Use = use };
        }

        if (contact.Phone is { } phone)
        {
            yield return new ContactPoint { System = "phone", Value = phone, Use = use };
        }
    }
}
