using IntegrationHub.Contracts.Imports;
using IntegrationHub.Contracts.Problems;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace IntegrationHub.Functions.Imports;

/// <summary>Reads the body of an import by its media type.</summary>
internal static class ImportBody
{
    /// <summary>A council's year of SSDA903 has less than one MB; a first load of the daily JSON, of every child in need, some ten.</summary>
    public const int MaxBytes = 16 * 1024 * 1024;

    private const int MaxParts = 4;
    private const string Json = "application/json";
    private const string Csv = "text/csv";
    private const string Parts = "multipart/form-data";

    /// <summary>What is taken. The two CSV tables come as parts of a form, whatever the parts are called.</summary>
    public static string[] MediaTypes { get; } = [Json, "application/xml", "text/xml", Csv, Parts];

    /// <param name="contentType">One of <see cref="MediaTypes"/>, with its parameters.</param>
    public static async Task<SourceFile> Read(string contentType, ReadOnlyMemory<byte> body, CancellationToken cancel)
    {
        var type = MediaTypeHeaderValue.Parse(contentType);
        return type.MediaType.Value!.ToLowerInvariant() switch
        {
            Json => DfeDaily.Read(body),
            Csv => Ssda903Csv.Read([body]),
            Parts => await Form(HeaderUtilities.RemoveQuotes(type.Boundary).Value, body, cancel),
            _ => Ssda903Xml.Read(body, MaxBytes),
        };
    }

    private static async Task<SourceFile> Form(string? boundary, ReadOnlyMemory<byte> body, CancellationToken cancel)
    {
        if (string.IsNullOrWhiteSpace(boundary) || boundary.Length > 200)
        {
            return NoForm();
        }

        var tables = new List<ReadOnlyMemory<byte>>();
        try
        {
            var reader = new MultipartReader(boundary, new MemoryStream(body.ToArray(), writable: false)) { BodyLengthLimit = MaxBytes };
            while (await reader.ReadNextSectionAsync(cancel) is { } section)
            {
                using var part = new MemoryStream();
                await section.Body.CopyToAsync(part, cancel);
                tables.Add(part.ToArray());
                if (tables.Count > MaxParts)
                {
                    return NoForm();
                }
            }
        }
        catch (Exception bad) when (bad is IOException or InvalidDataException)
        {
            return NoForm();
        }

        return tables.Count == 0 ? NoForm() : Ssda903Csv.Read(tables);
    }

    private static SourceFile NoForm() => SourceFile.Unreadable(
        Ssda903Csv.Format, new ImportFault("file", 1, null, FaultCodes.MalformedFile, $"The body isn't a form with 1 to {MaxParts} CSV tables."));
}
