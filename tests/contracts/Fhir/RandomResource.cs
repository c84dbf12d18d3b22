using System.Text.Json.Nodes;
using IntegrationHub.Contracts.Fhir;

namespace IntegrationHub.Contracts.Tests.Fhir;

/// <summary>
/// Valid resources by chance, out of HL7's definitions alone: any element may be there, once or several times, as any type
/// of a choice, with ids and extensions on primitives, and with contained resources. The same seed gives the same resource.
/// Elements that rules over several members bind are made to keep them, so that nothing here should ever be refused.
/// </summary>
internal sealed class RandomResource(int seed)
{
    private const int Deepest = 4;

    /// <summary>Rarely chosen, or left out, since a rule of HL7's forbids most of the values that chance would give.</summary>
    private static readonly HashSet<string> LeftOut = new(StringComparer.Ordinal)
    {
        "DomainResource.modifierExtension", "BackboneElement.modifierExtension", "DomainResource.contained", "Bundle.total", "Bundle.entry.search",
        "Bundle.entry.request", "Bundle.entry.response", "Appointment.cancelationReason", "CarePlan.activity.reference", "TriggerDefinition.condition",
        "TriggerDefinition.data", "Timing.repeat.when", "Timing.repeat.offset", "Timing.repeat.periodMax", "Timing.repeat.durationMax", "Timing.repeat.countMax",
        "ServiceRequest.orderDetail", "Parameters.parameter.part", "Parameters.parameter.resource", "Reference.type", "ContactPoint.use", "Address.use",
        "DataRequirement.codeFilter.searchParam", "DataRequirement.dateFilter.searchParam", "Task.lastModified", "Quantity.code", "Extension.extension",
        "Composition.section.emptyReason", "Observation.dataAbsentReason",
    };

    /// <summary>Always there, since a rule of HL7's asks for them.</summary>
    private static readonly HashSet<string> Always = new(StringComparer.Ordinal)
    {
        "Appointment.start", "Appointment.end", "Appointment.participant.actor", "Attachment.contentType", "Bundle.entry.resource", "Consent.policyRule",
        "ContactPoint.system", "DataRequirement.codeFilter.path", "DataRequirement.dateFilter.path", "Expression.expression", "Extension.value",
        "Organization.name", "Parameters.parameter.value", "Patient.contact.name", "Ratio.numerator", "Ratio.denominator", "Timing.repeat.durationUnit",
        "Timing.repeat.periodUnit", "TriggerDefinition.name", "TriggerDefinition.timing", "Reference.display", "Period.start",
        "Composition.section.text", "Observation.referenceRange.text",
    };

    private static readonly Dictionary<string, string[]> Samples = new(StringComparer.Ordinal)
    {
        ["base64Binary"] = ["YWJj", "AAAA", "/+8="],
        ["canonical"] = ["https://a.example.org/x|1.0", "urn:x"],
        ["code"] = ["x", "a b", "en-GB"],
        ["date"] = ["2026", "2026-11", "2024-02-29"],
        ["dateTime"] = ["2026", "2026-11", "2024-02-29", "2016-12-31T23:59:60Z", "2026-11-02T09:30:00.123+14:00"],
        ["decimal"] = ["0", "-0.00", "1e2", "1.50E-7", "3.14159265358979323846264338327950288419716939937510"],
        ["id"] = ["a", "A-1.b", "0123456789012345678901234567890123456789012345678901234567890123"],
        ["instant"] = ["2026-11-02T09:30:00Z", "2026-11-02T09:30:00.000000001-00:30"],
        ["integer"] = ["0", "-2147483648", "2147483647"],
        ["markdown"] = ["# x\n\n* y", "\u00a0"],
        ["oid"] = ["urn:oid:1.2.3.0", "urn:oid:2.16.840"],
        ["positiveInt"] = ["1", "2147483647"],
        ["string"] = ["x", "O\u2019Invented \"quoted\" \\ \ud83d\ude00", " \t\r\n", "\u00e9"],
        ["time"] = ["00:00:00", "23:59:60.5"],
        ["unsignedInt"] = ["0", "7"],
        ["uri"] = ["urn:x", "https://a.example.org/?a=b#c"],
        ["url"] = ["https://a.example.org"],
        ["uuid"] = ["urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e1"],
        ["xhtml"] = ["<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>x &amp; y</p></div>"],
    };

    // The same seed must give the same resource, on every machine.
#pragma warning disable CA5394
    private readonly Random chance = new(seed);

    public JsonObject Of(string type)
    {
        var resource = Resource(type, depth: 0);
        if (Has(type, "DomainResource") && Flip(3))
            Contain(resource);
        return resource;
    }

    private static void Contain(JsonObject resource)
    {
        // dom-3: it refers to what contains it.
        var at = resource.TakeWhile(member => member.Key is "resourceType" or "id" or "meta" or "implicitRules" or "_implicitRules" or "language" or "_language" or "text").Count();
        resource.Insert(at, "contained", new JsonArray(new JsonObject
        {
            ["resourceType"] = "Provenance",
            ["id"] = "within",
            ["target"] = new JsonArray(new JsonObject { ["reference"] = "#" }),
            ["recorded"] = "2026-11-02T09:30:00Z",
            ["agent"] = new JsonArray(new JsonObject { ["who"] = new JsonObject { ["display"] = "x" } }),
        }));
    }

