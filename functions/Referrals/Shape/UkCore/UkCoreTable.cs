namespace IntegrationHub.Functions.Referrals.Shape.UkCore;

/// <summary>The codes of one system; null <paramref name="Codes"/> when the hub has no list of them and takes any.</summary>
internal sealed record UkCoreCodes(string System, IReadOnlyList<string>? Codes);

/// <summary>An extension that UK Core uses and the hub knows.</summary>
/// <param name="Url">Its canonical URL.</param>
/// <param name="On">The elements it may stand on.</param>
/// <param name="Value">The JSON member that holds its value.</param>
/// <param name="Codes">The systems whose codes are known.</param>
/// <param name="IsRequired">True when one of the codings must be of these systems (a required binding).</param>
internal sealed record UkCoreExtension(string Url, IReadOnlyList<string> On, string Value, IReadOnlyList<UkCoreCodes> Codes, bool IsRequired = false);

/// <summary>UK Core STU2 (2.0.0): its extensions and value sets that bear on a child, an organisation, an appointment or a referral.</summary>
internal static class UkCoreTable
{
    private const string Definition = "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-";
    private const string System = "https://fhir.hl7.org.uk/CodeSystem/UKCore-";
    private const string V3 = "http://terminology.hl7.org/CodeSystem/v3-";
    private const string Concept = "valueCodeableConcept";

    /// <summary>Each of them may stand at most once on an element.</summary>
    public static IReadOnlyList<UkCoreExtension> Extensions { get; } =
    [
        new(Definition + "NHSNumberVerificationStatus", ["Patient.identifier"], Concept,
            [
                new(System + "NHSNumberVerificationStatusEngland", ["01", "02", "03", "04", "05", "06", "07", "08"]),
                new(System + "NHSNumberVerificationStatusWales", null),
                new(V3 + "NullFlavor", ["NI"]),
            ], IsRequired: true),
        new(Definition + "BirthSex", ["Patient"], Concept,
            [new(V3 + "AdministrativeGender", ["M", "F", "UN"]), new(V3 + "NullFlavor", ["UNK"])], IsRequired: true),
        new(Definition + "EthnicCategory", ["Patient"], Concept,
            [new(System + "EthnicCategoryEngland", ["A", "B", "C", "D", "E", "F", "G", "H", "J", "K", "L", "M", "N", "P", "R", "S", "Z", "99"])]),
        new(Definition + "NHSNumberUnavailableReason", ["Patient"], Concept,
            [new(System + "NHSNumberUnavailableReason", ["nhs-number-not-known", "overseas-patient", "devolved-nation"])]),
        new(Definition + "ResidentialStatus", ["Patient"], Concept, []),
        new("http://hl7.org/fhir/StructureDefinition/patient-interpreterRequired", ["Patient"], "valueBoolean", []),
        new(Definition + "ContactRank", ["Patient.contact"], "valuePositiveInt", []),
        new(Definition + "DeliveryChannel", ["Appointment", "Slot"], Concept,
            [new(System + "DeliveryChannel", ["In-person", "Telephone", "Video"])]),
        new(Definition + "BookingOrganization", ["Appointment"], "valueReference", []),
        new(Definition + "SourceOfServiceRequest", ["ServiceRequest"], Concept, []),
    ];
}
