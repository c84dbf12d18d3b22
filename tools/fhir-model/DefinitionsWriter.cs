using System.Text.Json;
using System.Text.Json.Nodes;

namespace IntegrationHub.Tools.FhirModel;

/// <summary>Writes the same types as data for the shape checker, one element a line so that differences can be read.</summary>
internal static class DefinitionsWriter
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(ModelSet model) => string.Join("\n",
    [
        "{",
        "\"fhirVersion\":\"4.0.1\",",
        $"\"resourceTypes\":{Json(model.AllResourceNames)},",
        Block("primitives", '{', '}', model.Primitives.Select(Primitive)) + ",",
        Block("codes", '{', '}', model.CodeLists.Values.Select(list => $"{Json(list.Name)}:{Json(list.Codes.Select(concept => concept.Code))}")) + ",",
        Block("types", '{', '}', model.Types.Select(type => Type(type, model))),
        "}",
        "",
    ]);

    private static string Block(string name, char open, char close, IEnumerable<string> lines)
    {
        var body = string.Join(",\n", lines);
        return body.Length == 0 ? $"\"{name}\":{open}{close}" : $"\"{name}\":{open}\n{body}\n{close}";
    }

    private static string Primitive(PrimitiveModel primitive)
    {
        var json = new JsonObject { ["json"] = primitive.Json };
        if (primitive.Regex is not null)
            json["regex"] = primitive.Regex;
        return $"{Json(primitive.Name)}:{json.ToJsonString(Plain)}";
    }

    private static string Type(TypeModel type, ModelSet model)
    {
        var elements = Block("elements", '[', ']', type.Elements.Select(element => Element(element, model)));
        var kind = type.IsAbstract ? "abstract" : type.Kind.ToString().ToLowerInvariant();
        var constraints = type.Constraints.Count == 0 ? "" : $"\"constraints\":{Constraints(type.Constraints).ToJsonString(Plain)},";
        return $"{Json(type.Name)}:{{\"kind\":\"{kind}\",{(type.Base is null ? "" : $"\"base\":{Json(type.Base)},")}{constraints}{elements}}}";
    }

    private static string Element(ElementModel element, ModelSet model)
    {
        var json = new JsonObject { ["name"] = element.Name };
        if (element.Min > 0)
            json["min"] = element.Min;
        if (element.Repeats)
            json["max"] = "*";
        json["types"] = Array(element.Types);
        if (element.IsChoice)
            json["choice"] = true;
        if (!element.HasSibling)
            json["sibling"] = false;
        if (element.Targets.Count > 0 && !element.Targets.Contains("Resource"))
            json["targets"] = Array(element.Targets);
        if (element.ValueSet is not null && model.CodeLists.TryGetValue(element.ValueSet, out var list))
            json["codes"] = list.Name;
        if (element.InSummary)
            json["summary"] = true;
        if (element.Constraints.Count > 0)
            json["constraints"] = Constraints(element.Constraints);
        return json.ToJsonString(Plain);
    }

    private static JsonObject Constraints(IReadOnlyList<ConstraintModel> constraints) =>
        new(constraints.Select(constraint => KeyValuePair.Create(constraint.Key, (JsonNode?)constraint.Human)));

    private static JsonArray Array(IEnumerable<string> texts) => [.. texts.Select(text => (JsonNode)text)];

    private static string Json<T>(T value) => JsonSerializer.Serialize(value, Plain);
}
