using System.Text.Json;
using IntegrationHub.Functions.Referrals.Shape;

namespace IntegrationHub.Functions.Tests.Referrals.Shape;

public sealed class UkCoreRulesTests
{
    private const string Ext = "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-";
    private const string Cs = "https://fhir.hl7.org.uk/CodeSystem/UKCore-";
    private const string Nhs = "{\"system\":\"https://fhir.nhs.uk/Id/nhs-number\",\"value\":\"9990000018\"}";

    [Theory]
    [InlineData("Patient", $"\"identifier\":[{Nhs}]")]
    [InlineData("Patient", $"\"extension\":[{{\"url\":\"{Ext}BirthSex\",\"valueCodeableConcept\":{{\"coding\":[{{\"system\":\"http://terminology.hl7.org/CodeSystem/v3-NullFlavor\",\"code\":\"UNK\"}}]}}}}]")]
    [InlineData("Patient", $"\"extension\":[{{\"url\":\"{Ext}EthnicCategory\",\"valueCodeableConcept\":{{\"coding\":[{{\"system\":\"{Cs}EthnicCategoryEngland\",\"code\":\"99\"}},{{\"system\":\"urn:x\",\"code\":\"y\"}}]}}}}]")]
    [InlineData("Patient", $"\"extension\":[{{\"url\":\"{Ext}EthnicCategory\",\"valueCodeableConcept\":{{\"text\":\"x\"}}}}]")]
    [InlineData("Patient", "\"extension\":[{\"url\":\"http://hl7.org/fhir/StructureDefinition/patient-interpreterRequired\",\"valueBoolean\":true}]")]
    [InlineData("Patient", "\"extension\":[{\"url\":\"https://a.example.org/unknown\",\"valueString\":\"x\"}]")]
    [InlineData("Practitioner", "\"identifier\":[{\"system\":\"https://fhir.hl7.org.uk/Id/gmc-number\",\"value\":\"1234567\"}]")]
    [InlineData("Organization", "\"identifier\":[{\"system\":\"https://fhir.nhs.uk/Id/ods-organization-code\",\"value\":\"RXQ\"},{\"system\":\"https://fhir.nhs.uk/Id/ods-site-code\",\"value\":\"RXQ01\"}]")]
    public void What_UK_Core_allows_is_not_a_fault(string type, string members) => Assert.Empty(Check(type, members));

