using System.Globalization;
using System.Text;
using System.Text.Json;
using IntegrationHub.Contracts.Problems;
using IntegrationHub.Domain.Identifiers;
using IntegrationHub.Functions.Assessments.ActiveContent;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Assessments;

/// <summary>Why a content isn't taken.</summary>
/// <param name="Code">Of <see cref="FaultCodes"/>.</param>
public sealed record ContentFault(string Code, string Text);

/// <summary>The kinds of file the hub takes, whether a content is what it says it is, and whether it holds anything that acts when it is opened.</summary>
public static class DocumentTypes
{
    /// <summary>20 MB each.</summary>
    public const int MaxBytes = 20 * 1024 * 1024;

    private const string Docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

    private static readonly DocumentType[] Types =
    [
        new("application/pdf", ["pdf"], content => content.StartsWith("%PDF-"u8), PdfContent.Fault),
        new("image/png", ["png"], content => content.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]), Passive),
        new("image/jpeg", ["jpg", "jpeg"], content => content.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]), Passive),
        new("image/tiff", ["tif", "tiff"], IsTiff, Passive),
        new(Docx, ["docx"], OfficeContent.IsDocx, OfficeContent.Fault),
        new("application/rtf", ["rtf"], content => content.StartsWith("{\\rtf"u8), TextContent.RtfFault),
        new("text/rtf", ["rtf"], content => content.StartsWith("{\\rtf"u8), TextContent.RtfFault),
        new("text/plain", ["txt"], IsText, TextContent.PlainFault),
        new("application/fhir+json", ["json"], IsJson, Passive),
    ];

    /// <summary>Media types, lower case.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Types.Select(type => type.MediaType)];

    /// <summary>Endings of a file name, the usual one first.</summary>
    public static IReadOnlyList<string> ExtensionsOf(string mediaType) => Types.FirstOrDefault(type => type.MediaType == mediaType)?.Extensions ?? ["bin"];

    /// <summary>Ending of a file name.</summary>
    public static string ExtensionOf(string mediaType) => ExtensionsOf(mediaType)[0];

    /// <summary>What is wrong with a content of a declared type; null when nothing is.</summary>
    public static ContentFault? Fault(string? mediaType, ReadOnlySpan<byte> content)
    {
        if (Types.FirstOrDefault(type => type.MediaType == mediaType) is not { } type)
        {
            return new ContentFault(FaultCodes.ContentType, $"Documents are taken as {string.Join(", ", All)}.");
        }

        if (SizeFault(content.Length) is { } size)
        {
            return new ContentFault(FaultCodes.ContentType, size.Text);
        }

        return !type.Looks(content) ? new ContentFault(FaultCodes.ContentType, $"The content is not what {mediaType} looks like.")
            : type.Acts(content) is { } acts ? new ContentFault(FaultCodes.ActiveContent, acts)
            : null;
    }

    /// <summary>What is wrong with a content's length, with FHIR's code for it; null when nothing is.</summary>
    public static (string Code, string Text)? SizeFault(int length) => length switch
    {
        0 => ("required", "The document is empty."),
        > MaxBytes => ("too-long", "A document may have at most 20 MB."),
        _ => null,
    };

    /// <summary>A kind of file that can't act.</summary>
    private static string? Passive(ReadOnlySpan<byte> content) => null;

    private static bool IsTiff(ReadOnlySpan<byte> content) =>
        content.StartsWith((ReadOnlySpan<byte>)[0x49, 0x49, 0x2A, 0x00]) || content.StartsWith((ReadOnlySpan<byte>)[0x4D, 0x4D, 0x00, 0x2A]);

    private static bool IsText(ReadOnlySpan<byte> content) => !content.Contains((byte)0) && System.Text.Unicode.Utf8.IsValid(content);

    private static bool IsJson(ReadOnlySpan<byte> content)
    {
        var reader = new Utf8JsonReader(content);
        try
        {
            using var document = JsonDocument.ParseValue(ref reader);

            // Nothing may follow: a page of its own, for instance.
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("resourceType", out _) && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <param name="Extensions">Endings that a file name of it may have, the usual one first.</param>
    /// <param name="Looks">Whether a content is one, by its own marks.</param>
    /// <param name="Acts">What in it acts when it is opened; null when nothing does.</param>
    private sealed record DocumentType(string MediaType, string[] Extensions, Func<ReadOnlySpan<byte>, bool> Looks, Func<ReadOnlySpan<byte>, string?> Acts);
}

/// <summary>Ids of documents: the case, and what the document is and says; the same document twice has the same id.</summary>
public static class DocumentIds
{
    /// <param name="referral">Number within the case: the same plan may come back for a review once more.</param>
    public static string For(CaseId caseId, string kind, string sha256, int referral = 1) =>
        $"{caseId.Value}.{DocumentStore.HashOf(Encoding.UTF8.GetBytes(referral == 1 ? $"{kind}\n{sha256}" : string.Create(CultureInfo.InvariantCulture, $"{kind}\n{sha256}\n{referral}")))[..24]}";
}

/// <summary>File names that any system can save, that carry no path, and that end as the content's kind does: a text can't be a program by its name.</summary>
public static class FileNames
{
    private const int MaxLength = 120;

    public static string Safe(string? wanted, string kind, string contentType)
    {
        var name = new string([.. (wanted ?? "").Split('/', '\\')[^1].Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or ' ' ? c : '_')]).Trim(' ', '.');
        if (name.Length is 0 or > MaxLength)
        {
            return $"{kind}.{DocumentTypes.ExtensionOf(contentType)}";
        }

        return DocumentTypes.ExtensionsOf(contentType).Any(ending => name.EndsWith($".{ending}", StringComparison.OrdinalIgnoreCase))
            ? name
            : $"{name}.{DocumentTypes.ExtensionOf(contentType)}";
    }
}
