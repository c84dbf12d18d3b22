namespace IntegrationHub.Functions.Referrals.Shape;

/// <summary>FHIR's dates and times over UTF-8. A day must exist in the calendar, which HL7's expressions don't ask.</summary>
internal static class MomentFormat
{
    private const int Date = 10;

    public static bool IsDate(ReadOnlySpan<byte> text) => text.Length switch
    {
        4 => Year(text) > 0,
        7 => IsMonth(text),
        Date => IsDay(text),
        _ => false,
    };

    public static bool IsDateTime(ReadOnlySpan<byte> text) => text.Length <= Date ? IsDate(text) : IsInstant(text);

    public static bool IsInstant(ReadOnlySpan<byte> text) =>
        text.Length > Date + 1 && IsDay(text[..Date]) && text[Date] == 'T'
        && TimeLength(text[(Date + 1)..]) is > 0 and var length && IsZone(text[(Date + 1 + length)..]);

    public static bool IsTime(ReadOnlySpan<byte> text) => TimeLength(text) == text.Length;

    private static int Year(ReadOnlySpan<byte> text) => Number(text[..4]);

    private static bool IsMonth(ReadOnlySpan<byte> text) => Year(text) > 0 && text[4] == '-' && Number(text[5..7]) is >= 1 and <= 12;

    private static bool IsDay(ReadOnlySpan<byte> text) =>
        IsMonth(text[..7]) && text[7] == '-' && Number(text[8..]) is >= 1 and var day && day <= DateTime.DaysInMonth(Year(text), Number(text[5..7]));

    /// <summary>How much of the text is hh:mm:ss with its fraction; 0 when it doesn't begin so. 60 is a leap second.</summary>
    private static int TimeLength(ReadOnlySpan<byte> text)
    {
        if (text.Length < 8 || text[2] != ':' || text[5] != ':')
            return 0;
        if (Number(text[..2]) is < 0 or > 23 || Number(text[3..5]) is < 0 or > 59 || Number(text[6..8]) is < 0 or > 60)
            return 0;
        if (text.Length == 8 || text[8] != '.')
            return 8;
        var digits = text[9..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        digits = digits < 0 ? text.Length - 9 : digits;
        return digits == 0 ? 0 : 9 + digits;
    }

    private static bool IsZone(ReadOnlySpan<byte> text)
    {
        if (text is [(byte)'Z'])
            return true;
        return text is [(byte)'+' or (byte)'-', _, _, (byte)':', _, _]
            && Number(text[1..3]) is >= 0 and <= 14 and var hours && Number(text[4..]) is >= 0 and <= 59 and var minutes
            && (hours < 14 || minutes == 0);
    }

    /// <summary>-1 when there is another character than a digit.</summary>
    private static int Number(ReadOnlySpan<byte> digits)
    {
        var number = 0;
        foreach (var digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'9')
                return -1;
            number = number * 10 + digit - '0';
        }
        return number;
    }
}
