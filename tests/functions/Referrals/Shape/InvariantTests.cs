using System.Text.Json;
using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Functions.Referrals.Shape;

namespace IntegrationHub.Functions.Tests.Referrals.Shape;

/// <summary>Each of HL7's rules with an example that keeps it and one that breaks it, most of them as the value of a parameter.</summary>
public sealed class InvariantTests
{
    private const string Ucum = "\"system\":\"http://unitsofmeasure.org\"";
    private const string Link = "\"link\":[{\"type\":\"seealso\",\"other\":{\"reference\":\"#o\"}}]";

    private static readonly (string Key, string Keeps, string Breaks)[] Rules =
    [
        ("age-1", Value("Age", $"\"value\":7,{Ucum},\"code\":\"a\""), Value("Age", $"\"value\":0,{Ucum},\"code\":\"a\"")),
        ("app-1", Appointment("\"type\":[{\"text\":\"x\"}]"), Appointment("\"required\":\"required\"")),
        ("app-2", Resource("Appointment", "\"status\":\"proposed\",\"start\":\"2026-11-02T09:00:00Z\",\"end\":\"2026-11-02T09:30:00Z\""),
            Resource("Appointment", "\"status\":\"proposed\",\"start\":\"2026-11-02T09:00:00Z\"")),
        ("app-3", Resource("Appointment", "\"status\":\"waitlist\""), Resource("Appointment", "\"status\":\"booked\"")),
        ("app-4", Resource("Appointment", "\"status\":\"noshow\",\"cancelationReason\":{\"text\":\"x\"}"),
            Resource("Appointment", "\"status\":\"booked\",\"cancelationReason\":{\"text\":\"x\"}")),
        ("att-1", Value("Attachment", "\"data\":\"YWJj\",\"contentType\":\"text/plain\""), Value("Attachment", "\"data\":\"YWJj\"")),
        ("bdl-1", Resource("Bundle", "\"type\":\"history\",\"total\":0"), Resource("Bundle", "\"type\":\"batch\",\"total\":0")),
        ("bdl-2", Entry("searchset", "\"search\":{\"mode\":\"match\"}"), Entry("collection", "\"search\":{\"mode\":\"match\"}")),
        ("bdl-3", Entry("batch", "\"request\":{\"method\":\"POST\",\"url\":\"Task\"}"), Entry("batch", "\"fullUrl\":\"https://a.example.org\"")),
        ("bdl-4", Entry("batch-response", "\"response\":{\"status\":\"200\"}"), Entry("collection", "\"response\":{\"status\":\"200\"}")),
        ("bdl-5", Entry("collection", "\"resource\":{\"resourceType\":\"Patient\"}"), Entry("collection", "\"fullUrl\":\"https://a.example.org\"")),
        ("bdl-7", Resource("Bundle", "\"type\":\"history\",\"entry\":[{\"fullUrl\":\"https://a.example.org\"},{\"fullUrl\":\"https://a.example.org\"}]"),
            Resource("Bundle", "\"type\":\"collection\",\"entry\":[{\"fullUrl\":\"https://a.example.org\"},{\"fullUrl\":\"https://a.example.org\"}]")),
        ("bdl-8", Entry("collection", "\"fullUrl\":\"https://a.example.org/Task/1\""), Entry("collection", "\"fullUrl\":\"https://a.example.org/Task/1/_history/2\"")),
        ("bdl-9", Resource("Bundle", "\"type\":\"document\",\"identifier\":{\"system\":\"urn:x\",\"value\":\"x\"}"),
            Resource("Bundle", "\"type\":\"document\",\"identifier\":{\"value\":\"x\"}")),
        ("bdl-10", Resource("Bundle", "\"type\":\"document\",\"timestamp\":\"2026-11-02T09:00:00Z\""), Resource("Bundle", "\"type\":\"document\"")),
        ("bdl-11", Entry("document", "\"resource\":{\"resourceType\":\"Composition\"}"), Entry("document", "\"resource\":{\"resourceType\":\"Patient\"}")),
        ("bdl-12", Entry("message", "\"resource\":{\"resourceType\":\"MessageHeader\"}"), Resource("Bundle", "\"type\":\"message\"")),
        ("cmp-1", Section("\"section\":[{\"entry\":[{\"display\":\"x\"}]}]"), Section("\"title\":\"x\"")),
        ("cmp-1", Section("\"text\":{\"status\":\"generated\",\"div\":\"x\"}"), Section("\"section\":[{\"title\":\"x\"}]")),
        ("cmp-2", Section("\"emptyReason\":{\"text\":\"x\"}"), Section("\"emptyReason\":{\"text\":\"x\"},\"entry\":[{\"display\":\"x\"}]")),
        ("cnt-3", Value("Count", $"\"value\":7,{Ucum},\"code\":\"1\""), Value("Count", $"\"value\":7.0,{Ucum},\"code\":\"1\"")),
        ("cpl-3", Resource("CarePlan", "\"activity\":[{\"detail\":{\"status\":\"unknown\"}}]"),
            Resource("CarePlan", "\"activity\":[{\"detail\":{\"status\":\"unknown\"},\"reference\":{\"display\":\"x\"}}]")),
        ("cpt-2", Value("ContactPoint", "\"system\":\"email\",\"value\":\"x\""), Value("ContactPoint", "\"value\":\"x\"")),
        ("dis-1", Value("Distance", $"\"value\":7,{Ucum},\"code\":\"km\""), Value("Distance", "\"value\":7,\"system\":\"urn:x\",\"code\":\"km\"")),
        ("dom-2", Contained("\"active\":true"), Contained("\"contained\":[{\"resourceType\":\"Patient\",\"id\":\"p\"}]")),
        ("dom-3", Contained("\"active\":true"), Contained("\"active\":true", link: "\"active\":true")),
        ("dom-4", Contained("\"meta\":{\"source\":\"urn:x\"}"), Contained("\"meta\":{\"lastUpdated\":\"2026-11-02T09:00:00Z\"}")),
        ("dom-5", Contained("\"meta\":{\"tag\":[{\"code\":\"x\"}]}"), Contained("\"meta\":{\"security\":[{\"code\":\"x\"}]}")),
        ("drq-1", Value("DataRequirement", "\"type\":\"Patient\",\"codeFilter\":[{\"path\":\"x\"}]"), Value("DataRequirement", "\"type\":\"Patient\",\"codeFilter\":[{\"path\":\"x\",\"searchParam\":\"x\"}]")),
        ("drq-2", Value("DataRequirement", "\"type\":\"Patient\",\"dateFilter\":[{\"searchParam\":\"x\"}]"), Value("DataRequirement", "\"type\":\"Patient\",\"dateFilter\":[{\"valueDateTime\":\"2026\"}]")),
        ("drt-1", Value("Duration", $"\"value\":7,{Ucum},\"code\":\"d\""), Value("Duration", $"{Ucum},\"code\":\"d\"")),
        ("ele-1", Value("Period", "\"start\":\"2026\""), Value("Period", "\"id\":\"x\"")),
        ("exp-1", Value("Expression", "\"language\":\"text/fhirpath\",\"expression\":\"x\""), Value("Expression", "\"language\":\"text/fhirpath\"")),
        ("ext-1", Extension("\"valueString\":\"x\""), Extension("\"extension\":[{\"url\":\"x\",\"valueString\":\"x\"}],\"valueString\":\"x\"")),
        ("inv-1", Resource("Task", "\"authoredOn\":\"2026-11-02\",\"lastModified\":\"2026-11-02T09:00:00Z\""),
            Resource("Task", "\"authoredOn\":\"2026-11-03\",\"lastModified\":\"2026-11-02T09:00:00Z\"")),
        ("inv-1", Value("String", null), Resource("Parameters", "\"parameter\":[{\"name\":\"n\",\"valueString\":\"x\",\"part\":[{\"name\":\"m\",\"valueString\":\"x\"}]}]")),
        ("obs-3", Observation("\"referenceRange\":[{\"low\":{\"value\":1}}]"), Observation("\"referenceRange\":[{\"type\":{\"text\":\"x\"}}]")),
        ("obs-3", Observation("\"component\":[{\"code\":{\"text\":\"x\"},\"referenceRange\":[{\"text\":\"x\"}]}]"),
            Observation("\"component\":[{\"code\":{\"text\":\"x\"},\"referenceRange\":[{\"age\":{\"low\":{\"value\":1}}}]}]")),
        ("obs-6", Observation("\"dataAbsentReason\":{\"text\":\"x\"}"), Observation("\"dataAbsentReason\":{\"text\":\"x\"},\"valueBoolean\":true")),
        ("obs-7", Observation("\"valueInteger\":1,\"component\":[{\"code\":{\"coding\":[{\"system\":\"urn:x\",\"code\":\"y\"}]}}]"),
            Observation("\"valueInteger\":1,\"component\":[{\"code\":{\"text\":\"x\"}},{\"code\":{\"coding\":[{\"code\":\"z\"},{\"system\":\"urn:x\",\"code\":\"x\"}]}}]")),
        ("obs-7", Observation("\"component\":[{\"code\":{\"coding\":[{\"system\":\"urn:x\",\"code\":\"x\"}]}}]"),
            Observation("\"valueString\":\"x\",\"component\":[{\"code\":{\"coding\":[{\"code\":\"x\",\"system\":\"urn:x\"}]}}]")),
        ("org-1", Resource("Organization", "\"name\":\"x\""), Resource("Organization", "\"active\":true")),
        ("org-2", Resource("Organization", "\"address\":[{\"use\":\"work\"}]"), Resource("Organization", "\"address\":[{\"use\":\"home\"}]")),
        ("org-3", Resource("Organization", "\"telecom\":[{\"use\":\"work\"}]"), Resource("Organization", "\"telecom\":[{\"use\":\"home\"}]")),
        ("pat-1", Resource("Patient", "\"contact\":[{\"organization\":{\"display\":\"x\"}}]"), Resource("Patient", "\"contact\":[{\"gender\":\"male\"}]")),
        ("per-1", Value("Period", "\"start\":\"2026-11\",\"end\":\"2026-11-01\""), Value("Period", "\"start\":\"2026-12\",\"end\":\"2026-11-30\"")),
        ("ppc-1", Resource("Consent", "\"policyRule\":{\"text\":\"x\"}"), Resource("Consent", "\"status\":\"draft\"")),
        ("ppc-2", Scope("patient-privacy", ",\"patient\":{\"display\":\"x\"}"), Scope("patient-privacy", "")),
        ("ppc-3", Scope("research", ",\"patient\":{\"display\":\"x\"}"), Scope("research", "")),
        ("ppc-4", Scope("adr", ",\"patient\":{\"display\":\"x\"}"), Scope("adr", "")),
        ("ppc-5", Scope("treatment", ",\"patient\":{\"display\":\"x\"}"), Scope("treatment", "")),
        ("prr-1", Resource("ServiceRequest", "\"orderDetail\":[{\"text\":\"x\"}],\"code\":{\"text\":\"x\"}"), Resource("ServiceRequest", "\"orderDetail\":[{\"text\":\"x\"}]")),
        ("qty-3", Value("Quantity", "\"system\":\"urn:x\",\"code\":\"x\""), Value("Quantity", "\"code\":\"x\"")),
        ("rat-1", Value("Ratio", "\"numerator\":{\"value\":1},\"denominator\":{\"value\":2}"), Value("Ratio", "\"numerator\":{\"value\":1}")),
        ("ref-1", Contained("\"active\":true"), Value("Reference", "\"reference\":\"#nobody\"")),
        ("rng-2", Value("Range", "\"low\":{\"value\":1},\"high\":{\"value\":1.0}"), Value("Range", "\"low\":{\"value\":2},\"high\":{\"value\":1.5}")),
        ("tim-1", Repeat("\"duration\":1,\"durationUnit\":\"h\""), Repeat("\"duration\":1")),
        ("tim-2", Repeat("\"period\":1,\"periodUnit\":\"d\""), Repeat("\"period\":1")),
        ("tim-4", Repeat("\"duration\":0,\"durationUnit\":\"h\""), Repeat("\"duration\":-1,\"durationUnit\":\"h\"")),
        ("tim-5", Repeat("\"period\":0,\"periodUnit\":\"d\""), Repeat("\"period\":-0.5,\"periodUnit\":\"d\"")),
        ("tim-6", Repeat("\"period\":1,\"periodMax\":2"), Repeat("\"periodMax\":2")),
        ("tim-7", Repeat("\"duration\":1,\"durationMax\":2"), Repeat("\"durationMax\":2")),
        ("tim-8", Repeat("\"count\":1,\"countMax\":2"), Repeat("\"countMax\":2")),
        ("tim-9", Repeat("\"offset\":5,\"when\":[\"MORN\"]"), Repeat("\"offset\":5,\"when\":[\"MORN\",\"CD\"]")),
        ("tim-10", Repeat("\"timeOfDay\":[\"09:00:00\"]"), Repeat("\"timeOfDay\":[\"09:00:00\"],\"when\":[\"MORN\"]")),
        ("trd-1", Value("TriggerDefinition", "\"type\":\"periodic\",\"timingDate\":\"2026\""), Value("TriggerDefinition", "\"type\":\"periodic\",\"timingDate\":\"2026\",\"data\":[{\"type\":\"Task\"}]")),
        ("trd-2", Value("TriggerDefinition", "\"data\":[{\"type\":\"Task\"}],\"condition\":{\"expression\":\"x\"}"), Value("TriggerDefinition", "\"condition\":{\"expression\":\"x\"}")),
        ("trd-3", Value("TriggerDefinition", "\"type\":\"named-event\",\"name\":\"x\""), Value("TriggerDefinition", "\"type\":\"data-added\",\"name\":\"x\"")),
        ("txt-1", Narrative("<p class=\\\"c\\\">Seen&nbsp;on <b>Monday</b></p>"), Narrative("<script>x</script>")),
        ("txt-1", Narrative("<a href=\\\"#x\\\">x</a>"), Narrative("<p onclick=\\\"x\\\">x</p>")),
        ("txt-1", Narrative("x"), Narrative("<p>x")),
        ("txt-2", Narrative("<img src=\\\"#i\\\" alt=\\\"x\\\"/>"), Narrative("<p> </p>")),
    ];

