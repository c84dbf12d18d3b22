using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Functions.Storage;
using Address = IntegrationHub.Contracts.Fhir.Address;

namespace IntegrationHub.Functions.Referrals.Rendering;

/// <summary>The child as UKCore-Patient.</summary>
internal static class PatientResource
{
    public static Patient Of(StoredCase stored)
    {
        var child = stored.State.Child;
        return new Patient
        {
            Id = stored.State.Header.CaseId,
            Meta = Fhir.MetaOf(stored, Patient.TypeName),
            Extension = [.. Extensions(child)],
            Identifier = [.. Identifiers(stored.State)],
            Active = true,
            Name = NameOf(child),
            Gender = child.Sex switch { "M" => "male", "F" => "female", _ => "unknown" },
            BirthDate = Fhir.Date(child.DateOfBirth),
            Address = [.. Addresses(stored.State)],
            Contact = child.SchoolUrn is null ? null : [School(child.SchoolUrn)],
            Communication = child.InterpreterLanguage is null ? null :
            [
                new Patient.CommunicationComponent { Language = Fhir.Concept("urn:ietf:bcp:47", child.InterpreterLanguage), Preferred = true },
            ],
            GeneralPractitioner = child.GpPractice is null ? null :
            [
                new ResourceReference { Type = Organization.TypeName, Identifier = new Identifier { System = FhirSystems.OdsOrganisationCode, Value = child.GpPractice } },
            ],
        };
    }

    /// <summary>Null while nobody said it: SSDA903 holds no names.</summary>
    private static IReadOnlyList<HumanName>? NameOf(ChildDetails child) => child.FamilyName is null && child.GivenName is null
        ? null
        : [new HumanName { Use = "official", Family = child.FamilyName, Given = child.GivenName?.Split(' ', StringSplitOptions.RemoveEmptyEntries) }];

    private static IEnumerable<Identifier> Identifiers(CaseState state)
    {
        if (state.Child.NhsNumber is { } number)
        {
            yield return new Identifier { Extension = [Verification(state.Child)], System = FhirSystems.NhsNumber, Value = number };
        }

        yield return new Identifier { System = FhirSystems.ChildReference(state.Header.LocalAuthority), Value = state.Header.LocalId };
    }

    /// <summary>The home address, and where the child is placed now.</summary>
    private static IEnumerable<Address> Addresses(CaseState state)
    {
        if (state.Child.Address is { } home)
        {
            yield return new Address { Use = "home", Line = home.Lines, PostalCode = home.Postcode };
        }

        if (state.Care.Placement?.Postcode is { } postcode)
        {
            yield return new Address
            {
                Use = "temp",
                Type = "physical",
                Text = $"Placement, {postcode}",
                PostalCode = postcode,
                Period = new Period { Start = Fhir.Date(state.Care.Placement.StartedOn) },
            };
        }
    }

    private static Patient.ContactComponent School(string urn) => new()
    {
        Relationship = [Fhir.Text("School")],
        Organization = new ResourceReference
        {
            Type = Organization.TypeName,
            Identifier = new Identifier { System = FhirSystems.SchoolUrn, Value = urn },
        },
    };

    private static Extension Verification(ChildDetails child)
    {
        var status = child.NhsNumberStatus ?? NhsNumberStatuses.NotTraced;
        return new Extension
        {
            Url = FhirSystems.VerificationStatusExtension,
            ValueCodeableConcept = Fhir.Concept(FhirSystems.VerificationStatus, status, NhsNumberStatuses.All[status]),
        };
    }

    private static IEnumerable<Extension> Extensions(ChildDetails child)
    {
        if (child.Ethnicity is not null && Ssda903.EthnicityToNhs.TryGetValue(child.Ethnicity, out var category))
        {
            yield return new Extension { Url = FhirSystems.EthnicCategoryExtension, ValueCodeableConcept = Fhir.Concept(FhirSystems.EthnicCategory, category, EthnicCategories.All[category]) };
        }

        if (child.InterpreterLanguage is not null)
        {
            yield return new Extension { Url = FhirSystems.InterpreterRequiredExtension, ValueBoolean = true };
        }

        if (child.NhsNumber is null)
        {
            yield return new Extension
            {
                Url = FhirSystems.UnavailableReasonExtension,
                ValueCodeableConcept = Fhir.Concept(FhirSystems.UnavailableReason, "nhs-number-not-known", "NHS number not known") with
                {
                    Text = NhsNumberStatuses.All.GetValueOrDefault(child.NhsNumberStatus ?? ""),
                },
            };
        }
    }
}
