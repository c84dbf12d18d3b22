using System.Globalization;
using System.Text;

namespace IntegrationHub.Functions.Referrals.Shape;

/// <summary>
/// Where the walk stands. Most resources have no faults, so the way is kept as names and numbers, and becomes a FHIRPath
/// only when a fault is found.
/// </summary>
internal sealed class WalkPath(string root)
{
    private (string? Name, int Index)[] steps = new (string?, int)[32];

    public int Depth { get; private set; }

    public void Enter(string name) => Add((name, 0));

    public void Enter(int index) => Add((null, index));

    public void Leave() => Depth--;

    public string Expression(string? member = null)
    {
        var text = new StringBuilder(root);
        foreach (var (name, index) in steps.AsSpan(0, Depth))
        {
            if (name is null)
                text.Append('[').Append(index.ToString(CultureInfo.InvariantCulture)).Append(']');
            else
                text.Append('.').Append(name);
        }
        return member is null ? text.ToString() : text.Append('.').Append(member).ToString();
    }

    private void Add((string?, int) step)
    {
        if (Depth == steps.Length)
            Array.Resize(ref steps, Depth * 2);
        steps[Depth++] = step;
    }
}
