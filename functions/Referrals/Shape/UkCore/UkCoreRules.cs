using System.Text.Json;

namespace IntegrationHub.Functions.Referrals.Shape.UkCore;

/// <summary>
/// What UK Core demands beyond FHIR R4, of every resource of a type that it profiles, whether or not meta.profile says
/// so. UK Core hardly makes anything mandatory; it says how what is there must look. Extensions it doesn't know are allowed.
/// </summary>
internal static class UkCoreRules
{
    private static readonly Utf8Table<UkCoreExtension> Known =
        new([.. UkCoreTable.Extensions.Select(extension => KeyValuePair.Create(extension.Url, extension))]);

    /// <summary>Slices: at most one identifier of a system, and with a value.</summary>
    public static void Resource(JsonElement resource, string type, FaultList faults)
    {
        if (type is not ("Patient" or "Organization" or "Location"))
            return;
        faults.Path.Enter("identifier");
        HashSet<string>? seen = null;
        var index = 0;
        foreach (var identifier in resource.Items("identifier"u8))
        {
            faults.Path.Enter(index++);
            if (UkCoreIdentifier.Of(identifier) is { } known && known.SliceOf.Contains(type))
                Slice(identifier, known, type, isFirst: (seen ??= new(StringComparer.Ordinal)).Add(known.System), faults);
            faults.Path.Leave();
        }
        faults.Path.Leave();
    }

    /// <summary>The form of an identifier's value.</summary>
    public static void Identifier(JsonElement identifier, FaultList faults)
    {
        if (UkCoreIdentifier.Of(identifier) is { } known && identifier.Text("value"u8) is { Length: > 0 } value && !known.IsWellFormed(value))
            faults.Value(known.Form, "value");
    }

    /// <summary>The extensions that stand on one element.</summary>
    /// <param name="on">The element, as the definitions name it, such as <c>Patient.identifier</c>.</param>
    public static void Extensions(JsonElement extensions, string on, FaultList faults)
    {
        List<string>? seen = null;
        var index = 0;
        foreach (var extension in extensions.EnumerateArray())
        {
            faults.Path.Enter(index++);
            if (KnownExtension(extension) is { } known)
                Extension(extension, known, on, seen ??= [], faults);
            faults.Path.Leave();
        }
    }

    private static UkCoreExtension? KnownExtension(JsonElement extension) =>
        extension.Get("url"u8) is { ValueKind: JsonValueKind.String } url
        && Known.TryGet(System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(url)[1..^1], out var known) ? known : null;

    private static void Slice(JsonElement identifier, UkCoreIdentifier known, string type, bool isFirst, FaultList faults)
    {
        if (!isFirst)
            faults.Structure($"UK Core allows one identifier of this system on a {type}.");
        if (!identifier.HasOrSibling("value"u8))
            faults.Required("UK Core wants a value for an identifier of this system.", "value");
    }

    private static void Extension(JsonElement extension, UkCoreExtension known, string on, List<string> seen, FaultList faults)
    {
        if (!known.On.Contains(on))
            faults.Structure($"UK Core allows this extension on {string.Join(" and ", known.On)} only.");
        if (seen.Contains(known.Url))
            faults.Structure("UK Core allows this extension once on an element.");
        else
            seen.Add(known.Url);
        if (extension.TryGetProperty(known.Value, out var value))
            Codings(value, known, faults);
        else if (extension.HasChoice("value"u8))
            faults.Structure($"UK Core gives this extension a {known.Value}.", "value");
        else
            faults.Required($"UK Core wants a {known.Value} here.", "value");
    }

    private static void Codings(JsonElement concept, UkCoreExtension known, FaultList faults)
    {
        var hasOneOfTheSet = false;
        var hasFault = false;
        faults.Path.Enter("value");
        faults.Path.Enter("coding");
        var index = 0;
        foreach (var coding in concept.Items("coding"u8))
        {
            faults.Path.Enter(index++);
            if (known.Codes.FirstOrDefault(codes => coding.Text("system"u8) == codes.System) is { } codes)
            {
                var code = coding.Text("code"u8);
                var isListed = code is not null && codes.Codes?.Contains(code) != false;
                hasOneOfTheSet |= isListed;
                hasFault |= code is not null && !isListed;
                if (code is not null && !isListed)
                    faults.CodeInvalid($"The code is not one of its system that UK Core binds here. Those are {string.Join(", ", codes.Codes!)}.", "code");
            }
            faults.Path.Leave();
        }
        faults.Path.Leave();
        if (known.IsRequired && !hasOneOfTheSet && !hasFault)
            faults.CodeInvalid($"One coding must be of {string.Join(", ", known.Codes.Select(codes => codes.System))}.");
        faults.Path.Leave();
    }
}
