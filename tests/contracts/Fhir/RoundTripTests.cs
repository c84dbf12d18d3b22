using System.Text.Encodings.Web;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using IntegrationHub.Contracts.Fhir;

namespace IntegrationHub.Contracts.Tests.Fhir;

public sealed class RoundTripTests
{
    private const int Runs = 150;

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static TheoryData<string> ResourceTypes =>
        [.. FhirDefinitions.R4.Types.Values.Where(type => type.IsResource).Select(type => type.Name)];

    /// <summary>Member for member, in the specification's order, every digit. A failure names the seed.</summary>
    [Theory]
    [MemberData(nameof(ResourceTypes))]
    public void Any_valid_resource_is_written_as_it_was_read(string type) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(Runs), Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
        {
            var json = new RandomResource(seed).Of(type).ToJsonString(Plain);

            Assert.Equal(json, FhirJson.Serialize(FhirJson.Read(JsonSerializer.Deserialize<JsonElement>(json))));
        }));

    [Fact]
    public void A_seed_gives_the_same_resource_again() =>
        Assert.Equal(new RandomResource(7).Of("Task").ToJsonString(), new RandomResource(7).Of("Task").ToJsonString());
}
