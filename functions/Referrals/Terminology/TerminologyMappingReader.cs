using System.Text.Json;
using IntegrationHub.Domain.Identifiers;

namespace IntegrationHub.Functions.Referrals.Terminology;

/// <summary>Reads a mapping file (contracts/schemas/terminology-mapping.schema.json). Every fault is named, with its JSON pointer.</summary>
internal sealed class TerminologyMappingReader
{
    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false };
    private readonly List<string> faults = [];

    /// <returns>The mapping, or every fault.</returns>
    public static (TerminologyMapping? Mapping, IReadOnlyList<string> Faults) Read(ReadOnlyMemory<byte> content)
    {
        try
        {
            using var json = JsonDocument.Parse(content, Options);
            var reader = new TerminologyMappingReader();
            var mapping = reader.Mapping(json.RootElement);
            return reader.faults.Count == 0 ? (mapping, []) : (null, reader.faults);
        }
        catch (JsonException)
        {
            return (null, ["The file must be JSON (UTF-8, without comments and without repeated members)."]);
        }
    }

    private TerminologyMapping Mapping(JsonElement root)
    {
        var codings = new Dictionary<(string, string), IReadOnlyList<MappedCoding>>();
        var organisations = new Dictionary<string, MappedOrganisation>();
        if (IsObject(root, "", "codings", "organisations"))
        {
            foreach (var (item, pointer) in Items(root, "", "codings"))
            {
                Codings(item, pointer, codings);
            }

            foreach (var (item, pointer) in Items(root, "", "organisations"))
            {
                Organisation(item, pointer, organisations);
            }
        }

        return new TerminologyMapping(codings, organisations);
    }

    private void Codings(JsonElement item, string pointer, Dictionary<(string, string), IReadOnlyList<MappedCoding>> codings)
    {
        if (!IsObject(item, pointer, "system", "code", "also"))
        {
            return;
        }

        var system = Text(item, pointer, "system", required: true);
        var code = Text(item, pointer, "code", required: true);
        var also = Items(item, pointer, "also", required: true).Select(other => Coding(other.Item, other.Pointer)).ToList();
        if (system is null || code is null)
        {
            return;
        }

        if (HubTerminology.Find(system) is not { } known)
        {
            Fault($"{pointer}/system", $"must be one of {string.Join(", ", HubTerminology.Systems.Select(hub => hub.Url))}");
        }
        else if (known.Find(code) is null)
        {
            Fault($"{pointer}/code", $"is no code of {known.Url}");
        }

        if (!codings.TryAdd((system, code), also))
        {
            Fault(pointer, "repeats the system and code of an earlier item");
        }
    }

    private MappedCoding Coding(JsonElement item, string pointer)
    {
        if (!IsObject(item, pointer, "system", "code", "display"))
        {
            return new MappedCoding("", "", null);
        }

        var coding = new MappedCoding(
            Text(item, pointer, "system", required: true) ?? "", Text(item, pointer, "code", required: true) ?? "", Text(item, pointer, "display"));
        if (coding.System.Length > 0 && (!Uri.TryCreate(coding.System, UriKind.Absolute, out _) || coding.System.Any(char.IsWhiteSpace)))
        {
            Fault($"{pointer}/system", "must be an absolute URI");
        }
        else if (HubTerminology.Find(coding.System) is not null)
        {
            Fault($"{pointer}/system", "is a system of the hub's own");
        }

        return coding;
    }

    private void Organisation(JsonElement item, string pointer, Dictionary<string, MappedOrganisation> organisations)
    {
        if (!IsObject(item, pointer, "code", "name", "odsCode"))
        {
            return;
        }

        var organisation = new MappedOrganisation(
            Text(item, pointer, "code", required: true) ?? "", Text(item, pointer, "name"), Text(item, pointer, "odsCode"));
        var isCouncil = LocalAuthorityCode.TryParse(organisation.Code, out _);
        if (organisation.Code.Length > 0 && !isCouncil && !OdsCode.TryParse(organisation.Code, out _))
        {
            Fault($"{pointer}/code", "must be a council's three-digit code or an ODS code");
        }

        if (organisation.OdsCode is { } ods && !(isCouncil && OdsCode.TryParse(ods, out _)))
        {
            Fault($"{pointer}/odsCode", isCouncil ? "must be an ODS code" : "belongs to a council: a provider's code is its ODS code");
        }

        if (organisation.Code.Length > 0 && !organisations.TryAdd(organisation.Code, organisation))
        {
            Fault($"{pointer}/code", "repeats the code of an earlier item");
        }
    }

    private bool IsObject(JsonElement item, string pointer, params string[] members)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            Fault(pointer, "must be an object");
            return false;
        }

        foreach (var member in item.EnumerateObject().Where(member => !members.Contains(member.Name)))
        {
            Fault($"{pointer}/{member.Name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}", $"is unknown; known are {string.Join(", ", members)}");
        }

        return true;
    }

    private IEnumerable<(JsonElement Item, string Pointer)> Items(JsonElement owner, string pointer, string name, bool required = false)
    {
        if (!owner.TryGetProperty(name, out var list) && !required)
        {
            return [];
        }

        if (list.ValueKind != JsonValueKind.Array || (required && list.GetArrayLength() == 0))
        {
            Fault($"{pointer}/{name}", required ? "must be an array with at least one item" : "must be an array");
            return [];
        }

        return list.EnumerateArray().Select((item, index) => (item, $"{pointer}/{name}/{index}"));
    }

    private string? Text(JsonElement owner, string pointer, string name, bool required = false)
    {
        if (!owner.TryGetProperty(name, out var value) && !required)
        {
            return null;
        }

        // What FHIR takes as a string or a code: no space at either end.
        if (value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 and <= 500 } text && text == text.Trim() && !text.Any(char.IsControl))
        {
            return text;
        }

        Fault($"{pointer}/{name}", "must be a text of 1 to 500 characters, without a space at either end");
        return null;
    }

    private void Fault(string pointer, string text) => faults.Add($"{(pointer.Length == 0 ? "the whole file" : pointer)} {text}.");
}
