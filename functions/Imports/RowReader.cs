using System.Globalization;
using System.Text.RegularExpressions;
using IntegrationHub.Contracts.Imports;
using IntegrationHub.Contracts.Problems;
using IntegrationHub.Functions.Notifications;

namespace IntegrationHub.Functions.Imports;

/// <summary>Reads the values of one row, by the same rules as those of a notification, and collects every fault.</summary>
internal sealed class RowReader(SourceRow row, DateOnly today, List<ImportFault> faults)
{
    /// <summary>What begins like this a spreadsheet runs as a formula, when a table that repeats it is opened.</summary>
    private const string BeginsFormula = "=+-@";

    private static readonly string[] DateForms = ["dd/MM/yyyy", "yyyy-MM-dd"];

    public SourceRow Row => row;

    public void Fault(string field, string code, string message) => faults.Add(row.Fault(field, code, message));

    public string? Text(string field, int maxLength = 200, bool required = false)
    {
        if (row.Text(field) is not { } text)
        {
            return required ? Refuse(field, FaultCodes.Required, "Is required.") : null;
        }

        return text.Length > maxLength ? Refuse(field, FaultCodes.TooLong, $"May have at most {maxLength} characters.")
            : text.Any(char.IsControl) ? Refuse(field, FaultCodes.ControlCharacter, "Must not contain control characters.")
            : BeginsFormula.Contains(text[0], StringComparison.Ordinal) ? Refuse(field, FaultCodes.Formula, "Must not begin as a spreadsheet's formula does.")
            : text;
    }

    /// <summary>A code of a list; small letters are taken for capitals.</summary>
    public string? Code(string field, IEnumerable<string> codes, string list, bool required = false)
    {
        var text = Text(field, 64, required)?.ToUpperInvariant();
        return text is null || codes.Contains(text) ? text : Refuse(field, FaultCodes.UnknownCode, $"Not a code of {list}.");
    }

    public string? Form(string field, Regex form, string code, string message) =>
        Text(field, 64) is not { } text ? null : form.IsMatch(text) ? text : Refuse(field, code, message);

    /// <summary>Capitals, and one space before the last three characters.</summary>
    public string? Postcode(string field) =>
        Form(field, Forms.Postcode(), FaultCodes.PostcodeFormat, "Must be a UK postcode, such as HP20 1UA.") is { } text ? Normal(text) : null;

    public static string Normal(string postcode)
    {
        var letters = postcode.Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();
        return letters.Length > 3 ? $"{letters[..^3]} {letters[^3..]}" : letters;
    }

    /// <summary>A calendar date, dd/mm/yyyy or yyyy-mm-dd, not after today.</summary>
    public DateOnly? Date(string field, bool required = false)
    {
        if (Text(field, 40, required) is not { } text)
        {
            return null;
        }

        if (!DateOnly.TryParseExact(text, DateForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
        {
            Fault(field, FaultCodes.DateFormat, "Must be a calendar date, dd/mm/yyyy or yyyy-mm-dd.");
            return null;
        }

        if (date > today)
        {
            Fault(field, FaultCodes.DateInFuture, "Must not lie in the future.");
            return null;
        }

        if (date.Year < 1990)
        {
            Fault(field, FaultCodes.DateTooEarly, "Lies too far back to concern a child.");
            return null;
        }

        return date;
    }

    /// <summary>1 or true, 0 or false.</summary>
    public bool? Flag(string field)
    {
        switch (Text(field, 40)?.ToLowerInvariant())
        {
            case null:
                return null;
            case "1" or "true":
                return true;
            case "0" or "false":
                return false;
            default:
                Fault(field, FaultCodes.UnknownCode, "Must be 0 or 1, or true or false.");
                return null;
        }
    }

    private string? Refuse(string field, string code, string message)
    {
        Fault(field, code, message);
        return null;
    }
}
