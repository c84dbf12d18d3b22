namespace IntegrationHub.Domain.Identifiers;

/// <summary>Why a text isn't an NHS number.</summary>
public enum NhsNumberFault
{
    None,

    /// <summary>Not exactly ten digits.</summary>
    Format,

    /// <summary>The tenth digit isn't the modulus-11 check digit of the first nine.</summary>
    CheckDigit,
}

/// <summary>
/// An NHS number: ten digits, the last a modulus-11 check digit (weights 10 to 2; a remainder giving 10 is
/// never issued, 11 counts as 0). Source: NHS Data Dictionary, NHS NUMBER.
/// </summary>
public readonly record struct NhsNumber
{
    private NhsNumber(string value) => Value = value;

    /// <summary>Ten digits without spaces.</summary>
    public string Value { get; }

    public static bool TryParse(string? text, out NhsNumber number) => Parse(text, out number) == NhsNumberFault.None;

    /// <summary>Parses and, on refusal, says why.</summary>
    public static NhsNumberFault Parse(string? text, out NhsNumber number)
    {
        number = default;
        if (text is not { Length: 10 } || !text.All(char.IsAsciiDigit))
        {
            return NhsNumberFault.Format;
        }

        if (CheckDigit(text) != text[9] - '0')
        {
            return NhsNumberFault.CheckDigit;
        }

        number = new NhsNumber(text);
        return NhsNumberFault.None;
    }

    /// <summary>Never shown whole by accident: a log line or an exception message gets this.</summary>
    public override string ToString() => "NHS number";

    private static int CheckDigit(string text)
    {
        var sum = 0;
        for (var i = 0; i < 9; i++)
        {
            sum += (text[i] - '0') * (10 - i);
        }

        return (11 - (sum % 11)) switch { 11 => 0, var digit => digit };
    }
}
