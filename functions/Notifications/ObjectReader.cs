using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using IntegrationHub.Contracts.Problems;
using IntegrationHub.Functions.Hosting;

namespace IntegrationHub.Functions.Notifications;

/// <summary>
/// Reads one JSON object member by member and collects every fault with its pointer. Values never enter a message: they
/// may be personal.
/// </summary>
public sealed partial class ObjectReader(JsonElement json, string pointer, List<Fault> faults)
{
    private readonly HashSet<string> read = [];

    /// <summary>RFC 6901 pointer of this object in the sender's document.</summary>
    public string Pointer => pointer;

    public bool Has(string name) => Member(name) is not null;

    public void Fault(string name, string code, string message) => faults.Add(new Fault($"{pointer}/{name}", code, message));

    /// <param name="at">RFC 6901 pointer from the document's root.</param>
    public void FaultAt(string at, string code, string message) => faults.Add(new Fault(at, code, message));

    public string? RequiredText(string name, int maxLength = 200) => Text(name, required: true, maxLength);

    public string? OptionalText(string name, int maxLength = 200) => Text(name, required: false, maxLength);

    /// <summary>Text that must be one of a list of codes.</summary>
    public string? Code(string name, IEnumerable<string> codes, string list, bool required = false)
    {
        var text = Text(name, required, 64);
        if (text is not null && !codes.Contains(text))
        {
            Fault(name, FaultCodes.UnknownCode, $"Not a code of {list}.");
            return null;
        }

        return text;
    }

    /// <summary>Text of a form.</summary>
    public string? Form(string name, Regex form, string code, string message, bool required = false)
    {
        var text = Text(name, required, 320);
        if (text is not null && !form.IsMatch(text))
        {
            Fault(name, code, message);
            return null;
        }

        return text;
    }

