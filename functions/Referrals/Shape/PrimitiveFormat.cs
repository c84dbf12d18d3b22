using System.Buffers;
using System.Buffers.Text;

namespace IntegrationHub.Functions.Referrals.Shape;

/// <summary>
/// HL7's regular expressions for primitives, written out as scanners over UTF-8; a test holds each against its expression.
/// White space is what Java's <c>\s</c> means, as in HL7's own validator: a no-break space in a name is text.
/// </summary>
internal static class PrimitiveFormat
{
    private const int LongestId = 64;

    private static readonly SearchValues<byte> IdBytes = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-."u8);
    private static readonly SearchValues<byte> WhiteSpace = SearchValues.Create(" \t\n\v\f\r"u8);
    private static readonly SearchValues<byte> LowerHex = SearchValues.Create("0123456789abcdef"u8);

    internal delegate bool Scanner(ReadOnlySpan<byte> text);

    /// <summary>The scanner for a primitive type. The text is never empty; a number is one that JSON allows.</summary>
    public static Scanner Of(string type) => type switch
    {
        "string" or "markdown" => static text => text.IndexOfAny((byte)'\v', (byte)'\f') < 0,
        "uri" or "url" or "canonical" => static text => text.IndexOfAny(WhiteSpace) < 0,
        "code" => IsCode,
        "id" => static text => text.Length <= LongestId && text.IndexOfAnyExcept(IdBytes) < 0,
        "oid" => IsOid,
        "uuid" => IsUuid,
        "date" => static text => MomentFormat.IsDate(text),
        "dateTime" => static text => MomentFormat.IsDateTime(text),
        "instant" => static text => MomentFormat.IsInstant(text),
        "time" => static text => MomentFormat.IsTime(text),
        "integer" => static text => IsInteger(text, int.MinValue),
        "unsignedInt" => static text => text[0] != '-' && IsInteger(text, 0),
        "positiveInt" => static text => text[0] != '-' && IsInteger(text, 1),
        // The published expression lets "=" stand anywhere; what can't be decoded is no content.
        "base64Binary" => static text => Base64.IsValid(text),
        "xhtml" => static text => IsDiv(text.Trim(" \t\r\n"u8)),
        // FHIR's decimal is JSON's number.
        "decimal" or "boolean" => static _ => true,
        _ => throw new NotSupportedException($"There is no format for {type}."),
    };

    private static bool IsCode(ReadOnlySpan<byte> text)
    {
        if (WhiteSpace.Contains(text[0]) || WhiteSpace.Contains(text[^1]))
            return false;
        for (var at = text.IndexOfAny(WhiteSpace); at >= 0; at = text.IndexOfAny(WhiteSpace))
        {
            text = text[(at + 1)..];
            if (WhiteSpace.Contains(text[0]))
                return false;
        }
        return true;
    }

    private static bool IsOid(ReadOnlySpan<byte> text)
    {
        if (!text.StartsWith("urn:oid:"u8) || text.Length < 11 || text[8] is < (byte)'0' or > (byte)'2' || text[9] != '.')
            return false;
        foreach (var range in text[10..].Split((byte)'.'))
        {
            var arc = text[10..][range];
            if (arc.Length == 0 || arc.IndexOfAnyExceptInRange((byte)'0', (byte)'9') >= 0 || (arc[0] == '0' && arc.Length > 1))
                return false;
        }
        return true;
    }

    private static bool IsUuid(ReadOnlySpan<byte> text)
    {
        if (!text.StartsWith("urn:uuid:"u8) || text.Length != 45)
            return false;
        text = text[9..];
        return text[8] == '-' && text[13] == '-' && text[18] == '-' && text[23] == '-'
            && text[..8].IndexOfAnyExcept(LowerHex) < 0 && text[9..13].IndexOfAnyExcept(LowerHex) < 0
            && text[14..18].IndexOfAnyExcept(LowerHex) < 0 && text[19..23].IndexOfAnyExcept(LowerHex) < 0 && text[24..].IndexOfAnyExcept(LowerHex) < 0;
    }

    private static bool IsInteger(ReadOnlySpan<byte> text, int least) =>
        Utf8Parser.TryParse(text, out int number, out var taken) && taken == text.Length && number >= least;

    private static bool IsDiv(ReadOnlySpan<byte> text) =>
        text.StartsWith("<div"u8) && (text.EndsWith("</div>"u8) || text.EndsWith("/>"u8));
}