    [Theory]
    [InlineData("structure", "X.identifier[1]", "Patient", $"\"identifier\":[{Nhs},{Nhs}]")]
    [InlineData("required", "X.identifier[0].value", "Patient", "\"identifier\":[{\"system\":\"https://fhir.nhs.uk/Id/nhs-number\"}]")]
    [InlineData("value", "X.identifier[0].value", "Patient", "\"identifier\":[{\"system\":\"https://fhir.nhs.uk/Id/nhs-number\",\"value\":\"9990000019\"}]")]
    [InlineData("value", "X.identifier[0].value", "Patient", "\"identifier\":[{\"system\":\"https://fhir.nhs.uk/Id/nhs-number\",\"value\":\"999 000 0018\"}]")]
    [InlineData("value", "X.managingOrganization.identifier.value", "Patient", "\"managingOrganization\":{\"identifier\":{\"system\":\"https://fhir.nhs.uk/Id/ods-organization-code\",\"value\":\"rxq\"}}")]
    [InlineData("value", "X.generalPractitioner[0].identifier.value", "Patient", "\"generalPractitioner\":[{\"identifier\":{\"system\":\"https://fhir.hl7.org.uk/Id/gmc-number\",\"value\":\"C1234567\"}}]")]
    [InlineData("value", "X.identifier[0].value", "Practitioner", "\"identifier\":[{\"system\":\"https://fhir.hl7.org.uk/Id/gmc-number\",\"value\":\"123456\"}]")]
    [InlineData("structure", "X.identifier[1]", "Organization", "\"identifier\":[{\"system\":\"https://fhir.nhs.uk/Id/ods-site-code\",\"value\":\"RXQ01\"},{\"system\":\"https://fhir.nhs.uk/Id/ods-site-code\",\"value\":\"RXQ02\"}]")]
    [InlineData("code-invalid", "X.extension[0].value", "Patient", $"\"extension\":[{{\"url\":\"{Ext}BirthSex\",\"valueCodeableConcept\":{{\"coding\":[{{\"system\":\"urn:x\",\"code\":\"M\"}}]}}}}]")]
    [InlineData("code-invalid", "X.extension[0].value.coding[0].code", "Patient", $"\"extension\":[{{\"url\":\"{Ext}BirthSex\",\"valueCodeableConcept\":{{\"coding\":[{{\"system\":\"http://terminology.hl7.org/CodeSystem/v3-NullFlavor\",\"code\":\"NI\"}}]}}}}]")]
    [InlineData("code-invalid", "X.extension[0].value.coding[0].code", "Patient", $"\"extension\":[{{\"url\":\"{Ext}EthnicCategory\",\"valueCodeableConcept\":{{\"coding\":[{{\"system\":\"{Cs}EthnicCategoryEngland\",\"code\":\"Q\"}}]}}}}]")]
    [InlineData("code-invalid", "X.extension[0].value.coding[0].code", "Patient", $"\"extension\":[{{\"url\":\"{Ext}NHSNumberUnavailableReason\",\"valueCodeableConcept\":{{\"coding\":[{{\"system\":\"{Cs}NHSNumberUnavailableReason\",\"code\":\"lost\"}}]}}}}]")]
    [InlineData("code-invalid", "X.identifier[0].extension[0].value.coding[0].code", "Patient", $"\"identifier\":[{{\"extension\":[{{\"url\":\"{Ext}NHSNumberVerificationStatus\",\"valueCodeableConcept\":{{\"coding\":[{{\"system\":\"{Cs}NHSNumberVerificationStatusEngland\",\"code\":\"09\"}}]}}}}],\"value\":\"x\"}}]")]
    [InlineData("structure", "X.extension[0]", "Patient", $"\"extension\":[{{\"url\":\"{Ext}NHSNumberVerificationStatus\",\"valueCodeableConcept\":{{\"coding\":[{{\"system\":\"{Cs}NHSNumberVerificationStatusEngland\",\"code\":\"01\"}}]}}}}]")]
    [InlineData("structure", "X.extension[0].value", "Patient", "\"extension\":[{\"url\":\"http://hl7.org/fhir/StructureDefinition/patient-interpreterRequired\",\"valueString\":\"true\"}]")]
    [InlineData("required", "X.extension[0].value", "Patient", $"\"extension\":[{{\"url\":\"{Ext}ResidentialStatus\",\"extension\":[{{\"url\":\"x\",\"valueString\":\"x\"}}]}}]")]
    [InlineData("structure", "X.extension[1]", "Patient", $"\"extension\":[{{\"url\":\"{Ext}ResidentialStatus\",\"valueCodeableConcept\":{{\"text\":\"x\"}}}},{{\"url\":\"{Ext}ResidentialStatus\",\"valueCodeableConcept\":{{\"text\":\"x\"}}}}]")]
    [InlineData("structure", "X.extension[0]", "Practitioner", $"\"extension\":[{{\"url\":\"{Ext}DeliveryChannel\",\"valueCodeableConcept\":{{\"text\":\"x\"}}}}]")]
    [InlineData("not-supported", "X.modifierExtension[0]", "Patient", "\"modifierExtension\":[{\"url\":\"https://a.example.org/unknown\",\"valueString\":\"x\"}]")]
    public void Each_kind_of_fault_is_found_at_its_place(string code, string expression, string type, string members)
    {
        var fault = Assert.Single(Check(type, members));

        Assert.Equal((code, expression), (fault.Code, fault.Expression));
    }

    private static IReadOnlyList<ShapeFault> Check(string type, string members) =>
        FhirShape.Check(JsonSerializer.Deserialize<JsonElement>($"{{\"resourceType\":\"{type}\",{members}}}"), "X");
}
