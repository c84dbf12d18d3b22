using System.Globalization;
using System.Text;
using System.Text.Json;
using IntegrationHub.Functions.Referrals.Terminology;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Referrals.Search;

/// <summary>The values of a resource's search parameters, by their names.</summary>
internal sealed class SearchValues(Func<string, IReadOnlyList<string>> of)
{
    public IReadOnlyList<string> this[string parameter] => of(parameter);
}

/// <summary>
/// What a case's resources can be found by, as the metadata of its index entry, so that an answer comes from a listing and not from reading
/// every case. It holds codes, dates and references; identifiers as keyed hashes only.
/// </summary>
internal sealed class SearchDocuments(CaseResources resources, HubConcepts concepts)
{
    // To be raised when values are written in another way.
    private const string Written = "2";

    // Blob metadata may have 8 KiB with its names. What is longer isn't kept: the search reads the case then.
    private const int MostBytes = 7_500;

    // The case's own id, in references and in ids, is short here: it stands in the entry's name. FHIR texts have no other control characters than these.
    private const string Case = "\n";
    private const string LineFeed = "\u0001";

    /// <summary>How values are written now, the mapping's codings included.</summary>
    public string Form { get; } = $"{Written}.{concepts.Fingerprint}";

    /// <summary>Whether an entry holds its values as they would be written now.</summary>
    public bool Trusts(SearchEntry entry) => entry.Values is not null && entry.Form == Form;

    public IDictionary<string, string> MetadataOf(StoredCase stored, Func<string, string> hash)
    {
        var metadata = new Dictionary<string, string>
        {
            [SearchEntry.FormKey] = Form,
            [SearchEntry.VersionKey] = stored.Version.ToString(CultureInfo.InvariantCulture),
        };
        if (Write(stored, hash) is { Length: <= MostBytes } values)
        {
            metadata[SearchEntry.ValuesKey] = values;
        }

        return metadata;
    }

    /// <summary>The resources of a type that an index entry tells of, with their values.</summary>
    public static IEnumerable<(string ResourceId, SearchValues Values)> Read(SearchEntry entry, string type)
    {
        using var json = JsonDocument.Parse(entry.Values!);
        if (!json.RootElement.TryGetProperty(type, out var held))
        {
            return [];
        }

        return [.. held.EnumerateObject().Select(resource => (Restored(resource.Name, entry.CaseId.Value), ValuesOf(resource.Value, entry.CaseId.Value)))];
    }

    /// <summary>The same from a case that was read.</summary>
    public IEnumerable<(string ResourceId, SearchValues Values)> Read(StoredCase stored, string type, Func<string, string> hash) =>
        resources.OfType(stored, type).Select(resource => (
            resource.Id!,
            new SearchValues(name => SearchParameters.Find(type, name) is { } parameter ? [.. Of(parameter, resource, hash)] : [])));

    private string Write(StoredCase stored, Func<string, string> hash)
    {
        var caseId = stored.State.Header.CaseId;
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var type in SearchParameters.ByType.Keys.Where(type => !SearchParameters.OnlyWithin.ContainsKey(type)).Order(StringComparer.Ordinal))
            {
                WriteType(json, stored, type, caseId, hash);
            }

            json.WriteEndObject();
        }

        return Encoding.ASCII.GetString(buffer.ToArray());
    }

    private void WriteType(Utf8JsonWriter json, StoredCase stored, string type, string caseId, Func<string, string> hash)
    {
        var held = resources.OfType(stored, type);
        if (held.Count == 0)
        {
            return;
        }

        json.WriteStartObject(type);
        foreach (var resource in held)
        {
            json.WriteStartObject(Shortened(resource.Id!, caseId));
            foreach (var parameter in SearchParameters.ByType[type])
            {
                WriteValues(json, parameter.Name, [.. Of(parameter, resource, hash).Select(value => Shortened(value, caseId))]);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteValues(Utf8JsonWriter json, string name, IReadOnlyList<string> values)
    {
        if (values.Count == 0)
        {
            return;
        }

        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }

    private static IEnumerable<string> Of(SearchParameter parameter, Contracts.Fhir.Resource resource, Func<string, string> hash)
    {
        var values = parameter.Values(resource).OfType<string>();
        return parameter.Kind == SearchKind.Identifier ? values.Select(value => HashedToken(value, hash)) : values;
    }

    /// <summary><c>system|value</c> with the value hashed.</summary>
    public static string HashedToken(string token, Func<string, string> hash)
    {
        var bar = token.IndexOf('|', StringComparison.Ordinal);
        return $"{token[..(bar + 1)]}{hash(token[(bar + 1)..])}";
    }

    private static SearchValues ValuesOf(JsonElement resource, string caseId)
    {
        var values = resource.EnumerateObject().ToDictionary(
            parameter => parameter.Name,
            parameter => (IReadOnlyList<string>)[.. parameter.Value.EnumerateArray().Select(value => Restored(value.GetString()!, caseId))],
            StringComparer.Ordinal);
        return new SearchValues(name => values.GetValueOrDefault(name, []));
    }

    private static string Shortened(string text, string caseId) => text.Replace("\n", LineFeed, StringComparison.Ordinal).Replace(caseId, Case, StringComparison.Ordinal);

    private static string Restored(string text, string caseId) => text.Replace(Case, caseId, StringComparison.Ordinal).Replace(LineFeed, "\n", StringComparison.Ordinal);
}
