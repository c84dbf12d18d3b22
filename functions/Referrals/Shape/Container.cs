using System.Text.Json;

namespace IntegrationHub.Functions.Referrals.Shape;

/// <summary>
/// A resource with what it contains, indexed once: looking through it for every reference would take too long.
/// The walk notes the local references (#id) that it meets, for dom-3.
/// </summary>
internal sealed class Container
{
    private static readonly Dictionary<string, string?> Nothing = [];

    private readonly JsonElement resource;
    private readonly Dictionary<string, string?> types;
    private HashSet<string>? referredTo;
    private List<string>? unreferring;

    public Container(JsonElement resource)
    {
        this.resource = resource;
        HasContained = resource.Has("contained"u8);
        types = HasContained ? IndexContained(resource) : Nothing;
    }

    public bool HasContained { get; }

    /// <summary>How often the walk met a reference to the container itself.</summary>
    public int ReferencesToItself { get; private set; }

    /// <summary>True when <c>#id</c> names a contained resource; <c>#</c> alone names the container itself.</summary>
    public bool Has(string id) => id.Length == 0 || types.ContainsKey(id);

    public string? TypeOf(string id) => id.Length == 0 ? resource.Text("resourceType"u8) : types.GetValueOrDefault(id);

    public void Refers(string local)
    {
        if (local.Length == 1)
            ReferencesToItself++;
        else
            (referredTo ??= new(StringComparer.Ordinal)).Add(local[1..]);
    }

    /// <summary>Of a contained resource that does not refer to its container.</summary>
    public void MustReferTo(string? id)
    {
        if (id is not null)
            (unreferring ??= []).Add(id);
    }

    /// <summary>True once the walk is through and some contained resource hangs by nothing (dom-3).</summary>
    public bool HasUnreferred => unreferring?.Exists(id => referredTo?.Contains(id) != true) == true;

    private static Dictionary<string, string?> IndexContained(JsonElement resource)
    {
        var types = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var contained in resource.Items("contained"u8))
        {
            if (contained.Text("id"u8) is { } id)
                types.TryAdd(id, contained.Text("resourceType"u8));
        }
        return types;
    }
}
