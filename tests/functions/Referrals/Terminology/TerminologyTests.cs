using System.Text;
using System.Text.Json;
using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Contracts.Problems;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.Pathways;
using IntegrationHub.Functions.Referrals;
using IntegrationHub.Functions.Referrals.Shape;
using IntegrationHub.Functions.Referrals.Terminology;

namespace IntegrationHub.Functions.Tests.Referrals.Terminology;

/// <summary>The hub's own code systems are complete, and a mapping file is taken in whole or refused by name.</summary>
public sealed class TerminologyTests
{
    public static TheoryData<string, IEnumerable<string>> Lists => new()
    {
        { FhirSystems.LegalStatus, Ssda903.LegalStatuses.Keys },
        { FhirSystems.CategoryOfNeed, Ssda903.CategoriesOfNeed.Keys },
        { FhirSystems.PlacementType, Ssda903.PlacementTypes.Keys },
        { FhirSystems.ContactRole, ContactRoles.All },
        { FhirSystems.DocumentKind, DocumentKinds.FromCouncil.Union(DocumentKinds.FromHealth).Union(DocumentKinds.FromHub) },
        { FhirSystems.CaseStatus, CaseStatus.All },
        { FhirSystems.Pathway, Enum.GetValues<PathwayCode>().Select(code => new Pathway(code, "").Name) },
        { FhirSystems.ProblemCode, typeof(ProblemCodes).GetFields().Select(constant => (string)constant.GetRawConstantValue()!) },
        { FhirSystems.FactType, FactTypes.All.Where(pair => !NotShown.Contains(pair.Key)).Select(pair => pair.Value) },
    };

    private static readonly Type[] NotShown = [typeof(DocumentCollected), typeof(AlertRaised), typeof(AlertResolved), typeof(AlertAcknowledged), typeof(AlertDelivered)];

