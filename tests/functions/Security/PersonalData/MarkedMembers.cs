using System.Text.Json.Nodes;

namespace IntegrationHub.Functions.Tests.Security.PersonalData;

/// <summary>Wrong in one member at a time: every text a mark, and in every object a member too many.</summary>
public static class MarkedMembers
{
    public static IEnumerable<JsonNode> Of(string name, JsonNode valid, Marks marks)
    {
        foreach (var path in Paths(valid, "").ToList())
        {
            var spoiled = valid.DeepClone();
            var (parent, last) = Parent(spoiled, path);
            if (path.EndsWith("/+", StringComparison.Ordinal))
            {
                parent.AsObject()[marks.In($"{name}{path}, as the name of a member")] = marks.In($"{name}{path}, as the value of an unknown member");
            }
            else if (parent is JsonArray array)
            {
                array[int.Parse(last, System.Globalization.CultureInfo.InvariantCulture)] = marks.In(name + path);
            }
            else
            {
                parent[last] = marks.In(name + path);
            }

            yield return spoiled;
        }
    }

    private static IEnumerable<string> Paths(JsonNode? node, string at) => node switch
    {
        JsonObject container => [.. container.SelectMany(member => Paths(member.Value, $"{at}/{member.Key}")), $"{at}/+"],
        JsonArray array => array.SelectMany((item, index) => Paths(item, $"{at}/{index}")),
        _ => [at],
    };

    private static (JsonNode Parent, string Last) Parent(JsonNode root, string path)
    {
        var parts = path.Split('/')[1..];
        return (parts[..^1].Aggregate(root, (node, part) => node is JsonArray array ? array[int.Parse(part, System.Globalization.CultureInfo.InvariantCulture)]! : node[part]!), parts[^1]);
    }
}
