using System.Text.Json;

namespace IntegrationHub.Functions.Referrals.Shape;

/// <summary>HL7's rules for datatypes, Timing apart.</summary>
internal static class DatatypeInvariants
{
    public static IReadOnlyList<InvariantRule> All { get; } =
    [
        new("age-1", "Age", json => HasUcumCode(json) && json.Number("value"u8) is not <= 0,
            "An age with a value must have a code for a unit of time, its system must be UCUM, and the value must be above 0."),
        new("att-1", "Attachment", json => !json.HasOrSibling("data"u8) || json.HasOrSibling("contentType"u8),
            "An attachment with data must have a contentType.") { When = "data" },
        new("cnt-3", "Count", json => HasUcumCode(json) && (!json.HasOrSibling("code"u8) || json.Is("code"u8, "1"u8)) && IsWhole(json),
            "A count with a value must have the code 1, its system must be UCUM, and the value must be a whole number."),
        new("cpt-2", "ContactPoint", json => !json.HasOrSibling("value"u8) || json.HasOrSibling("system"u8),
            "A contact point with a value must have a system.") { When = "value" },
        new("dis-1", "Distance", HasUcumCode,
            "A distance with a value must have a code for a unit of length, and its system must be UCUM."),
        new("drq-1", "DataRequirement.codeFilter", json => json.HasOrSibling("path"u8) != json.HasOrSibling("searchParam"u8),
            "Either path or searchParam must be given, not both."),
        new("drq-2", "DataRequirement.dateFilter", json => json.HasOrSibling("path"u8) != json.HasOrSibling("searchParam"u8),
            "Either path or searchParam must be given, not both."),
        new("drt-1", "Duration", json => !json.HasOrSibling("code"u8) || (IsUcum(json) && json.HasOrSibling("value"u8)),
            "A duration with a code must have a value, and its system must be UCUM.") { When = "code" },
        new("exp-1", "Expression", json => json.HasOrSibling("expression"u8) || json.HasOrSibling("reference"u8),
            "An expression or a reference must be given."),
        new("ext-1", "Extension", json => json.Has("extension"u8) != json.HasChoice("value"u8),
            "An extension must have either a value or extensions of its own, not both and not neither."),
        new("per-1", "Period", json => !FhirMoment.IsAfter(json.Get("start"u8), json.Get("end"u8)),
            "A period must not end before it starts.") { When = "end" },
        new("qty-3", "Quantity", json => !json.HasOrSibling("code"u8) || json.HasOrSibling("system"u8),
            "A quantity with a code for its unit must have a system.") { When = "code" },
        new("rat-1", "Ratio", json => json.Has("numerator"u8) == json.Has("denominator"u8) && (json.Has("numerator"u8) || json.Has("extension"u8)),
            "A ratio must have both numerator and denominator, or neither and an extension."),
        new("ref-1", "Reference", RefersToContained,
            "A reference that starts with # must name the id of a contained resource.") { When = "reference" },
        new("rng-2", "Range", json => !IsAbove(json.Get("low"u8), json.Get("high"u8)),
            "The low end of a range must not be above the high end.") { When = "high" },
        new("trd-1", "TriggerDefinition", json => !json.Has("data"u8) || !json.HasChoice("timing"u8),
            "Either timing or data may be given, not both.") { When = "data" },
        new("trd-2", "TriggerDefinition", json => !json.Has("condition"u8) || json.Has("data"u8),
            "A condition is only allowed beside data.") { When = "condition" },
        new("trd-3", "TriggerDefinition", HasWhatItsTypeNeeds,
            "A named event needs a name, a periodic event a timing, and a data event data."),
    ];

    private static bool HasUcumCode(JsonElement quantity) =>
        (quantity.HasOrSibling("code"u8) || !quantity.HasOrSibling("value"u8))
        && (!quantity.HasOrSibling("system"u8) || IsUcum(quantity));

    private static bool IsUcum(JsonElement quantity) => quantity.Is("system"u8, "http://unitsofmeasure.org"u8);

    private static bool IsWhole(JsonElement quantity) =>
        quantity.Get("value"u8) is not { ValueKind: JsonValueKind.Number } value || !value.GetRawText().Contains('.', StringComparison.Ordinal);

    private static bool RefersToContained(JsonElement reference, Container container) =>
        reference.Get("reference"u8) is not { ValueKind: JsonValueKind.String } json
        || !json.MayStartWith((byte)'#')
        || json.GetString() is not ['#', .. var id]
        || container.Has(id);

    private static bool IsAbove(JsonElement? low, JsonElement? high) =>
        low is { } from && high is { } to && HaveSameUnit(from, to) && from.Number("value"u8) > to.Number("value"u8);

    /// <summary>Quantities of different units can't be told apart here; FHIRPath says nothing of them either.</summary>
    private static bool HaveSameUnit(JsonElement one, JsonElement other) =>
        one.Text("system"u8) == other.Text("system"u8) && one.Text("code"u8) == other.Text("code"u8) && one.Text("unit"u8) == other.Text("unit"u8);

    private static bool HasWhatItsTypeNeeds(JsonElement trigger) => trigger.Text("type"u8) switch
    {
        "named-event" => trigger.HasOrSibling("name"u8),
        "periodic" => trigger.HasChoice("timing"u8),
        ['d', 'a', 't', 'a', '-', ..] => trigger.Has("data"u8),
        _ => true,
    };
}
