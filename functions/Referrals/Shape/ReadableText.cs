using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;

namespace IntegrationHub.Functions.Referrals.Shape;

/// <summary>
/// The JSON parser lets broken UTF-8 and halves of surrogate pairs (<c>\ud800</c>) pass, and throws only when
/// the text is read. They are found here first, so that nothing after has to expect it.
/// </summary>
internal static class ReadableText
{
    private const int EscapeLength = 6;

    public static bool Is(JsonElement json)
    {
        var raw = JsonMarshal.GetRawUtf8Value(json);
        return Utf8.IsValid(raw) && (raw.IndexOf(@"\u"u8) < 0 || HasWholePairs(raw));
    }

    /// <summary>The JSON was parsed, so every backslash begins an escape, and <c>\u</c> has its four digits.</summary>
    private static bool HasWholePairs(ReadOnlySpan<byte> raw)
    {
        for (var at = raw.IndexOf((byte)'\\'); at >= 0; at = raw.IndexOf((byte)'\\'))
        {
            raw = raw[at..];
            var letter = Escaped(raw);
            if (char.IsLowSurrogate(letter) || (char.IsHighSurrogate(letter) && !char.IsLowSurrogate(Escaped(raw[EscapeLength..]))))
                return false;
            raw = raw[(char.IsHighSurrogate(letter) ? 2 * EscapeLength : raw[1] == 'u' ? EscapeLength : 2)..];
        }
        return true;
    }

    /// <summary>What <c>\uXXXX</c> at the start stands for; a space for anything else.</summary>
    private static char Escaped(ReadOnlySpan<byte> raw) =>
        raw.StartsWith(@"\u"u8) && ushort.TryParse(raw[2..EscapeLength], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit) ? (char)unit : ' ';
}
