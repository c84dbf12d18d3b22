using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using IntegrationHub.Contracts.Fhir;

namespace IntegrationHub.Contracts.Tests.Fhir;

public sealed class FhirJsonTests
{
    private static readonly string Examples = Path.Combine(Repository.Root, "tests", "contracts", "Fhir", "Examples");

    public static TheoryData<string> ResourceTypes =>
        [.. FhirDefinitions.R4.Types.Values.Where(type => type.IsResource).Select(type => type.Name)];

    [Fact]
    public void Every_type_in_use_has_an_example() =>
        Assert.Equal(
            FhirDefinitions.R4.Types.Values.Where(type => type.IsResource).Select(type => type.Name).Order(StringComparer.Ordinal),
            Directory.EnumerateFiles(Examples, "*.json").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(ResourceTypes))]
    public void What_is_read_is_written_again_member_for_member_in_the_same_order(string type)
    {
        var json = Parse(File.ReadAllText(Path.Combine(Examples, type + ".json")));

        var written = FhirJson.Serialize(FhirJson.Read(json));

        // Raw text, so that order, 1.00 and 1.000+00:00 count.
        Assert.Equal(Compact(json), written);
    }

    [Fact]
    public void A_resource_is_read_as_the_type_that_it_names()
    {
        var child = FhirJson.Read<Patient>(Parse("""{"birthDate":"2015-06","resourceType":"Patient","name":[{"family":"Invented"}]}"""));

        Assert.Equal("Patient", child.ResourceType);
        Assert.Equal("2015-06", child.BirthDate);
        Assert.Equal("Invented", Assert.Single(child.Name!).Family);
    }

    [Theory]
    [InlineData("1.00")]
    [InlineData("0.000001000")]
    [InlineData("-0")]
    [InlineData("1e2")]
    [InlineData("1.50E-1")]
    [InlineData("1e99999")]
    [InlineData("3.14159265358979323846264338327950288419716939937510")]
    [InlineData("123456789012345678901234567890123456789012345678901")]
    public void Decimals_are_written_as_they_were_sent(string sent)
    {
        var json = $$"""{"resourceType":"Parameters","parameter":[{"name":"n","valueDecimal":{{sent}}}]}""";

        Assert.Equal(json, RoundTrip(json));
    }

    [Theory]
    [InlineData("2015")]
    [InlineData("2015-06")]
    [InlineData("2015-06-03T04:05:06.700+01:00")]
    public void Dates_keep_the_precision_they_were_sent_with(string date)
    {
        var json = $$"""{"resourceType":"Patient","deceasedDateTime":"{{date}}"}""";

        Assert.Equal(json, RoundTrip(json));
    }

    [Theory]
    [InlineData("""{"resourceType":"Patient","_birthDate":{"id":"b"}}""")]
    [InlineData("""{"resourceType":"Patient","name":[{"given":["A",null],"_given":[null,{"id":"g"}]}]}""")]
    [InlineData("""{"resourceType":"Patient","name":[{"given":[null,"B"],"_given":[{"id":"g"},null]}]}""")]
    [InlineData("""{"resourceType":"Patient","name":[{"_given":[null,null,{"id":"g"},null]}]}""")]
    public void Extensions_of_primitives_keep_their_places(string json) => Assert.Equal(json, RoundTrip(json));

    [Fact]
    public void Nothing_empty_is_written()
    {
        var patient = new Patient
        {
            Id = "",
            Name = [new HumanName(), new HumanName { Given = [], Period = new Period(), GivenExtension = [null, new Element()] }],
            Identifier = [new Identifier(), new Identifier { Value = "9990000018" }],
            BirthDateExtension = new Element { Extension = [] },
            Contained = [],
        };

        Assert.Equal("""{"resourceType":"Patient","identifier":[{"value":"9990000018"}]}""", FhirJson.Serialize(patient));
    }

    [Theory]
    [InlineData("""[]""")]
    [InlineData("""{}""")]
    [InlineData("""{"resourceType":"MedicationStatement"}""")]
    [InlineData("""{"resourceType":"Patient","favourite":"x"}""")]
    [InlineData("""{"resourceType":"Patient","id":"a","id":"b"}""")]
    [InlineData("""{"resourceType":"Patient","name":[{"middle":"x"}]}""")]
    [InlineData("""{"resourceType":"Patient","_birthDate":{"value":"x"}}""")]
    [InlineData("""{"resourceType":"Patient","contained":[{"resourceType":"Patient","x":1}]}""")]
    [InlineData("""{"resourceType":"Patient","name":{"family":"x"}}""")]
    [InlineData("""{"resourceType":"Patient","active":"true"}""")]
    [InlineData("""{"resourceType":"Patient","birthDate":2015}""")]
    [InlineData("""{"resourceType":"Patient","multipleBirthInteger":1.5}""")]
    [InlineData("""{"resourceType":"Patient","maritalStatus":null}""")]
    [InlineData("""{"resourceType":"Location","position":{"longitude":"1.0","latitude":0}}""")]
    public void What_is_not_FHIR_fails_the_read(string json) =>
        Assert.Throws<JsonException>(() => FhirJson.Read(Parse(json)));

    [Fact]
    public void Another_type_than_the_one_asked_for_fails_the_read() =>
        Assert.Throws<JsonException>(() => FhirJson.Read<Consent>(Parse("""{"resourceType":"Patient"}""")));

    [Fact]
    public void A_failed_read_never_repeats_what_was_sent()
    {
        var failure = Assert.Throws<JsonException>(() => FhirJson.Read(Parse("""{"resourceType":"Patient","Robin Invented":"9990000018"}""")));

        Assert.DoesNotContain("Robin", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("9990000018", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_resource_does_not_print_what_it_holds()
    {
        Assert.Equal("Patient", new Patient { Id = "9990000018" }.ToString());
        Assert.Equal("HumanName", new HumanName { Family = "Invented" }.ToString());
    }

    [Fact]
    public void The_options_serve_frameworks_that_use_the_serializer()
    {
        var bundle = new Bundle { Type = BundleTypeCodes.Searchset, Entry = [new() { Resource = new Patient { Id = "child-1" } }] };

        var json = JsonSerializer.Serialize(bundle, FhirJson.Options);
        var read = JsonSerializer.Deserialize<Bundle>(json, FhirJson.Options);

        Assert.Equal(FhirJson.Serialize(bundle), json);
        Assert.Equal("child-1", Assert.IsType<Patient>(read!.Entry![0].Resource).Id);
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Consent>(json, FhirJson.Options));
    }

    [Fact]
    public void Any_text_survives_the_round_trip() =>
        Prop.ForAll(ArbMap.Default.ArbFor<NonEmptyString>(), text =>
        {
            // Half a surrogate pair is not text; UTF-8 has no way to say it.
            var family = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text.Get));
            var json = FhirJson.SerializeToUtf8Bytes(new Patient { Name = [new HumanName { Family = family }] });
            return FhirJson.Read<Patient>(JsonSerializer.Deserialize<JsonElement>(json)).Name![0].Family == family;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_decimal_survives_with_its_scale() =>
        Prop.ForAll(ArbMap.Default.ArbFor<decimal>(), number =>
        {
            var json = FhirJson.SerializeToUtf8Bytes(new Parameters { Parameter = [new() { Name = "n", ValueDecimal = number }] });
            var read = FhirJson.Read<Parameters>(JsonSerializer.Deserialize<JsonElement>(json)).Parameter![0].ValueDecimal!.Value;
            return read.TryToDecimal(out var same) && same == number && same.Scale == number.Scale;
        }).QuickCheckThrowOnFailure();

    private static string RoundTrip(string json) => FhirJson.Serialize(FhirJson.Read(Parse(json)));

    private static JsonElement Parse(string json) => JsonSerializer.Deserialize<JsonElement>(json);

    private static string Compact(JsonElement json)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            json.WriteTo(writer);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
