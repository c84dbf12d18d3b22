using System.Text.Json;

namespace IntegrationHub.Functions.Referrals.Shape;

/// <summary>HL7's rules for resources as a whole, Bundle apart.</summary>
internal static class ResourceInvariants
{
    public static IReadOnlyList<InvariantRule> All { get; } =
    [
        new("app-2", "Appointment", json => json.HasOrSibling("start"u8) == json.HasOrSibling("end"u8),
            "start and end must be given together, or neither."),
        new("app-3", "Appointment", json => (json.HasOrSibling("start"u8) && json.HasOrSibling("end"u8)) || json.Text("status"u8) is "proposed" or "cancelled" or "waitlist",
            "Only a proposed, cancelled or waitlisted appointment may lack start and end."),
        new("app-4", "Appointment", json => !json.Has("cancelationReason"u8) || json.Text("status"u8) is "cancelled" or "noshow",
            "cancelationReason is only allowed when the status is cancelled or noshow.") { When = "cancelationReason" },
        new("dom-2", "DomainResource", json => NoneContained(json, static contained => contained.Has("contained"u8)),
            "A contained resource must not contain others.") { When = "contained" },
        new("dom-4", "DomainResource", json => NoneContained(json, static contained => MetaHas(contained, "versionId"u8) || MetaHas(contained, "lastUpdated"u8)),
            "A contained resource must not have meta.versionId or meta.lastUpdated.") { When = "contained" },
        new("dom-5", "DomainResource", json => NoneContained(json, static contained => MetaHas(contained, "security"u8)),
            "A contained resource must not have a security label.") { When = "contained" },
        new("inv-1", "Task", json => !FhirMoment.IsAfter(json.Get("authoredOn"u8), json.Get("lastModified"u8)),
            "lastModified must not be before authoredOn."),
        new("obs-6", "Observation", json => !json.Has("dataAbsentReason"u8) || !json.HasChoice("value"u8),
            "dataAbsentReason is only allowed where there is no value.") { When = "dataAbsentReason" },
        new("obs-7", "Observation", json => !json.HasChoice("value"u8) || !HasComponentOfItsOwnCode(json),
            "An observation with a value must not have a component with the same code.") { When = "component" },
        new("org-1", "Organization", json => json.Has("identifier"u8) || json.HasOrSibling("name"u8),
            "An organization must have an identifier or a name."),
        new("ppc-1", "Consent", json => json.Has("policy"u8) || json.Has("policyRule"u8),
            "A consent must have a policy or a policyRule."),
        new("ppc-2", "Consent", json => HasPatientFor(json, "patient-privacy"), "A consent of this scope must have a patient."),
        new("ppc-3", "Consent", json => HasPatientFor(json, "research"), "A consent of this scope must have a patient."),
        new("ppc-4", "Consent", json => HasPatientFor(json, "adr"), "A consent of this scope must have a patient."),
        new("ppc-5", "Consent", json => HasPatientFor(json, "treatment"), "A consent of this scope must have a patient."),
        new("prr-1", "ServiceRequest", json => !json.Has("orderDetail"u8) || json.Has("code"u8),
            "orderDetail is only allowed beside code.") { When = "orderDetail" },
    ];

    private static bool NoneContained(JsonElement resource, Predicate<JsonElement> isWrong)
    {
        foreach (var contained in resource.Items("contained"u8))
        {
            if (isWrong(contained))
                return false;
        }
        return true;
    }

    private static bool HasComponentOfItsOwnCode(JsonElement observation)
    {
        var codings = CodingsOf(observation).ToList();
        return observation.Items("component"u8).SelectMany(CodingsOf).Any(coding => codings.Exists(own => JsonElement.DeepEquals(own, coding)));
    }

    private static IEnumerable<JsonElement> CodingsOf(JsonElement part) => part.Get("code"u8) is { } code ? code.Items("coding"u8) : [];

    private static bool MetaHas(JsonElement resource, ReadOnlySpan<byte> member) => resource.Get("meta"u8)?.HasOrSibling(member) == true;

    // The system really is 'something' in the published rule, so it binds hardly anyone. It is kept as published.
    private static bool HasPatientFor(JsonElement consent, string scope) =>
        consent.Has("patient"u8)
        || consent.Get("scope"u8) is not { } concept
        || !concept.Items("coding"u8).Any(coding => coding.Is("system"u8, "something"u8) && coding.Text("code"u8) == scope);
}
