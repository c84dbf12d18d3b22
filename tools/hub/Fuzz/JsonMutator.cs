using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace IntegrationHub.Tools.Hub.Fuzz;

/// <summary>
/// Changes a valid document in a few places that it knows by structure, and sometimes the bytes of it. JSON that no serializer would write gets in by
/// place holders that are replaced in the text.
/// </summary>
internal sealed class JsonMutator(Random random)
{
    private const string Mark = "~raw~";
    private static readonly JsonSerializerOptions Options = new() { MaxDepth = 512 };
    private readonly List<string> raws = [];

    /// <param name="valid">Left as it is.</param>
    /// <param name="others">Valid documents out of which parts are taken.</param>
    public byte[] Mutate(JsonNode valid, IReadOnlyList<JsonNode> others)
    {
        var root = new JsonObject { ["root"] = valid.DeepClone() };

        // One in ten stays valid: it shows that the rest fails for what was changed.
        var changes = random.Next(10) == 0 ? 0 : 1 + random.Next(random.Next(3) == 0 ? 6 : 2);
        for (var change = 0; change < changes; change++)
            Change(root, others);
        var text = (root["root"] ?? JsonValue.Create(0)!).ToJsonString(Options);
        for (var at = 0; at < raws.Count; at++)
            text = text.Replace($"\"{Mark}{at}~\"", raws[at], StringComparison.Ordinal);
        return changes > 0 && random.Next(12) == 0 ? Spoil(text) : Encoding.UTF8.GetBytes(text);
    }

    private void Change(JsonObject root, IReadOnlyList<JsonNode> others)
    {
        var sites = Sites(root).ToList();
        if (sites.Count == 0)
            return;
        var (parent, key) = sites[random.Next(sites.Count)];
        switch (random.Next(11))
        {
            case 0:
                Remove(parent, key);
                break;
            case 1 or 2 or 3:
                Put(parent, key, JsonValue.Create(Nasty.Text(random)));
                break;
            case 4 or 5:
                Put(parent, key, Raw(Nasty.Json(random)));
                break;
            case 6:
                Put(parent, key, new JsonArray(Get(parent, key)?.DeepClone()));
                break;
            case 7:
                Put(parent, key, PartOf(others[random.Next(others.Count)]));
                break;
            case 8:
                Put(parent, key, PartOf(root["root"]));
                break;
            case 9:
                AddMember(parent, key);
                break;
            default:
                Repeat(parent, key);
                break;
        }
    }

    private void AddMember(JsonNode parent, object key)
    {
        if (parent is not JsonObject container || container.ContainsKey("root"))
            return;
        var name = (string)key;
        var added = random.Next(5) switch
        {
            0 => "_" + name,
            1 => name.ToUpperInvariant(),
            2 => Nasty.Text(random),
            3 => "extension",
            _ => null,
        };
        if (added is null)
            raws.Add($"\"{JsonEncodedText.Encode(name)}\":{(container[name] ?? JsonValue.Create(0)!).ToJsonString(Options)},\"{JsonEncodedText.Encode(name)}\"");

        // A name that stands twice: the place holder is the name, its replacement holds the first of both with its value.
        container[added ?? $"{Mark}{raws.Count - 1}~"] = random.Next(2) == 0 ? container[name]?.DeepClone() : Raw(Nasty.Json(random));
        if (added is null)
            container.Remove(name);
    }

    private void Repeat(JsonNode parent, object key)
    {
        if (Get(parent, key) is not JsonArray { Count: > 0 } array)
            return;
        var copies = random.Next(8) == 0 ? 300 : 1 + random.Next(4);
        for (var copy = 0; copy < copies; copy++)
            array.Add(array[random.Next(Math.Min(array.Count, 4))]?.DeepClone());
    }

    private JsonNode? PartOf(JsonNode? document)
    {
        var sites = Sites(new JsonObject { ["root"] = document?.DeepClone() }).ToList();
        var (parent, key) = sites[random.Next(sites.Count)];
        return Get(parent, key)?.DeepClone();
    }

    private JsonValue Raw(string json)
    {
        raws.Add(json);
        return JsonValue.Create($"{Mark}{raws.Count - 1}~");
    }

    private byte[] Spoil(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var at = random.Next(bytes.Length);
        return random.Next(7) switch
        {
            0 => bytes[..at],
            1 => [.. bytes[..at], 0xff, 0xc0, 0x80, .. bytes[at..]],
            2 => [.. bytes, .. bytes],
            3 => [0xef, 0xbb, 0xbf, .. bytes],
            4 => Encoding.Unicode.GetBytes(text),
            5 => [.. bytes[..at], (byte)random.Next(256), .. bytes[Math.Min(at + 1, bytes.Length)..]],
            _ => [.. bytes.Select(letter => random.Next(bytes.Length) < 2 ? (byte)random.Next(256) : letter)],
        };
    }

    private static IEnumerable<(JsonNode Parent, object Key)> Sites(JsonNode node)
    {
        if (node is JsonObject container)
            foreach (var (name, value) in container)
            {
                yield return (node, name);
                foreach (var site in value is null ? [] : Sites(value))
                    yield return site;
            }
        if (node is JsonArray array)
            for (var at = 0; at < array.Count; at++)
            {
                yield return (node, at);
                foreach (var site in array[at] is { } value ? Sites(value) : [])
                    yield return site;
            }
    }

    private static JsonNode? Get(JsonNode parent, object key) => key is int at ? parent[at] : parent[(string)key];

    private static void Put(JsonNode parent, object key, JsonNode? value)
    {
        if (key is int at)
            parent[at] = value;
        else
            parent[(string)key] = value;
    }

    private static void Remove(JsonNode parent, object key)
    {
        if (parent is JsonArray array)
            array.RemoveAt((int)key);
        else
            parent.AsObject().Remove((string)key);
    }
}
