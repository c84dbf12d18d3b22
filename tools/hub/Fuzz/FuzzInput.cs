using System.Globalization;
using System.Text;

namespace IntegrationHub.Tools.Hub.Fuzz;

/// <summary>One hostile request.</summary>
/// <param name="Index">With the seed it names the input: the same two give the same request.</param>
/// <param name="Family">What kind of thing was made hostile.</param>
/// <param name="Persona">Whose token goes with it; null for none, or when <paramref name="Headers"/> has one.</param>
/// <param name="Path">From the root of the hub's address, without the leading slash; sent as it stands.</param>
/// <param name="Headers">Sent as they stand, in UTF-8; those of the body among them.</param>
internal sealed record FuzzInput(
    int Index, string Family, string Method, string Path, string? Persona, byte[]? Body, IReadOnlyList<(string Name, string Value)> Headers)
{
    private const int MostShown = 2000;

    /// <summary>To be told by one and the same.</summary>
    public string Fingerprint => $"{this} {(Body is null ? "" : Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(Body)))}";

    public override string ToString()
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{Index} {Family}: {Method} /{Shown(Path)} as {Persona ?? "nobody"}");
        foreach (var (name, value) in Headers)
            text.Append(CultureInfo.InvariantCulture, $" | {name}: {Shown(value)}");
        if (Body is not null)
            text.Append(CultureInfo.InvariantCulture, $" | {Body.Length} bytes {Shown(Encoding.Latin1.GetString(Body))}");
        return text.ToString();
    }

    private static string Shown(string text) =>
        string.Concat((text.Length > MostShown ? text[..MostShown] + "..." : text).Select(character => char.IsControl(character) ? '.' : character));
}
