using System.Text.Json;
using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Functions.Referrals;
using IntegrationHub.Functions.Referrals.Rendering;
using IntegrationHub.Functions.Referrals.Shape;
using IntegrationHub.Functions.Referrals.Terminology;

namespace IntegrationHub.Functions.Tests.Referrals.Rendering;

/// <summary>What must hold for every resource of every kind of child.</summary>
public sealed class EveryResourceTests
{
    // Served, but not from a case.
    private static readonly string[] ServedBesides = ["Organization", "Binary"];

    public static TheoryData<string> Children => SampleChildren.Names;

    [Theory]
    [MemberData(nameof(Children))]
    public void It_is_FHIR_R4(string child)
    {
        foreach (var resource in SampleCase.AllOf(SampleChildren.All[child].Stored))
        {
            using var json = JsonDocument.Parse(FhirJson.SerializeToUtf8Bytes(resource));
            Assert.Empty(FhirShape.Check(json.RootElement, resource.ResourceType).Select(fault => $"{fault.Expression}: {fault.Text}"));
        }
    }

    [Theory]
    [MemberData(nameof(Children))]
    public void Its_id_is_short_unique_and_begins_with_the_case(string child)
    {
        var resources = SampleCase.AllOf(SampleChildren.All[child].Stored);
        Assert.All(resources, resource => Assert.True(resource.Id!.Length <= 64 && CaseResources.CaseIdIn(resource.Id) == SampleCase.Id, resource.Id));
        Assert.Equal(resources.Count, resources.DistinctBy(resource => (resource.ResourceType, resource.Id)).Count());
    }

    [Theory]
    [MemberData(nameof(Children))]
    public void It_names_its_UK_Core_profile(string child) =>
        Assert.All(SampleCase.AllOf(SampleChildren.All[child].Stored), resource => Assert.Equal(
            resource is Provenance ? null : [$"https://fhir.hl7.org.uk/StructureDefinition/UKCore-{resource.ResourceType}"], resource.Meta!.Profile));

    [Theory]
    [MemberData(nameof(Children))]
    public async System.Threading.Tasks.Task Its_references_lead_to_what_the_hub_serves(string child)
    {
        var stored = SampleChildren.All[child].Stored;
        var references = SampleCase.AllOf(stored).SelectMany(ReferencesIn).ToList();
        Assert.NotEmpty(references);
        foreach (var parts in references.Select(reference => reference.Split('/')).Where(parts => !ServedBesides.Contains(parts[0])))
        {
            var at = parts is [_, _, "_history", var version] ? stored.AsOfVersion(int.Parse(version, System.Globalization.CultureInfo.InvariantCulture))! : stored;
            var found = parts[0] == "CarePlan"
                ? SampleCase.Resources().OfType(at, parts[0]).FirstOrDefault(plan => plan.Id == parts[1])
                : await SampleCase.Resources().Find(at, parts[0], parts[1], CancellationToken.None);
            Assert.True(found is not null, string.Join('/', parts));
        }
    }

    [Theory]
    [MemberData(nameof(Children))]
    public void Every_code_of_a_hub_system_is_in_its_CodeSystem_with_its_display(string child)
    {
        var codings = SampleCase.AllOf(SampleChildren.All[child].Stored).SelectMany(CodingsIn)
            .Where(coding => coding.System.StartsWith(FhirSystems.Hub, StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(codings);
        Assert.All(codings, coding => Assert.NotNull(HubTerminology.Find(coding.System)?.Find(coding.Code)));
    }

    [Theory]
    [MemberData(nameof(Children))]
    public async System.Threading.Tasks.Task A_provider_who_is_asked_later_reads_every_version_from_before_too(string child)
    {
        var stored = SampleChildren.All[child].Paper(DocumentKinds.ConsentForm).Then(new ReferralRaised(9, 0, "RZZ", ReferralReasons.ProviderChanged)).Stored.AsSeenBy("RZZ")!;
        for (var version = 1; version <= stored.Version; version++)
        {
            foreach (var resource in SampleCase.AllOf(stored.AsOfVersion(version)!))
            {
                using var json = JsonDocument.Parse(FhirJson.SerializeToUtf8Bytes(resource));
                Assert.Empty(FhirShape.Check(json.RootElement, resource.ResourceType).Select(fault => $"{fault.Expression}: {fault.Text}"));
            }
        }

        foreach (var parts in SampleCase.AllOf(stored).OfType<Provenance>().SelectMany(ReferencesIn).Select(reference => reference.Split('/')).Where(parts => parts[0] is "Task" or "ServiceRequest" or "Patient"))
        {
            var then = stored.AsOfVersion(int.Parse(parts[^1], System.Globalization.CultureInfo.InvariantCulture))!;
            Assert.True(await SampleCase.Resources().Find(then, parts[0], parts[1], CancellationToken.None) is not null, string.Join('/', parts));
        }
    }

    [Theory]
    [MemberData(nameof(Children))]
    public void A_version_once_served_stays_what_it_was(string child)
    {
        var whole = SampleChildren.All[child];
        for (var version = 1; version <= whole.Facts.Count; version++)
        {
            var then = whole with { Facts = whole.Facts.GetRange(0, version) };
            Assert.Equal(Texts(then.Stored), Texts(whole.Stored.AsOfVersion(version)!));
        }
    }

    [Theory]
    [MemberData(nameof(Children))]
    public void A_Provenance_never_changes(string child)
    {
        var whole = SampleChildren.All[child];
        for (var version = 1; version <= whole.Facts.Count; version++)
        {
            var then = Provenances(whole.Stored.AsOfVersion(version)!);
            Assert.Equal(version, then.Count);
            Assert.Equal(then, Provenances(whole.Stored).Take(version));
        }
    }

    [Fact]
    public void The_kinds_of_child_show_every_type_of_resource_and_of_fact()
    {
        Assert.Equal(
            CaseResources.Types.Order(), SampleChildren.All.Values.SelectMany(child => SampleCase.AllOf(child.Stored)).Select(resource => resource.ResourceType).Distinct().Order());
        Assert.Equal(
            FactTargets.Known.Select(type => type.Name).Order(), SampleChildren.All.Values.SelectMany(child => child.Facts).Select(fact => fact.Data.GetType().Name).Distinct().Order());
    }

    private static List<string> Texts(Functions.Storage.StoredCase stored) => [.. SampleCase.AllOf(stored).Select(FhirJson.Serialize)];

    private static List<string> Provenances(Functions.Storage.StoredCase stored) =>
        [.. SampleCase.AllOf(stored).OfType<Provenance>().Select(FhirJson.Serialize)];

    private static IEnumerable<string> ReferencesIn(Resource resource) =>
        ObjectsIn(resource).Where(item => item.TryGetProperty("reference", out _)).Select(item => item.GetProperty("reference").GetString()!);

    private static IEnumerable<(string System, string Code)> CodingsIn(Resource resource) =>
        from item in ObjectsIn(resource)
        where item.TryGetProperty("system", out _) && item.TryGetProperty("code", out _)
        select (item.GetProperty("system").GetString()!, item.GetProperty("code").GetString()!);

    private static List<JsonElement> ObjectsIn(Resource resource) => [.. ObjectsIn(JsonSerializer.SerializeToElement(JsonDocument.Parse(FhirJson.SerializeToUtf8Bytes(resource))))];

    private static IEnumerable<JsonElement> ObjectsIn(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member => ObjectsIn(member.Value)).Append(element),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(ObjectsIn),
        _ => [],
    };
}