    public static TheoryData<int, string> Cases
    {
        get
        {
            var cases = new TheoryData<int, string>();
            foreach (var (index, rule) in Rules.Index())
                cases.Add(index, rule.Key);
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Each_rule_is_kept_by_one_example_and_broken_by_the_other(int index, string key)
    {
        Assert.DoesNotContain(Keys(Rules[index].Keeps), found => found == key);
        Assert.Contains(Keys(Rules[index].Breaks), found => found == key);
    }

    [Fact]
    public void Every_rule_of_HL7_is_checked_or_named_with_the_reason_why_not()
    {
        var published = FhirDefinitions.R4.Types.Values.SelectMany(type => type.Constraints.Keys.Select(key => $"{key} on {type.Name}")
            .Concat(type.Elements.SelectMany(element => element.Constraints.Keys.Select(key => $"{key} on {type.Name}.{element.Name}"))));
        var places = FhirDefinitions.R4.Types.Values.SelectMany(type => type.Elements.Select(element => $"{type.Name}.{element.Name}").Append(type.Name)).Distinct();
        var known = places.SelectMany(InvariantTable.For).Select(rule => $"{rule.Key} on {rule.On}").Concat(InvariantTable.Elsewhere.Keys);

        Assert.Equal(published.Order(StringComparer.Ordinal), known.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_rule_that_is_checked_has_its_examples()
    {
        var places = FhirDefinitions.R4.Types.Values.SelectMany(type => type.Elements.Select(element => $"{type.Name}.{element.Name}").Append(type.Name)).Distinct();
        var keys = places.SelectMany(InvariantTable.For).Select(rule => rule.Key).Concat(["ele-1", "dom-3"]);

        Assert.Empty(keys.Except(Rules.Select(rule => rule.Key)));
    }

    private static IEnumerable<string> Keys(string json) =>
        FhirShape.Check(JsonSerializer.Deserialize<JsonElement>(json), "X").Where(fault => fault.Code == "invariant").Select(fault => fault.Text[(fault.Text.LastIndexOf('(') + 1)..^1]);

    private static string Resource(string type, string members) => $"{{\"resourceType\":\"{type}\",{members}}}";

    private static string Value(string type, string? members) =>
        Resource("Parameters", $"\"parameter\":[{{\"name\":\"n\",\"value{type}\":{(members is null ? "\"x\"" : $"{{{members}}}")}}}]");

