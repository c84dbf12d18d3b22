using System.Text;

namespace IntegrationHub.Functions.Referrals.Search;

/// <summary>The escapes of FHIR search values: <c>\,</c> <c>\|</c> <c>\$</c> <c>\\</c>.</summary>
internal static class Escapes
{
    /// <summary>Splits at a separator that is not escaped; the escapes stay.</summary>
    public static IReadOnlyList<string> Split(string value, char separator)
    {
        var parts = new List<string>();
        var part = new StringBuilder();
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] == separator)
            {
                parts.Add(part.ToString());
                part.Clear();
                continue;
            }

            part.Append(value[i]);
            if (value[i] == '\\' && i + 1 < value.Length)
            {
                part.Append(value[++i]);
            }
        }

        return [.. parts, part.ToString()];
    }

    /// <summary>Escapes what would separate.</summary>
    public static string Do(string value) =>
        value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(",", "\\,", StringComparison.Ordinal);

    public static string Undo(string value)
    {
        var plain = new StringBuilder(value.Length);
        for (var i = 0; i < value.Length; i++)
        {
            i += value[i] == '\\' && i + 1 < value.Length ? 1 : 0;
            plain.Append(value[i]);
        }

        return plain.ToString();
    }
}
