using System.Text.Json;

namespace IntegrationHub.Functions.Referrals.Shape;

/// <summary>The rules of FHIR R4 that span several members, under HL7's own keys.</summary>
internal static class Invariants
{
    private sealed record Rule(string Key, string Type, Func<JsonElement, Place, bool> Holds, string Text);

    private static readonly ILookup<string, Rule> ByType = new Rule[]
    {
        new("app-2", "Appointment", (json, _) => json.HasOrSibling("start") == json.HasOrSibling("end"),
            "start and end must be given together, or neither."),
        new("app-3", "Appointment", (json, _) => Both(json, "start", "end") || json.Text("status") is "proposed" or "cancelled" or "waitlist",
            "Only a proposed, cancelled or waitlisted appointment may lack start and end."),
        new("app-4", "Appointment", (json, _) => !json.Has("cancelationReason") || json.Text("status") is "cancelled" or "noshow",
            "cancelationReason is only allowed when the status is cancelled or noshow."),
        new("att-1", "Attachment", (json, _) => !json.HasOrSibling("data") || json.HasOrSibling("contentType"),
            "An attachment with data must have a contentType."),
        new("bdl-1", "Bundle", (json, _) => !json.HasOrSibling("total") || json.Text("type") is "searchset" or "history",
            "total is only allowed in a searchset or a history."),
        new("bdl-2", "Bundle", (json, _) => !json.Items("entry").Any(entry => entry.Has("search")) || json.Text("type") == "searchset",
            "entry.search is only allowed in a searchset."),
        new("bdl-3", "Bundle", (json, _) => EveryEntry(json, "request", json.Text("type") is "batch" or "transaction" or "history"),
            "Every entry of a batch, transaction or history must have a request, and no other entry may have one."),
        new("bdl-4", "Bundle", (json, _) => EveryEntry(json, "response", json.Text("type") is "batch-response" or "transaction-response" or "history"),
            "Every entry of a batch-response, transaction-response or history must have a response, and no other entry may have one."),
        new("bdl-7", "Bundle", (json, _) => json.Text("type") == "history" || HasDistinctFullUrls(json),
            "Entries with the same fullUrl must differ in meta.versionId."),
        new("bdl-8", "Bundle.entry", (json, _) => json.Text("fullUrl")?.Contains("/_history/", StringComparison.Ordinal) != true,
            "fullUrl must not name a version."),
        new("dom-2", "DomainResource", (json, _) => !json.Items("contained").Any(contained => contained.Has("contained")),
            "A contained resource must not contain others."),
        new("dom-3", "DomainResource", (json, _) => EveryContainedIsReferredTo(json),
            "Every contained resource must be referred to by #id from the resource, or refer to the resource by #."),
        new("dom-4", "DomainResource", (json, _) => !json.Items("contained").Any(contained => MetaHas(contained, "versionId") || MetaHas(contained, "lastUpdated")),
            "A contained resource must not have meta.versionId or meta.lastUpdated."),
        new("dom-5", "DomainResource", (json, _) => !json.Items("contained").Any(contained => MetaHas(contained, "security")),
            "A contained resource must not have a security label."),
        new("ext-1", "Extension", (json, _) => json.Has("extension") != HasValue(json),
            "An extension must have either a value or extensions of its own, not both and not neither."),
        new("inv-1", "Task", (json, _) => !FhirMoment.IsAfter(json.Text("authoredOn"), json.Text("lastModified")),
            "lastModified must not be before authoredOn."),
        new("per-1", "Period", (json, _) => !FhirMoment.IsAfter(json.Text("start"), json.Text("end")),
            "A period must not end before it starts."),
        new("ppc-1", "Consent", (json, _) => json.Has("policy") || json.Has("policyRule"),
            "A consent must have a policy or a policyRule."),
        new("ref-1", "Reference", RefersToContained,
            "A reference that starts with # must name the id of a contained resource."),
    }.ToLookup(rule => rule.Type, StringComparer.Ordinal);

    public static void Check(JsonElement json, TypeShape shape, Place place, FaultList faults)
    {
        var rules = shape.Lineage.SelectMany(type => ByType[type.Name]);
        foreach (var rule in rules.Where(rule => !rule.Holds(json, place)))
            faults.Invariant(place, $"{rule.Text} ({rule.Key})");
    }

    private static bool Both(JsonElement json, string first, string second) => json.HasOrSibling(first) && json.HasOrSibling(second);

    private static bool EveryEntry(JsonElement bundle, string member, bool wanted) =>
        bundle.Items("entry").All(entry => entry.Has(member) == wanted);

    private static bool HasDistinctFullUrls(JsonElement bundle)
    {
        var keys = bundle.Items("entry").Where(entry => entry.Text("fullUrl") is not null)
            .Select(entry => (entry.Text("fullUrl"), entry.Get("resource")?.Get("meta")?.Text("versionId"))).ToList();
        return keys.Distinct().Count() == keys.Count;
    }

    private static bool MetaHas(JsonElement resource, string member) => resource.Get("meta")?.HasOrSibling(member) == true;

    private static bool HasValue(JsonElement extension) =>
        extension.EnumerateObject().Any(member => member.Name.TrimStart('_').StartsWith("value", StringComparison.Ordinal));

    private static bool EveryContainedIsReferredTo(JsonElement resource)
    {
        if (!resource.Has("contained"))
            return true;
        var local = resource.Strings().Where(text => text.StartsWith('#')).ToHashSet(StringComparer.Ordinal);
        return resource.Items("contained").All(contained => local.Contains("#" + contained.Text("id")) || contained.Strings().Contains("#"));
    }

    private static bool RefersToContained(JsonElement reference, Place place) =>
        reference.Text("reference") is not ['#', .. var id] || place.Container.Has(id);
}