    private JsonObject Resource(string type, int depth)
    {
        var resource = new JsonObject { ["resourceType"] = type };
        Fill(resource, type, depth);
        return resource;
    }

    private void Fill(JsonObject json, string type, int depth)
    {
        foreach (var (owner, element) in Lineage(type).Reverse().SelectMany(owner => owner.Elements.Select(element => (owner.Name, element))))
        {
            var name = type == "Extension" ? $"Extension.{element.Name}" : $"{owner}.{element.Name}";
            if (!LeftOut.Contains(name) && (element.Required || Always.Contains(name) || (depth < Deepest && Flip(depth + 3))))
                Add(json, element, depth);
        }
        Mend(json, type);
    }

    private void Add(JsonObject json, ElementDefinition element, int depth)
    {
        var types = element.Types.Where(type => depth < Deepest || !element.IsChoice || Samples.ContainsKey(type)).ToList();
        var type = types.Count == 0 ? element.Types[0] : types[chance.Next(types.Count)];
        var name = element.IsChoice ? element.Name + char.ToUpperInvariant(type[0]) + type[1..] : element.Name;
        var count = element.Repeats ? 1 + chance.Next(3) : 1;
        var isPrimitive = FhirDefinitions.R4.Primitives.ContainsKey(type);
        JsonNode?[] values = [.. Enumerable.Range(0, count).Select(_ => isPrimitive ? Primitive(type, element) : Complex(type, depth + 1))];
        JsonNode?[] siblings = [.. values.Select(_ => isPrimitive && element.HasSibling && Flip(6) ? Sibling() : null)];
        // Only a text that repeats may lack its value here; rules over several members speak of the others.
        for (var i = 0; element.Repeats && isPrimitive && i < count; i++)
            values[i] = siblings[i] is not null && Flip(2) ? null : values[i];
        if (values.Any(value => value is not null))
            json[name] = element.Repeats ? new JsonArray(values) : values[0];
        if (siblings.Any(sibling => sibling is not null))
            json["_" + name] = element.Repeats ? new JsonArray(siblings) : siblings[0];
    }

    private static JsonObject Sibling() => new()
    {
        ["id"] = "s",
        ["extension"] = new JsonArray(new JsonObject { ["url"] = "https://a.example.org/why", ["valueCode"] = "unknown" }),
    };

    private JsonObject Complex(string type, int depth)
    {
        if (type == "Resource")
            return Resource("Binary", depth);
        var json = new JsonObject();
        Fill(json, type, depth);
        if (json.Count == 0 || (json.Count == 1 && json.ContainsKey("id")))
            json["extension"] = new JsonArray(new JsonObject { ["url"] = "https://a.example.org/x", ["valueBoolean"] = true });
        return json;
    }

    private JsonNode Primitive(string type, ElementDefinition element)
    {
        if (element.Codes is { } codes)
            return codes[chance.Next(codes.Count)];
        if (type == "boolean")
            return Flip(2);
        var text = Samples[type][chance.Next(Samples[type].Length)];
        return FhirDefinitions.R4.Primitives[type].Json == "number" ? JsonNode.Parse(text)! : text;
    }

    /// <summary>What rules over several members ask of the values.</summary>
    private static void Mend(JsonObject json, string type)
    {
        switch (type)
        {
            case "Appointment":
                json["start"] = "2026-11-02T09:30:00Z";
                json["end"] = "2026-11-02T10:00:00Z";
                break;
            case "Bundle":
                json["type"] = "collection";
                break;
            case "Bundle.entry":
                json.Remove("fullUrl");
                json.Remove("_fullUrl");
                break;
            case "Observation.component":
                // obs-7: never the code of the whole.
                json["code"] = new JsonObject { ["text"] = "a part" };
                break;
            case "Period":
                json["start"] = "2026-11-02";
                Replace(json, "end", "2026-12");
                break;
            case "Range":
                json.Remove("low");
                break;
            case "Reference":
                Replace(json, "reference", "urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e1");
                break;
            case "Age" or "Count" or "Distance" or "Duration":
                json.Remove("value");
                json.Remove("_value");
                Replace(json, "system", "http://unitsofmeasure.org");
                break;
            case "TriggerDefinition":
                json["type"] = "periodic";
                break;
            case "Timing.repeat":
                Replace(json, "duration", 1);
                Replace(json, "period", 1);
                break;
        }
    }

    private static void Replace(JsonObject json, string name, JsonNode value)
    {
        if (json.ContainsKey(name))
            json[name] = value;
    }

    private bool Flip(int oneIn) => chance.Next(oneIn) == 0;
#pragma warning restore CA5394

    private static bool Has(string type, string ancestor) => Lineage(type).Any(known => known.Name == ancestor);

    private static IEnumerable<TypeDefinition> Lineage(string? type)
    {
        for (; type is not null; type = FhirDefinitions.R4.Types[type].Base)
            yield return FhirDefinitions.R4.Types[type];
    }
}