    private static string Repeat(string members) => Value("Timing", $"\"repeat\":{{{members}}}");

    private static string Entry(string type, string members) => Resource("Bundle", $"\"type\":\"{type}\",\"entry\":[{{{members}}}]");

    private static string Appointment(string participant) => Resource("Appointment", $"\"status\":\"proposed\",\"participant\":[{{\"status\":\"accepted\",{participant}}}]");

    private static string Section(string members) => Resource("Composition", $"\"section\":[{{{members}}}]");

    private static string Observation(string members) =>
        Resource("Observation", $"\"status\":\"final\",\"code\":{{\"coding\":[{{\"system\":\"urn:x\",\"code\":\"x\"}}]}},{members}");

    private static string Extension(string members) => Resource("Patient", $"\"extension\":[{{\"url\":\"https://a.example.org\",{members}}}]");

    private static string Contained(string members, string link = Link) =>
        Resource("Patient", $"\"contained\":[{{\"resourceType\":\"Patient\",\"id\":\"o\",{members}}}],{link}");

    private static string Scope(string code, string patient) =>
        Resource("Consent", $"\"scope\":{{\"coding\":[{{\"system\":\"something\",\"code\":\"{code}\"}}]}}{patient}");

    private static string Narrative(string html) =>
        Resource("Patient", $"\"text\":{{\"status\":\"generated\",\"div\":\"<div xmlns=\\\"http://www.w3.org/1999/xhtml\\\">{html}</div>\"}}");
}