    [Theory]
    [MemberData(nameof(Lists))]
    public void A_system_has_exactly_the_codes_that_the_hub_uses(string system, IEnumerable<string> codes) =>
        Assert.Equal(codes.Order(StringComparer.Ordinal), HubTerminology.Find(system)!.Codes.Select(code => code.Code).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_system_is_served_as_a_CodeSystem_with_its_ValueSet()
    {
        Assert.Equal(2 * HubTerminology.Systems.Count, TerminologyResources.All.Count);
        foreach (var system in TerminologyResources.All.OfType<CodeSystem>())
        {
            var values = Assert.IsType<ValueSet>(TerminologyResources.Find("ValueSet", system.Id!));
            Assert.Equal((system.ValueSet, system.Url), (values.Url, values.Compose!.Include!.Single().System));
            Assert.Equal((system.Concept!.Count, "complete", "active", true), (system.Count, system.Content, system.Status, system.CaseSensitive));
        }
    }

    [Fact]
    public void Terminology_is_FHIR_R4()
    {
        foreach (var resource in TerminologyResources.All)
        {
            using var json = JsonDocument.Parse(FhirJson.SerializeToUtf8Bytes(resource));
            Assert.Empty(FhirShape.Check(json.RootElement, resource.ResourceType).Select(fault => $"{fault.Expression}: {fault.Text}"));
        }
    }

    [Fact]
    public void A_health_care_plan_is_a_care_plan_in_SNOMED_CT_too()
    {
        var codings = HubConcepts.BuiltIn.Of(FhirSystems.DocumentKind, DocumentKinds.HealthCarePlan).Coding!;
        Assert.Equal([(FhirSystems.DocumentKind, "health-care-plan"), ("http://snomed.info/sct", "734163000")], codings.Select(coding => (coding.System!, coding.Code!)));
    }

    [Fact]
    public void A_file_adds_codings_behind_the_hubs_own_and_those_built_in()
    {
        var concept = new HubConcepts(Loaded("""
            {"codings":[{"system":"https://fhir.integrationhub.example/CodeSystem/document-kind","code":"health-care-plan","also":[{"system":"https://trust.example/kinds","code":"PLAN"}]}]}
            """)).Of(FhirSystems.DocumentKind, DocumentKinds.HealthCarePlan);
        Assert.Equal(["health-care-plan", "734163000", "PLAN"], concept.Coding!.Select(coding => coding.Code));
    }

    [Theory]
    [InlineData("""[]""", "the whole file")]
    [InlineData("""{"codings":{}}""", "/codings")]
    [InlineData("""{"names":[]}""", "/names")]
    [InlineData("""{"codings":[7]}""", "/codings/0")]
    [InlineData("""{"codings":[{"system":"https://other.example","code":"x","also":[{"system":"urn:x","code":"y"}]}]}""", "/codings/0/system")]
    [InlineData("""{"codings":[{"system":"https://fhir.integrationhub.example/CodeSystem/pathway","code":"none","also":[{"system":"urn:x","code":"y"}]}]}""", "/codings/0/code")]
    [InlineData("""{"codings":[{"system":"https://fhir.integrationhub.example/CodeSystem/pathway","code":"clinic","also":[]}]}""", "/codings/0/also")]
    [InlineData("""{"codings":[{"system":"https://fhir.integrationhub.example/CodeSystem/pathway","code":"clinic"}]}""", "/codings/0/also")]
    [InlineData("""{"codings":[{"system":"https://fhir.integrationhub.example/CodeSystem/pathway","code":"clinic","also":[{"system":"not a uri","code":"y"}]}]}""", "/codings/0/also/0/system")]
    [InlineData("""{"codings":[{"system":"https://fhir.integrationhub.example/CodeSystem/pathway","code":"clinic","also":[{"system":"urn:x","code":" "}]}]}""", "/codings/0/also/0/code")]
    [InlineData("""{"organisations":[{"name":"x"}]}""", "/organisations/0/code")]
    [InlineData("""{"organisations":[{"code":"rxq"}]}""", "/organisations/0/code")]
    [InlineData("""{"organisations":[{"code":"RXQ","odsCode":"RXQ"}]}""", "/organisations/0/odsCode")]
    [InlineData("""{"organisations":[{"code":"825"},{"code":"825"}]}""", "/organisations/1/code")]
    public void A_fault_is_named_by_its_pointer(string file, string pointer)
    {
        var (mapping, faults) = TerminologyMappingReader.Read(Encoding.UTF8.GetBytes(file));
        Assert.Null(mapping);
        Assert.StartsWith($"{pointer} ", Assert.Single(faults), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_fault_is_named_at_once()
    {
        var (_, faults) = TerminologyMappingReader.Read("""{"x":1,"codings":[{"system":"urn:x","code":"","also":[{}]}],"organisations":[{"code":"?"}]}"""u8.ToArray());
        Assert.Equal(
            ["/codings/0/also/0/code", "/codings/0/also/0/system", "/codings/0/code", "/organisations/0/code", "/x"],
            faults.Select(fault => fault.Split(' ')[0]).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("""{"codings":[],"codings":[]}""")]
    public void What_is_not_JSON_is_refused(string file) =>
        Assert.Contains("must be JSON", Assert.Single(TerminologyMappingReader.Read(Encoding.UTF8.GetBytes(file)).Faults), StringComparison.Ordinal);

    [Fact]
    public void A_file_that_is_not_there_is_a_fault_and_none_is_not()
    {
        Assert.Null(TerminologyMapping.Load(Path.Combine(Path.GetTempPath(), "no-such-folder", "no-such-file.json")).Mapping);
        Assert.Same(TerminologyMapping.BuiltIn, TerminologyMapping.Load(null).Mapping);
    }

    private static TerminologyMapping Loaded(string file)
    {
        var (mapping, faults) = TerminologyMappingReader.Read(Encoding.UTF8.GetBytes(file));
        Assert.Empty(faults);
        return TerminologyMapping.BuiltIn.With(mapping!);
    }
}
