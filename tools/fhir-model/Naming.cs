using System.Text;

namespace IntegrationHub.Tools.FhirModel;

/// <summary>The naming rules, all in one place. They follow Firely's SDK, so that a later swap is mechanical.</summary>
internal static class Naming
{
    /// <summary>The datatype Reference is called ResourceReference; every other type keeps its official name.</summary>
    public static string ClassName(string official) => official == "Reference" ? "ResourceReference" : official;

    /// <summary>Components are nested in the outermost type: <c>Patient.contact</c> is <c>Patient.ContactComponent</c>.</summary>
    public static string ComponentName(string official) => Pascal(official) + "Component";

    /// <summary>A property can't have the name of the type it stands in; it then ends in <c>Element</c>.</summary>
    public static string PropertyName(string member, string className) =>
        Pascal(member) == className ? Pascal(member) + "Element" : Pascal(member);

    /// <summary>The property for <c>_birthDate</c>, beside BirthDate.</summary>
    public static string SiblingName(string propertyName) => propertyName + "Extension";

    public static string ChoiceMember(string element, string type) => element + Pascal(type);

    /// <summary>TaskStatus alone would clash with System.Threading.Tasks; TaskStatusCodes does not.</summary>
    public static string CodesClassName(string valueSetTitle)
    {
        var name = Words(valueSetTitle);
        return name.EndsWith("Codes", StringComparison.Ordinal) ? name : name + "Codes";
    }

    /// <summary><c>in-progress</c> is InProgress; <c>4.0.1</c> is V4_0_1; for <c>&gt;=</c> the display is used.</summary>
    public static string CodeName(string code, string? display)
    {
        if (char.IsAsciiDigit(code[0]))
            return "V" + code.Replace('.', '_').Replace('-', '_');
        var name = Words(code);
        if (name.Length == 0)
            name = Words(display ?? throw new InvalidOperationException($"No name for code {code}"));
        // A constant called Equals would hide the method of every object.
        return name == nameof(Equals) ? "EqualTo" : name;
    }

    private static string Pascal(string name) => char.ToUpperInvariant(name[0]) + name[1..];

    private static string Words(string text)
    {
        var name = new StringBuilder();
        var startsWord = true;
        foreach (var letter in text)
        {
            if (char.IsAsciiLetterOrDigit(letter))
                name.Append(startsWord ? char.ToUpperInvariant(letter) : letter);
            startsWord = !char.IsAsciiLetterOrDigit(letter);
        }
        return name.ToString();
    }
}