    /// <summary>A calendar date, yyyy-MM-dd, not after a day.</summary>
    public DateOnly? Date(string name, DateOnly notAfter, bool required = false)
    {
        if (Text(name, required, 40) is not { } text)
        {
            return null;
        }

        if (!DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
        {
            Fault(name, FaultCodes.DateFormat, "Must be a calendar date in the form yyyy-MM-dd.");
            return null;
        }

        if (date > notAfter)
        {
            Fault(name, FaultCodes.DateInFuture, "Must not lie in the future.");
            return null;
        }

        if (date.Year < 1990)
        {
            Fault(name, FaultCodes.DateTooEarly, "Lies too far back to concern a child.");
            return null;
        }

        return date;
    }

    /// <summary>An RFC 3339 instant with offset.</summary>
    public DateTimeOffset? Instant(string name)
    {
        if (RequiredText(name, 40) is not { } text)
        {
            return null;
        }

        if (Rfc3339().IsMatch(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var instant))
        {
            return instant.ToUniversalTime();
        }

        Fault(name, FaultCodes.InstantFormat, "Must be an instant with offset, such as 2026-11-02T09:14:00Z.");
        return null;
    }

    public bool? Boolean(string name)
    {
        switch (Member(name))
        {
            case null:
                return null;
            case { ValueKind: JsonValueKind.True }:
                return true;
            case { ValueKind: JsonValueKind.False }:
                return false;
            default:
                Fault(name, FaultCodes.WrongType, "Must be true or false.");
                return null;
        }
    }

    /// <summary>A whole number within bounds; null when absent or none.</summary>
    /// <param name="outside">Code of the fault when it lies outside them.</param>
    public int? WholeNumber(string name, int atLeast, int atMost, bool required = false, string outside = FaultCodes.WrongType)
    {
        if (Member(name) is not { } member)
        {
            RequireIf(required, name);
            return null;
        }

        // 5.0 is a whole number by JSON Schema too.
        if (member.ValueKind == JsonValueKind.Number && member.TryGetDecimal(out var number) && number == decimal.Truncate(number) && number >= atLeast && number <= atMost)
        {
            return (int)number;
        }

        Fault(name, member.ValueKind == JsonValueKind.Number ? outside : FaultCodes.WrongType, $"Must be a whole number from {atLeast} to {atMost}.");
        return null;
    }

    /// <summary>The names of the members that stand here, for an object that is a map; all count as known.</summary>
    public IReadOnlyList<string> Keys()
    {
        var names = json.EnumerateObject().Select(member => member.Name).ToList();
        read.UnionWith(names);
        return names;
    }

    /// <summary>A nested object; null when absent or not an object.</summary>
    public ObjectReader? Object(string name, bool required = false)
    {
        switch (Member(name))
        {
            case null:
                RequireIf(required, name);
                return null;
            case { ValueKind: JsonValueKind.Object } member:
                return new ObjectReader(member, $"{pointer}/{name}", faults);
            default:
                Fault(name, FaultCodes.WrongType, "Must be an object.");
                return null;
        }
    }

    /// <summary>The elements of an array, each with its pointer; empty when absent.</summary>
    public IReadOnlyList<(JsonElement Element, string Pointer)> Array(string name, int atMost)
    {
        if (Member(name) is not { } member)
        {
            return [];
        }

        if (member.ValueKind != JsonValueKind.Array || member.GetArrayLength() > atMost)
        {
            Fault(name, FaultCodes.WrongType, $"Must be an array of at most {atMost}.");
            return [];
        }

        return [.. member.EnumerateArray().Select((element, i) => (element, $"{pointer}/{name}/{i}"))];
    }

    public bool IsEmptyArray(string name) => Member(name) is { ValueKind: JsonValueKind.Array } member && member.GetArrayLength() == 0;

    public ObjectReader? ObjectAt((JsonElement Element, string Pointer) item)
    {
        if (item.Element.ValueKind == JsonValueKind.Object)
        {
            return new ObjectReader(item.Element, item.Pointer, faults);
        }

        faults.Add(new Fault(item.Pointer, FaultCodes.WrongType, "Must be an object."));
        return null;
    }

    public string? TextAt((JsonElement Element, string Pointer) item, int maxLength) =>
        item.Element.ValueKind == JsonValueKind.String
            ? Checked(item.Element.GetString()!, item.Pointer, maxLength)
            : Refuse(item.Pointer, FaultCodes.WrongType, "Must be text.");

    /// <summary>Names every member that was not asked for.</summary>
    public void RefuseUnknownMembers()
    {
        foreach (var member in json.EnumerateObject().Where(member => !read.Contains(member.Name)))
        {
            faults.Add(new Fault($"{pointer}/{Showable(member.Name)}", FaultCodes.UnknownMember, "The contract knows no such member here."));
        }
    }

    /// <summary>A member's name comes from the sender: shown only when it looks like a name.</summary>
    public static string Showable(string memberName) => SentNames.Showable(memberName);

    private JsonElement? Member(string name)
    {
        read.Add(name);
        return json.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null ? member : null;
    }

    private string? Text(string name, bool required, int maxLength)
    {
        switch (Member(name))
        {
            case null:
                RequireIf(required, name);
                return null;
            case { ValueKind: JsonValueKind.String } member:
                return Checked(member.GetString()!, $"{pointer}/{name}", maxLength);
            default:
                return Refuse($"{pointer}/{name}", FaultCodes.WrongType, "Must be text.");
        }
    }

    private string? Checked(string text, string at, int maxLength)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return Refuse(at, FaultCodes.Empty, "Must not be empty.");
        }

        if (text.Length > maxLength)
        {
            return Refuse(at, FaultCodes.TooLong, $"May have at most {maxLength} characters.");
        }

        return text.Any(char.IsControl) ? Refuse(at, FaultCodes.ControlCharacter, "Must not contain control characters.") : text;
    }

    private void RequireIf(bool required, string name)
    {
        if (required)
        {
            Fault(name, FaultCodes.Required, "Is required.");
        }
    }

    private string? Refuse(string at, string code, string message)
    {
        faults.Add(new Fault(at, code, message));
        return null;
    }

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})\z")]
    private static partial Regex Rfc3339();
}
