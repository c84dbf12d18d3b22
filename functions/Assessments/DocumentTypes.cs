using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using IntegrationHub.Domain.Identifiers;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Assessments;

/// <summary>The kinds of file the hub takes, and whether a content is what it says it is.</summary>
public static class DocumentTypes
{
    /// <summary>20 MB each.</summary>
    public const int MaxBytes = 20 * 1024 * 1024;

    private const string Docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

    private static readonly (string MediaType, string Extension, Func<ReadOnlySpan<byte>, bool> Looks)[] Types =
    [
        ("application/pdf", "pdf", content => content.StartsWith("%PDF-"u8)),
        ("image/png", "png", content => content.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])),
        ("image/jpeg", "jpg", content => content.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF])),
        ("image/tiff", "tif", content => content.StartsWith((ReadOnlySpan<byte>)[0x49, 0x49, 0x2A, 0x00]) || content.StartsWith((ReadOnlySpan<byte>)[0x4D, 0x4D, 0x00, 0x2A])),
        (Docx, "docx", IsDocx),
        ("application/rtf", "rtf", content => content.StartsWith("{\\rtf"u8)),
        ("text/rtf", "rtf", content => content.StartsWith("{\\rtf"u8)),
        ("text/plain", "txt", IsText),
        ("application/fhir+json", "json", IsJson),
    ];

    /// <summary>Media types, lower case.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Types.Select(type => type.MediaType)];

    /// <summary>Ending of a file name.</summary>
    public static string ExtensionOf(string mediaType) => Types.FirstOrDefault(type => type.MediaType == mediaType).Extension ?? "bin";

    /// <summary>What is wrong with a content of a declared type; null when nothing is.</summary>
    public static string? Fault(string? mediaType, ReadOnlySpan<byte> content)
    {
        var type = Types.FirstOrDefault(type => type.MediaType == mediaType);
        if (type.MediaType is null)
        {
            return $"Documents are taken as {string.Join(", ", All)}.";
        }

        return SizeFault(content.Length) is { } size ? size.Text : type.Looks(content) ? null : $"The content is not what {mediaType} looks like.";
    }

    /// <summary>What is wrong with a content's length, with FHIR's code for it; null when nothing is.</summary>
    public static (string Code, string Text)? SizeFault(int length) => length switch
    {
        0 => ("required", "The document is empty."),
        > MaxBytes => ("too-long", "A document may have at most 20 MB."),
        _ => null,
    };

    private static bool IsText(ReadOnlySpan<byte> content) => !content.Contains((byte)0) && System.Text.Unicode.Utf8.IsValid(content);

    private static bool IsDocx(ReadOnlySpan<byte> content)
    {
        if (!content.StartsWith("PK\u0003\u0004"u8))
        {
            return false;
        }

        try
        {
            using var zip = new ZipArchive(new MemoryStream(content.ToArray()));
            return zip.GetEntry("[Content_Types].xml") is not null && zip.Entries.Any(entry => entry.FullName.StartsWith("word/", StringComparison.Ordinal));
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    private static bool IsJson(ReadOnlySpan<byte> content)
    {
        var reader = new Utf8JsonReader(content);
        try
        {
            return JsonDocument.TryParseValue(ref reader, out var document) && document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("resourceType", out _);
        }
        catch (JsonException)
        {
            return false;
        }
    }
}

/// <summary>Ids of documents: the case, and what the document is and says; the same document twice has the same id.</summary>
public static class DocumentIds
{
    /// <param name="referral">Number within the case: the same plan may come back for a review once more.</param>
    public static string For(CaseId caseId, string kind, string sha256, int referral = 1) =>
        $"{caseId.Value}.{DocumentStore.HashOf(Encoding.UTF8.GetBytes(referral == 1 ? $"{kind}\n{sha256}" : string.Create(CultureInfo.InvariantCulture, $"{kind}\n{sha256}\n{referral}")))[..24]}";
}

/// <summary>File names that any system can save, and that carry no path.</summary>
public static class FileNames
{
    public static string Safe(string? wanted, string kind, string contentType)
    {
        var name = new string([.. (wanted ?? "").Split('/', '\\')[^1].Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or ' ' ? c : '_')]).Trim(' ', '.');
        return name.Length is 0 or > 120 ? $"{kind}.{DocumentTypes.ExtensionOf(contentType)}" : name;
    }
}
