using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Functions.Referrals.Shape;

namespace IntegrationHub.Functions.Tests.Referrals.Shape;

public sealed class FhirShapeTests
{
    public static TheoryData<string> Examples => [.. Directory.EnumerateFiles(ExampleFolder(), "*.json").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Examples))]
    public void A_valid_example_has_no_faults(string file) =>
        Assert.Empty(Check(File.ReadAllText(Path.Combine(ExampleFolder(), file))));

    [Theory]
    [InlineData("structure", "X", """[]""")]
    [InlineData("structure", "X", """{"id":"a"}""")]
    [InlineData("structure", "X", """{"resourceType":7}""")]
    [InlineData("structure", "X", """{"resourceType":"Child"}""")]
    [InlineData("not-supported", "X", """{"resourceType":"MedicationStatement","anything":1}""")]
    [InlineData("structure", "X", """{"resourceType":"Patient","favourite":1}""")]
    [InlineData("structure", "X", """{"resourceType":"Patient","id":"a","id":"a"}""")]
    [InlineData("structure", "X", """{"resourceType":"Patient","_id":{"id":"a"}}""")]
    [InlineData("structure", "X", """{"resourceType":"Patient","id":"\ud800"}""")]
    [InlineData("structure", "X.name", """{"resourceType":"Patient","name":{"family":"x"}}""")]
    [InlineData("structure", "X.name", """{"resourceType":"Patient","name":[]}""")]
    [InlineData("structure", "X.name[1]", """{"resourceType":"Patient","name":[{"family":"x"},"x"]}""")]
    [InlineData("structure", "X.name[0]", """{"resourceType":"Patient","name":[{}]}""")]
    [InlineData("structure", "X.maritalStatus", """{"resourceType":"Patient","maritalStatus":[{"text":"x"}]}""")]
    [InlineData("structure", "X.active", """{"resourceType":"Patient","active":"true"}""")]
    [InlineData("structure", "X.active", """{"resourceType":"Patient","active":null}""")]
    [InlineData("structure", "X.birthDate", """{"resourceType":"Patient","birthDate":20150603}""")]
    [InlineData("structure", "X.birthDate", """{"resourceType":"Patient","_birthDate":"x"}""")]
    [InlineData("structure", "X.birthDate", """{"resourceType":"Patient","_birthDate":{"value":"x"}}""")]
    [InlineData("structure", "X.deceased", """{"resourceType":"Patient","deceasedBoolean":true,"deceasedDateTime":"2026"}""")]
    [InlineData("structure", "X.name[0].given[0]", """{"resourceType":"Patient","name":[{"given":[null,"x"]}]}""")]
    [InlineData("structure", "X.name[0].given", """{"resourceType":"Patient","name":[{"given":["x","y"],"_given":[{"id":"a"}]}]}""")]
    [InlineData("required", "X.intent", """{"resourceType":"Task","status":"draft"}""")]
    [InlineData("required", "X.link[0].other", """{"resourceType":"Patient","link":[{"type":"seealso"}]}""")]
    [InlineData("value", "X.id", """{"resourceType":"Patient","id":"not an id"}""")]
    [InlineData("value", "X.name[0].family", """{"resourceType":"Patient","name":[{"family":""}]}""")]
    [InlineData("value", "X.birthDate", """{"resourceType":"Patient","birthDate":"03/06/2015"}""")]
    [InlineData("value", "X.birthDate", """{"resourceType":"Patient","birthDate":"2024-02-30"}""")]
    [InlineData("value", "X.birthDate", """{"resourceType":"Patient","birthDate":"2023-02-29"}""")]
    [InlineData("value", "X.birthDate", """{"resourceType":"Patient","birthDate":"2024-02-29\n"}""")]
    [InlineData("value", "X.deceased", """{"resourceType":"Patient","deceasedDateTime":"2024-04-31T10:00:00Z"}""")]
    [InlineData("value", "X.deceased", """{"resourceType":"Patient","deceasedDateTime":"2024-04-30T10:00:00"}""")]
    [InlineData("value", "X.meta.lastUpdated", """{"resourceType":"Patient","meta":{"lastUpdated":"2024-04-30"}}""")]
    [InlineData("value", "X.multipleBirth", """{"resourceType":"Patient","multipleBirthInteger":1.0}""")]
    [InlineData("value", "X.multipleBirth", """{"resourceType":"Patient","multipleBirthInteger":9999999999}""")]
    [InlineData("value", "X.telecom[0].rank", """{"resourceType":"Patient","telecom":[{"rank":0}]}""")]
    [InlineData("value", "X.photo[0].data", """{"resourceType":"Patient","photo":[{"contentType":"image/png","data":"a"}]}""")]
    [InlineData("value", "X.text.div", """{"resourceType":"Patient","text":{"status":"generated","div":"<p>x</p>"}}""")]
    [InlineData("code-invalid", "X.gender", """{"resourceType":"Patient","gender":"girl"}""")]
    [InlineData("code-invalid", "X.status", """{"resourceType":"Task","status":"zzz","intent":"order"}""")]
    [InlineData("value", "X.link[0].other.reference", """{"resourceType":"Patient","link":[{"type":"seealso","other":{"reference":"Organization/a"}}]}""")]
    [InlineData("value", "X.managingOrganization.reference", """{"resourceType":"Patient","managingOrganization":{"reference":"https://x.example.org/fhir/Patient/a"}}""")]
    [InlineData("value", "X.managingOrganization.reference", """{"resourceType":"Patient","managingOrganization":{"reference":"#p"},"contained":[{"resourceType":"Patient","id":"p"}]}""")]
    [InlineData("value", "X.managingOrganization.reference", """{"resourceType":"Patient","managingOrganization":{"reference":"the council"}}""")]
    [InlineData("value", "X.managingOrganization.reference", """{"resourceType":"Patient","managingOrganization":{"reference":"urn:uuid:1"}}""")]
    [InlineData("value", "X.managingOrganization.type", """{"resourceType":"Patient","managingOrganization":{"type":"Patient","display":"x"}}""")]
    [InlineData("value", "X.contained[0].birthDate", """{"resourceType":"Patient","contained":[{"resourceType":"Patient","id":"p","birthDate":"x"}],"link":[{"type":"seealso","other":{"reference":"#p"}}]}""")]
    [InlineData("code-invalid", "X.entry[0].resource.status", """{"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":"Task","status":"z","intent":"order"}}]}""")]
    [InlineData("not-supported", "X.entry[0].resource", """{"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":"Flag"}}]}""")]
    public void Each_kind_of_fault_is_found_at_its_place(string code, string expression, string json)
    {
        var fault = Assert.Single(Check(json));

        Assert.Equal((code, expression), (fault.Code, fault.Expression));
    }

    [Theory]
    [InlineData("app-2", """{"resourceType":"Appointment","status":"proposed","start":"2026-03-20T10:00:00Z","participant":[{"status":"accepted","actor":{"display":"x"}}]}""")]
    [InlineData("app-3", """{"resourceType":"Appointment","status":"booked","participant":[{"status":"accepted","actor":{"display":"x"}}]}""")]
    [InlineData("app-4", """{"resourceType":"Appointment","status":"proposed","cancelationReason":{"text":"x"},"participant":[{"status":"accepted","actor":{"display":"x"}}]}""")]
    [InlineData("att-1", """{"resourceType":"Patient","photo":[{"data":"YWJj"}]}""")]
    [InlineData("bdl-1", """{"resourceType":"Bundle","type":"collection","total":0}""")]
    [InlineData("bdl-2", """{"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":"Organization","name":"x"},"search":{"mode":"match"}}]}""")]
    [InlineData("bdl-3", """{"resourceType":"Bundle","type":"transaction","entry":[{"fullUrl":"urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e1","resource":{"resourceType":"Organization","name":"x"}}]}""")]
    [InlineData("bdl-4", """{"resourceType":"Bundle","type":"collection","entry":[{"response":{"status":"200"}}]}""")]
    [InlineData("bdl-7", """{"resourceType":"Bundle","type":"collection","entry":[{"fullUrl":"https://a.example.org","resource":{"resourceType":"Organization","name":"x"}},{"fullUrl":"https://a.example.org","resource":{"resourceType":"Organization","name":"x"}}]}""")]
    [InlineData("bdl-8", """{"resourceType":"Bundle","type":"collection","entry":[{"fullUrl":"https://a.example.org/Task/1/_history/2","resource":{"resourceType":"Organization","name":"x"}}]}""")]
    [InlineData("dom-3", """{"resourceType":"Patient","contained":[{"resourceType":"Organization","id":"o","name":"x"}]}""")]
    [InlineData("dom-4", """{"resourceType":"Patient","contained":[{"resourceType":"Organization","id":"o","name":"x","meta":{"versionId":"1"}}],"managingOrganization":{"reference":"#o"}}""")]
    [InlineData("dom-5", """{"resourceType":"Patient","contained":[{"resourceType":"Organization","id":"o","name":"x","meta":{"security":[{"code":"R"}]}}],"managingOrganization":{"reference":"#o"}}""")]
    [InlineData("ext-1", """{"resourceType":"Patient","extension":[{"url":"https://a.example.org"}]}""")]
    [InlineData("ext-1", """{"resourceType":"Patient","extension":[{"url":"https://a.example.org","valueString":"x","extension":[{"url":"b","valueCode":"c"}]}]}""")]
    [InlineData("inv-1", """{"resourceType":"Task","status":"draft","intent":"order","authoredOn":"2026-03-02T10:00:00+01:00","lastModified":"2026-03-02T08:59:59Z"}""")]
    [InlineData("per-1", """{"resourceType":"Patient","name":[{"period":{"start":"2026-03","end":"2026-02-28"}}]}""")]
    [InlineData("ppc-1", """{"resourceType":"Consent","status":"draft","scope":{"text":"x"},"category":[{"text":"x"}]}""")]
    [InlineData("ref-1", """{"resourceType":"Patient","managingOrganization":{"reference":"#o"}}""")]
    public void Each_rule_over_several_members_is_checked(string key, string json)
    {
        var fault = Assert.Single(Check(json));

        Assert.Equal("invariant", fault.Code);
        Assert.EndsWith($"({key})", fault.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_contained_resource_must_not_contain_others() =>
        Assert.Contains(
            Check("""{"resourceType":"Patient","contained":[{"resourceType":"Patient","id":"p","contained":[{"resourceType":"Patient","id":"q"}],"link":[{"type":"seealso","other":{"reference":"#"}}]}]}"""),
            fault => fault is { Expression: "X" } && fault.Text.EndsWith("(dom-2)", StringComparison.Ordinal));

    [Theory]
    [InlineData("""{"resourceType":"Patient","name":[{"period":{"start":"2026-03","end":"2026-03-31"}}]}""")]
    [InlineData("""{"resourceType":"Patient","name":[{"period":{"start":"2026-03-31","end":"2026-03-31T00:00:00+01:00"}}]}""")]
    [InlineData("""{"resourceType":"Patient","name":[{"_given":[{"extension":[{"url":"https://a.example.org","valueString":"x"}]}]}]}""")]
    [InlineData("""{"resourceType":"Patient","gender":"female","_gender":{"id":"a"},"birthDate":"2024-02-29"}""")]
    [InlineData("""{"resourceType":"Task","_status":{"extension":[{"url":"https://a.example.org","valueString":"x"}]},"intent":"order"}""")]
    [InlineData("""{"resourceType":"Patient","deceasedDateTime":"2016-12-31T23:59:60Z"}""")]
    [InlineData("""{"resourceType":"Patient","name":[{"family":"van\u00a0der Testchild"}]}""")]
    [InlineData("""{"resourceType":"Patient","extension":[{"url":"https://a.example.org","valueDecimal":1.00000000000000000000000000000000000e99}]}""")]
    [InlineData("""{"resourceType":"Patient","name":[{"family":"O\u2019\ud83d\ude00"}]}""")]
    [InlineData("""{"resourceType":"Patient","managingOrganization":{"reference":"Organization?identifier=x%7Cy"}}""")]
    [InlineData("""{"resourceType":"Patient","managingOrganization":{"reference":"https://x.example.org/anything"}}""")]
    public void What_FHIR_allows_is_not_a_fault(string json) => Assert.Empty(Check(json));

    [Fact]
    public void All_faults_are_found_at_once()
    {
        var faults = FhirShape.Check(
            Parse("""{"resourceType":"Task","status":"zzz","authoredOn":"2024-02-30","for":{"reference":"nobody"},"input":[{"type":{"text":""}}],"colour":"red"}"""),
            "Bundle.entry[0].resource");

        Assert.Equal(
            [
                "Bundle.entry[0].resource structure",
                "Bundle.entry[0].resource.authoredOn value",
                "Bundle.entry[0].resource.for.reference value",
                "Bundle.entry[0].resource.input[0].type.text value",
                "Bundle.entry[0].resource.input[0].value required",
                "Bundle.entry[0].resource.intent required",
                "Bundle.entry[0].resource.status code-invalid",
            ],
            faults.Select(fault => $"{fault.Expression} {fault.Code}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void No_fault_repeats_what_was_sent()
    {
        var faults = Check("""{"resourceType":"Patient","Robin Invented":1,"id":"9990000018 9990000018","birthDate":"Robin","gender":"Robin","managingOrganization":{"reference":"Robin","type":"Robin"},"name":"Robin"}""");

        Assert.True(faults.Count >= 6);
        Assert.All(faults, fault => Assert.DoesNotMatch("Robin|9990000018", fault.Text + fault.Expression));
    }

    [Fact]
    public void Allowed_codes_are_listed() =>
        Assert.Contains("male, female, other, unknown", Assert.Single(Check("""{"resourceType":"Patient","gender":"x"}""")).Text, StringComparison.Ordinal);

    [Fact]
    public void Broken_UTF8_is_a_fault_and_not_a_failure()
    {
        byte[] json = [.. """{"resourceType":"Patient","id":" """u8[..^1], 0xFF, .. "\"}"u8];

        Assert.Equal("structure", Assert.Single(FhirShape.Check(JsonSerializer.Deserialize<JsonElement>(json), "X")).Code);
    }

    /// <summary>Each case takes a valid example and puts something else in one place.</summary>
    [Fact]
    public void What_has_no_faults_can_always_be_read()
    {
        string[] texts = [.. Directory.EnumerateFiles(ExampleFolder(), "*.json").Select(path => JsonSerializer.Serialize(Parse(File.ReadAllText(path))))];
        string[] pieces = ["null", "\"\"", "\"x\"", "[]", "{}", "[null]", "1", "1.0", "1e99", "true", "\"2024-02-30\"", "[\"x\"]", "{\"id\":\"x\"}", "[{\"text\":\"x\"}]"];
        var cases = from text in Gen.Elements(texts) from place in Gen.Choose(0, 10_000) from piece in Gen.Elements(pieces) select Mutate(text, place, piece);

        Prop.ForAll(cases.ToArbitrary(), json => Check(json).Count > 0 || FhirJson.Read(Parse(json)) is not null)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }

    private static string Mutate(string json, int place, string piece)
    {
        var colons = json.Index().Where(at => at.Item == ':' && json[at.Index - 1] == '"').Select(at => at.Index).ToList();
        var start = colons[place % colons.Count] + 1;
        var reader = new Utf8JsonReader(System.Text.Encoding.UTF8.GetBytes(json[start..]), isFinalBlock: false, default);
        reader.Read();
        reader.TrySkip();
        var rest = System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(json[start..])[(int)reader.BytesConsumed..]);
        return json[..start] + piece + rest;
    }

    private static IReadOnlyList<ShapeFault> Check(string json) => FhirShape.Check(Parse(json), "X");

    private static JsonElement Parse(string json) => JsonSerializer.Deserialize<JsonElement>(json);

    private static string ExampleFolder() => Path.Combine(Root(AppContext.BaseDirectory), "tests", "contracts", "Fhir", "Examples");

    private static string Root(string folder) =>
        File.Exists(Path.Combine(folder, "IntegrationHub.sln")) ? folder : Root(Directory.GetParent(folder)!.FullName);
}
