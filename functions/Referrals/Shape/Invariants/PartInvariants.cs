using System.Text.Json;

namespace IntegrationHub.Functions.Referrals.Shape;

/// <summary>HL7's rules for parts of resources.</summary>
internal static class PartInvariants
{
    public static IReadOnlyList<InvariantRule> All { get; } =
    [
        new("app-1", "Appointment.participant", json => json.Has("type"u8) || json.Has("actor"u8),
            "A participant must have a type or an actor."),
        new("cmp-1", "Composition.section", json => json.Has("text"u8) || json.Has("entry"u8) || json.Has("section"u8),
            "A section must have a text, entries or sections of its own."),
        new("cmp-2", "Composition.section", json => !json.Has("emptyReason"u8) || !json.Has("entry"u8),
            "emptyReason is only allowed in a section without entries.") { When = "emptyReason" },
        new("cpl-3", "CarePlan.activity", json => !json.Has("detail"u8) || !json.Has("reference"u8),
            "An activity must not have both a reference and a detail.") { When = "detail" },
        new("inv-1", "Parameters.parameter", HasOneContent,
            "A parameter must have exactly one of value, resource and part."),
        new("obs-3", "Observation.referenceRange", json => json.Has("low"u8) || json.Has("high"u8) || json.HasOrSibling("text"u8),
            "A reference range must have a low, a high or a text."),
        new("org-2", "Organization.address", json => !json.Is("use"u8, "home"u8),
            "The address of an organization must not be of use home."),
        new("org-3", "Organization.telecom", json => !json.Is("use"u8, "home"u8),
            "The telecom of an organization must not be of use home."),
        new("pat-1", "Patient.contact",
            json => json.Has("name"u8) || json.Has("telecom"u8) || json.Has("address"u8) || json.Has("organization"u8),
            "A contact must have a name, a telecom, an address or an organization."),
        new("txt-1", "Narrative.div", json => json.ValueKind != JsonValueKind.String || NarrativeHtml.IsBasic(json.GetString()!),
            "A narrative must be well-formed XHTML with basic formatting, links and images only."),
        new("txt-2", "Narrative.div", json => json.ValueKind != JsonValueKind.String || NarrativeHtml.HasContent(json.GetString()!),
            "A narrative must have some content."),
    ];

    private static bool HasOneContent(JsonElement parameter)
    {
        var contents = (parameter.HasChoice("value"u8) ? 1 : 0) + (parameter.Has("resource"u8) ? 1 : 0) + (parameter.Has("part"u8) ? 1 : 0);
        return contents == 1;
    }
}
