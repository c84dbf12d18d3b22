using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using IntegrationHub.Contracts.Fhir;

namespace IntegrationHub.Functions.Referrals.Shape;

/// <summary>Checks the JSON type, the format and the code of one primitive element.</summary>
internal sealed class PrimitiveShape
{
    private const int MostCodesListed = 60;

    /// <summary>FHIR R4: "strings SHALL NOT exceed 1MB (1024*1024 characters) in size".</summary>
    private const int LongestText = 1024 * 1024;

    /// <summary>Far more digits than anything is measured with; longer ones only cost time.</summary>
    private const int LongestNumber = 1024;

    private readonly string name;
    private readonly JsonValueKind kind;
    private readonly PrimitiveFormat.Scanner isWellFormed;
    private readonly Utf8Table<string>? codes;
    private readonly string codesText = "";

    private PrimitiveShape(PrimitiveDefinition type, ElementDefinition element)
    {
        name = type.Name;
        kind = type.Json switch { "string" => JsonValueKind.String, "number" => JsonValueKind.Number, _ => JsonValueKind.True };
        isWellFormed = PrimitiveFormat.Of(type.Name);
        if (element.Codes is not { } list || kind != JsonValueKind.String)
            return;
        codes = new Utf8Table<string>([.. list.Select(code => KeyValuePair.Create(code, code))]);
        codesText = list.Count <= MostCodesListed ? $" Allowed are {string.Join(", ", list)}." : " See the value set that FHIR R4 binds here.";
    }

    public static PrimitiveShape Of(PrimitiveDefinition type, ElementDefinition element) => new(type, element);

    public void Check(JsonElement json, FaultList faults)
    {
        if (json.ValueKind != kind && !(kind == JsonValueKind.True && json.ValueKind == JsonValueKind.False))
            faults.Structure($"This must be a JSON {JsonName()}.");
        else if (kind == JsonValueKind.String)
            CheckText(json, faults);
        else if (kind == JsonValueKind.Number)
            CheckNumber(JsonMarshal.GetRawUtf8Value(json), faults);
    }

    /// <summary>True for <c>#</c> and <c>#id</c> where such a text refers to a resource: references, and addresses of every kind.</summary>
    public bool MayBeLocal(JsonElement json, string member) =>
        json.ValueKind == JsonValueKind.String
        && (name is "uri" or "url" or "canonical" || (name == "string" && member == "reference"))
        && json.MayStartWith((byte)'#')
        && json.GetString() is ['#', ..];

    private void CheckText(JsonElement json, FaultList faults)
    {
        var raw = JsonMarshal.GetRawUtf8Value(json)[1..^1];
        var text = raw.IndexOf((byte)'\\') < 0 ? raw : Encoding.UTF8.GetBytes(json.GetString()!);
        if (text.Length == 0)
            faults.Value("An empty string is not allowed; leave it out.");
        else if (text.Length > LongestText && name != "base64Binary" && Encoding.UTF8.GetCharCount(text) > LongestText)
            faults.TooLong("FHIR takes no string of more than 1,048,576 characters.");
        else if (!isWellFormed(text))
            faults.Value($"This is not a valid FHIR {name}{Hint()}.");
        else if (codes is not null && !codes.TryGet(text, out _))
            faults.CodeInvalid($"The code is not allowed here.{codesText}");
    }

    private void CheckNumber(ReadOnlySpan<byte> text, FaultList faults)
    {
        if (text.Length > LongestNumber)
            faults.TooLong("A number of more than 1,024 characters is not taken.");
        else if (!isWellFormed(text))
            faults.Value($"This is not a valid FHIR {name}.");
    }

    private string JsonName() => kind switch { JsonValueKind.String => "string", JsonValueKind.Number => "number", _ => "boolean" };

    private string Hint() => name switch
    {
        "date" => " (YYYY, YYYY-MM or YYYY-MM-DD, and a day that exists)",
        "dateTime" => " (YYYY, YYYY-MM, YYYY-MM-DD or YYYY-MM-DDThh:mm:ss with a time zone, and a day that exists)",
        "instant" => " (YYYY-MM-DDThh:mm:ss with a time zone, and a day that exists)",
        "id" => " (1 to 64 letters, digits, hyphens and full stops)",
        "xhtml" => " (one XHTML div)",
        _ => "",
    };
}
