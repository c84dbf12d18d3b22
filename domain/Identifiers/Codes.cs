using System.Text.RegularExpressions;

namespace IntegrationHub.Domain.Identifiers;

/// <summary>A council's three-digit code, as SSDA903 uses it (for instance 825, Buckinghamshire).</summary>
public readonly partial record struct LocalAuthorityCode
{
    private LocalAuthorityCode(string value) => Value = value;

    public string Value { get; }

    public static bool TryParse(string? text, out LocalAuthorityCode code)
    {
        var valid = text is not null && Form().IsMatch(text);
        code = valid ? new LocalAuthorityCode(text!) : default;
        return valid;
    }

    public override string ToString() => Value;

    /// <summary>The form of a code.</summary>
    [GeneratedRegex(@"^[0-9]{3}\z")]
    public static partial Regex Form();
}

/// <summary>An Organisation Data Service code: capital letters and digits, 3 to 12 (for instance RXQ, K82001).</summary>
public readonly partial record struct OdsCode
{
    private OdsCode(string value) => Value = value;

    public string Value { get; }

    public static bool TryParse(string? text, out OdsCode code)
    {
        var valid = text is not null && Form().IsMatch(text);
        code = valid ? new OdsCode(text!) : default;
        return valid;
    }

    public override string ToString() => Value;

    /// <summary>The form of a code.</summary>
    [GeneratedRegex(@"^[A-Z0-9]{3,12}\z")]
    public static partial Regex Form();
}

/// <summary>A doctor's General Medical Council reference: seven digits.</summary>
public readonly partial record struct GmcNumber
{
    private GmcNumber(string value) => Value = value;

    public string Value { get; }

    public static bool TryParse(string? text, out GmcNumber number)
    {
        var valid = text is not null && Form().IsMatch(text);
        number = valid ? new GmcNumber(text!) : default;
        return valid;
    }

    public override string ToString() => Value;

    [GeneratedRegex(@"^[0-9]{7}\z")]
    private static partial Regex Form();
}
