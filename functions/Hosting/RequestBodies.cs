using System.Text.Json;
using IntegrationHub.Contracts.Problems;
using IntegrationHub.Functions.Referrals.Shape;
using Microsoft.Net.Http.Headers;

namespace IntegrationHub.Functions.Hosting;

/// <summary>A request body as read, or the answer that refuses it.</summary>
public sealed record BodyRead(ReadOnlyMemory<byte> Bytes, IResult? Refusal);

/// <summary>Reads request bodies within a bound and of the right media type.</summary>
public static class RequestBodies
{
    /// <summary>Strict JSON: no duplicate members, no comments, no deep nesting.</summary>
    public static JsonDocumentOptions StrictJson { get; } = new() { AllowDuplicateProperties = false, MaxDepth = 48 };

    public static async Task<BodyRead> Read(HttpRequest request, int maxBytes, string[] mediaTypes, CancellationToken cancel)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || !mediaTypes.Contains(type.MediaType.Value, StringComparer.OrdinalIgnoreCase))
        {
            return Refuse(415, ProblemCodes.UnsupportedMediaType, $"Send one of: {string.Join(", ", mediaTypes)}.");
        }

        if (EncodingRefusal(request) is { } encoded)
        {
            return new BodyRead(default, encoded);
        }

        if (request.ContentLength > maxBytes)
        {
            return TooLarge(maxBytes);
        }

        using var body = new MemoryStream();
        var buffer = new byte[81_920];
        int read;
        while ((read = await request.Body.ReadAsync(buffer, cancel)) > 0)
        {
            if (body.Length + read > maxBytes)
            {
                return TooLarge(maxBytes);
            }

            body.Write(buffer, 0, read);
        }

        return new BodyRead(body.GetBuffer().AsMemory(0, (int)body.Length), null);
    }

    /// <summary>Packed bodies are refused, not unpacked: a small one may become a very large one. The header says what is taken instead (RFC 7694).</summary>
    public static IResult? EncodingRefusal(HttpRequest request)
    {
        if (request.Headers.ContentEncoding.All(coding => string.IsNullOrWhiteSpace(coding) || coding.Trim().Equals("identity", StringComparison.OrdinalIgnoreCase)))
        {
            return null;
        }

        request.HttpContext.Response.Headers.AcceptEncoding = "identity";
        return Answers.Refused(415, ProblemCodes.UnsupportedMediaType, "Send the body as it is, without Content-Encoding.");
    }

    /// <summary>Parses strictly; on refusal says which rule, never what stood there.</summary>
    public static (JsonDocument? Document, Fault? Fault) Parse(ReadOnlyMemory<byte> bytes) => Parse(bytes, StrictJson);

    /// <inheritdoc cref="Parse(ReadOnlyMemory{byte})"/>
    public static (JsonDocument? Document, Fault? Fault) Parse(ReadOnlyMemory<byte> bytes, JsonDocumentOptions options)
    {
        try
        {
            var document = JsonDocument.Parse(bytes, options);
            if (ReadableText.Is(document.RootElement))
            {
                return (document, null);
            }

            document.Dispose();
            return (null, NotUnicode);
        }
        catch (InvalidOperationException)
        {
            // Looking for duplicate members, the parser reads their names and trips over half a surrogate pair.
            return (null, NotUnicode);
        }
        catch (JsonException bad)
        {
            var duplicate = bad.Message.Contains("uplicate", StringComparison.Ordinal);
            var where = bad.LineNumber is { } line ? $" (line {line + 1}, byte {bad.BytePositionInLine})" : "";
            return (null, duplicate
                ? new Fault("", FaultCodes.DuplicateMember, "A member stands twice in the same object.")
                : new Fault("", ProblemCodes.NotJson, $"The body isn't well-formed JSON, or is nested too deeply{where}."));
        }
    }

    private static Fault NotUnicode { get; } =
        new("", ProblemCodes.NotJson, "The body holds text that isn't Unicode: broken UTF-8, or half a surrogate pair.");

    private static BodyRead TooLarge(int maxBytes) => Refuse(413, ProblemCodes.TooLarge, $"The body may have at most {maxBytes} bytes.");

    private static BodyRead Refuse(int status, string code, string detail) => new(default, Answers.Refused(status, code, detail));
}
