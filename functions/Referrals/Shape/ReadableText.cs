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
    public static bool Is(JsonElement json)
    {
        var raw = JsonMarshal.GetRawUtf8Value(json);
        return Utf8.IsValid(raw) && (raw.IndexOf(@"\u"u8) < 0 || CanBeRead(json));
    }

    private static bool CanBeRead(JsonElement json)
    {
        try
        {
            Read(json);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static void Read(JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.String)
            _ = json.GetString();
        if (json.ValueKind == JsonValueKind.Array)
            json.EnumerateArray().ToList().ForEach(Read);
        if (json.ValueKind != JsonValueKind.Object)
            return;
        foreach (var member in json.EnumerateObject())
        {
            _ = member.Name;
            Read(member.Value);
        }
    }
}
