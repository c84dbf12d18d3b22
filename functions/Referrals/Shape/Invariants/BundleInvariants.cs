using System.Text.Json;

namespace IntegrationHub.Functions.Referrals.Shape;

/// <summary>HL7's rules for Bundle.</summary>
internal static class BundleInvariants
{
    public static IReadOnlyList<InvariantRule> All { get; } =
    [
        new("bdl-1", "Bundle", json => !json.HasOrSibling("total"u8) || IsOf(json, "searchset", "history"),
            "total is only allowed in a searchset or a history.") { When = "total" },
        new("bdl-2", "Bundle", json => IsOf(json, "searchset") || !json.Items("entry"u8).Any(entry => entry.Has("search"u8)),
            "entry.search is only allowed in a searchset."),
        new("bdl-3", "Bundle", json => EveryEntry(json, "request"u8, IsOf(json, "batch", "transaction", "history")),
            "Every entry of a batch, transaction or history must have a request, and no other entry may have one."),
        new("bdl-4", "Bundle", json => EveryEntry(json, "response"u8, IsOf(json, "batch-response", "transaction-response", "history")),
            "Every entry of a batch-response, transaction-response or history must have a response, and no other entry may have one."),
        new("bdl-5", "Bundle.entry", json => json.Has("resource"u8) || json.Has("request"u8) || json.Has("response"u8),
            "An entry must have a resource, a request or a response."),
        new("bdl-7", "Bundle", json => IsOf(json, "history") || HasDistinctFullUrls(json),
            "Entries with the same fullUrl must differ in meta.versionId."),
        new("bdl-8", "Bundle.entry", json => json.Text("fullUrl"u8)?.Contains("/_history/", StringComparison.Ordinal) != true,
            "fullUrl must not name a version.") { When = "fullUrl" },
        new("bdl-9", "Bundle", json => !IsOf(json, "document") || HasWholeIdentifier(json),
            "A document must have an identifier with a system and a value."),
        new("bdl-10", "Bundle", json => !IsOf(json, "document") || json.Has("timestamp"u8),
            "A document must have a timestamp."),
        new("bdl-11", "Bundle", json => !IsOf(json, "document") || StartsWith(json, "Composition"),
            "The first resource of a document must be a Composition."),
        new("bdl-12", "Bundle", json => !IsOf(json, "message") || StartsWith(json, "MessageHeader"),
            "The first resource of a message must be a MessageHeader."),
    ];

    private static bool IsOf(JsonElement bundle, params ReadOnlySpan<string> types) =>
        bundle.Text("type"u8) is { } type && types.Contains(type);

    private static bool EveryEntry(JsonElement bundle, ReadOnlySpan<byte> member, bool wanted)
    {
        foreach (var entry in bundle.Items("entry"u8))
        {
            if (entry.ValueKind == JsonValueKind.Object && entry.Has(member) != wanted)
                return false;
        }
        return true;
    }

    private static bool HasDistinctFullUrls(JsonElement bundle)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return bundle.Items("entry"u8).Where(entry => entry.Text("fullUrl"u8) is not null)
            .All(entry => seen.Add(entry.Text("fullUrl"u8) + entry.Get("resource"u8)?.Get("meta"u8)?.Text("versionId"u8)));
    }

    private static bool HasWholeIdentifier(JsonElement bundle) =>
        bundle.Get("identifier"u8) is { } identifier && identifier.HasOrSibling("system"u8) && identifier.HasOrSibling("value"u8);

    private static bool StartsWith(JsonElement bundle, string type) =>
        bundle.Items("entry"u8).Take(1).Any(entry => entry.Get("resource"u8)?.Text("resourceType"u8) == type);
}
