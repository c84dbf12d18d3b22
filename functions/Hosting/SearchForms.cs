using IntegrationHub.Contracts.Problems;
using Microsoft.Extensions.Primitives;

namespace IntegrationHub.Functions.Hosting;

/// <summary>A form as read, or the answer that refuses it.</summary>
internal sealed record FormRead(IReadOnlyList<KeyValuePair<string, StringValues>> Pairs, IResult? Refusal);

/// <summary>Reads <c>application/x-www-form-urlencoded</c>, the form of a search by POST, within ASP.NET Core's bounds.</summary>
internal static class SearchForms
{
    private const string MediaType = "application/x-www-form-urlencoded";

    public static async Task<FormRead> Read(HttpRequest request, CancellationToken cancel)
    {
        if (request.ContentType is { } type && !type.StartsWith(MediaType, StringComparison.OrdinalIgnoreCase))
        {
            return Refuse(415, ProblemCodes.UnsupportedMediaType, $"Send {MediaType}.");
        }

        if (request.ContentType is null)
        {
            return request.ContentLength is null or 0 ? new FormRead([], null) : Refuse(415, ProblemCodes.UnsupportedMediaType, $"Send {MediaType}.");
        }

        if (RequestBodies.EncodingRefusal(request) is { } encoded)
        {
            return new FormRead([], encoded);
        }

        try
        {
            return new FormRead([.. await request.ReadFormAsync(cancel)], null);
        }
        catch (InvalidDataException)
        {
            return Refuse(413, ProblemCodes.TooLarge, "The form has too many parameters, or one that is too long.");
        }
    }

    private static FormRead Refuse(int status, string code, string detail) => new([], Answers.Refused(status, code, detail));
}
