using System.Text.Json;

namespace IntegrationHub.Functions.Referrals.Shape;

/// <summary>Where the walk stands: the expression so far, and the resource that local references (#id) are looked up in.</summary>
internal readonly record struct Place(string Expression, Container Container)
{
    public Place Member(string name) => this with { Expression = $"{Expression}.{name}" };

    public Place Item(int index) => this with { Expression = $"{Expression}[{index}]" };
}

/// <summary>A resource with what it contains, indexed once: looking through it for every reference would take too long.</summary>
internal sealed class Container(JsonElement resource)
{
    private readonly Lazy<Dictionary<string, string?>> types = new(() => IndexContained(resource));

    /// <summary>True when <c>#id</c> names a contained resource; <c>#</c> alone names the container itself.</summary>
    public bool Has(string id) => id.Length == 0 || types.Value.ContainsKey(id);

    public string? TypeOf(string id) => id.Length == 0 ? resource.Text("resourceType") : types.Value.GetValueOrDefault(id);

    private static Dictionary<string, string?> IndexContained(JsonElement resource)
    {
        var types = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var contained in resource.Items("contained"))
        {
            if (contained.Text("id") is { } id)
                types.TryAdd(id, contained.Text("resourceType"));
        }
        return types;
    }
}
