using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Contracts.Tests.Fhir;
using IntegrationHub.Functions.Referrals.Shape;

namespace IntegrationHub.Functions.Tests.Referrals.Shape;

public sealed class RandomResourceTests
{
    private const int Runs = 150;

    public static TheoryData<string> ResourceTypes =>
        [.. FhirDefinitions.R4.Types.Values.Where(type => type.IsResource).Select(type => type.Name)];

    /// <summary>A failure names the seed.</summary>
    [Theory]
    [MemberData(nameof(ResourceTypes))]
    public void Any_valid_resource_has_no_faults(string type) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(Runs), Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
        {
            var json = new RandomResource(seed).Of(type).ToJsonString();

            Assert.Empty(FhirShape.Check(JsonSerializer.Deserialize<JsonElement>(json), type));
        }));
}
