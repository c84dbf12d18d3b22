using System.Text;
using Microsoft.Extensions.Primitives;

namespace IntegrationHub.Functions.Referrals.Interactions;

/// <summary>What a client wants to get back of a write.</summary>
internal enum ReturnPreference
{
    /// <summary>Nothing said: the resource, or in a Bundle the response without it.</summary>
    None,
    Minimal,
    Representation,
    OperationOutcome,
}

/// <summary>The header <c>Prefer</c> (RFC 7240): several headers, lists, parameters and quoted values; the first of a name counts.</summary>
internal static class Preferences
{
    /// <summary><c>return=minimal|representation|OperationOutcome</c>; another value is ignored, as a preference may be.</summary>
    public static ReturnPreference Return(HttpRequest request) => ValueOf(request.Headers["Prefer"], "return") switch
    {
        "minimal" => ReturnPreference.Minimal,
        "representation" => ReturnPreference.Representation,
        "OperationOutcome" => ReturnPreference.OperationOutcome,
        _ => ReturnPreference.None,
    };

    /// <summary>The value of a preference, without quotes; empty when it has none, null when it isn't there.</summary>
    public static string? ValueOf(StringValues headers, string name) => headers
        .SelectMany(header => Split(header ?? "", ','))
        .Select(preference => Split(preference, ';').First())
        .Select(preference => preference.Split('=', 2, StringSplitOptions.TrimEntries))
        .Where(pair => pair[0].Equals(name, StringComparison.OrdinalIgnoreCase))
        .Select(pair => pair.Length == 1 ? "" : Unquoted(pair[1]))
        .FirstOrDefault();

    /// <summary>Splits where the separator stands outside quotes.</summary>
    private static IEnumerable<string> Split(string text, char separator)
    {
        var part = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            if (quoted && text[i] == '\\' && i + 1 < text.Length)
            {
                part.Append(text[i++]);
            }
            else if (text[i] == '"')
            {
                quoted = !quoted;
            }
            else if (text[i] == separator && !quoted)
            {
                yield return part.ToString().Trim();
                part.Clear();
                continue;
            }

            part.Append(text[i]);
        }

        yield return part.ToString().Trim();
    }

    private static string Unquoted(string value)
    {
        if (value is not ['"', .., '"'])
        {
            return value;
        }

        var text = new StringBuilder();
        for (var i = 1; i < value.Length - 1; i++)
        {
            text.Append(value[i] == '\\' && i + 1 < value.Length - 1 ? value[++i] : value[i]);
        }

        return text.ToString();
    }
}
