using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace IntegrationHub.Contracts.Fhir;

/// <summary>
/// A FHIR decimal as it was written. Its digits say how precise it is (FHIR R4, datatypes, decimal), so 1.0, 1.00 and
/// 1e0 are three: two are equal only when they are written alike.
/// </summary>
public readonly partial record struct FhirDecimal
{
    private const int MostDigits = 28;

    private readonly string? text;

    private FhirDecimal(string text) => this.text = text;

    /// <summary>The number as JSON has it, such as <c>1.50</c> or <c>-2e3</c>.</summary>
    public string Text => text ?? "0";

    /// <summary>Written without an exponent, with the scale that the number has.</summary>
    public static implicit operator FhirDecimal(decimal number) => new(number.ToString(CultureInfo.InvariantCulture));

    /// <summary>Takes what both FHIR and JSON call a number, of any length.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out FhirDecimal number)
    {
        var valid = text is not null && Form().IsMatch(text);
        number = valid ? new FhirDecimal(text!) : default;
        return valid;
    }

    /// <summary>False when the number needs more digits than <see cref="decimal"/> has; nothing is rounded.</summary>
    public bool TryToDecimal(out decimal number)
    {
        number = default;
        var end = Text.AsSpan().IndexOfAny('e', 'E');
        var mantissa = Text.AsSpan(0, end < 0 ? Text.Length : end);
        var exponent = 0;
        if (end >= 0 && !int.TryParse(Text.AsSpan(end + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent))
            return false;
        var point = mantissa.IndexOf('.');
        var scale = (point < 0 ? 0 : mantissa.Length - point - 1) - (long)exponent;
        return scale <= MostDigits
            && mantissa.TrimStart("-0.").Length <= MostDigits
            && decimal.TryParse(Text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);
    }

    public override string ToString() => Text;

    [GeneratedRegex(@"^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
