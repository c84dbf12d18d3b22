using IntegrationHub.Contracts.Problems;
using IntegrationHub.Functions.Hosting;
using Microsoft.Net.Http.Headers;

namespace IntegrationHub.Functions.Referrals.Interactions;

/// <summary>Marks an endpoint that has other content to give than FHIR, and that looks at <c>Accept</c> itself.</summary>
internal sealed record ServesNativeContent;

/// <summary>How a FHIR answer is written.</summary>
/// <param name="MediaType">With charset.</param>
/// <param name="Pretty">Indented, for people (<c>_pretty=true</c>).</param>
internal sealed record FhirFormat(string MediaType, bool Pretty)
{
    public static FhirFormat Default { get; } = new(FhirAnswers.MediaType, false);

    public static FhirFormat Of(HttpContext http) => http.Features.Get<FhirFormat>() ?? Default;
}

/// <summary>
/// Content negotiation of everything under <c>/hub/fhir</c> (R4 http, 3.1.0.6): <c>_format</c> goes before <c>Accept</c>; what
/// the hub can't write is 406. It stands after the gate, so that who may not ask is told that first.
/// </summary>
internal sealed class FhirNegotiation(RequestDelegate next, AuditFilter audit)
{
    private static readonly string[] Short = ["json", FhirAccept.FhirJson];
    private static readonly string[] Plain = [FhirAccept.Json, "text/json"];

    public async Task Invoke(HttpContext http)
    {
        if (!http.Request.Path.StartsWithSegments("/hub/fhir", StringComparison.OrdinalIgnoreCase))
        {
            await next(http);
            return;
        }

        http.Response.Headers.Append(HeaderNames.Vary, HeaderNames.Accept);
        if (MediaTypeFor(http) is { } mediaType)
        {
            http.Features.Set(new FhirFormat($"{mediaType}; charset=utf-8", http.Request.Query["_pretty"] == "true"));
            await next(http);
            return;
        }

        await audit.Append(http, 406);
        await Answers.Refuse(http, 406, ProblemCodes.NotAcceptable, "The hub writes FHIR R4 as JSON: ask for application/fhir+json, fhirVersion 4.0 if you name one.");
    }

    private static string? MediaTypeFor(HttpContext http)
    {
        if (http.Request.Query.TryGetValue("_format", out var format))
        {
            // A plus that isn't escaped arrives as a blank.
            var wanted = format.ToString().Replace(' ', '+');
            return Short.Contains(wanted) ? FhirAccept.FhirJson : Plain.Contains(wanted) ? FhirAccept.Json : null;
        }

        var serves = http.GetEndpoint()?.Metadata.GetMetadata<ServesNativeContent>() is not null;
        return FhirAccept.Of(http.Request).BestOf() ?? (serves ? FhirAccept.FhirJson : null);
    }
}

/// <summary>The media types that a client accepts, with their weights (RFC 9110, 12.5.1).</summary>
internal sealed class FhirAccept
{
    public const string FhirJson = "application/fhir+json";
    public const string Json = "application/json";

    private readonly IReadOnlyList<MediaTypeHeaderValue> ranges;

    private FhirAccept(IReadOnlyList<MediaTypeHeaderValue> ranges) => this.ranges = ranges;

    /// <summary>Whether FHIR is asked for by name.</summary>
    public bool NamesFhir => ranges.Any(range => range.MediaType.Equals(FhirJson, StringComparison.OrdinalIgnoreCase) && Weight(range) > 0);

    public static FhirAccept Of(HttpRequest request)
    {
        var headers = request.Headers.Accept.Where(header => !string.IsNullOrWhiteSpace(header)).ToList();
        if (headers.Count == 0)
        {
            return new FhirAccept([MediaTypeHeaderValue.Parse("*/*")]);
        }

        return new FhirAccept(MediaTypeHeaderValue.TryParseList([.. headers!], out var list) ? [.. list] : []);
    }

    /// <summary>The better of the two names that FHIR JSON goes by here; null when neither is accepted.</summary>
    public string? BestOf()
    {
        var fhir = WeightOf(FhirJson);
        var plain = Math.Max(WeightOf(Json), ranges.Where(range => range.MediaType.Equals("text/json", StringComparison.OrdinalIgnoreCase)).Select(Weight).DefaultIfEmpty(0).Max());
        return Math.Max(fhir, plain) <= 0 ? null : fhir >= plain ? FhirJson : Json;
    }

    /// <summary>The weight of the most specific range that covers a media type; 0 when none does.</summary>
    public double WeightOf(string mediaType)
    {
        var type = MediaTypeHeaderValue.Parse(mediaType);
        var covering = ranges.Where(range => IsR4(range) && Covers(range, type)).ToList();
        return covering.Count == 0 ? 0 : covering.GroupBy(Specificity).MaxBy(group => group.Key)!.Max(Weight);
    }

    // Parameters don't narrow anything here but fhirVersion: there is one charset, and one way to write it.
    private static bool Covers(MediaTypeHeaderValue range, MediaTypeHeaderValue type) =>
        range.MatchesAllTypes || (range.Type.Equals(type.Type, StringComparison.OrdinalIgnoreCase)
            && (range.MatchesAllSubTypes || range.MediaType.Equals(type.MediaType, StringComparison.OrdinalIgnoreCase)));

    /// <summary>True without <c>fhirVersion</c>, and with that of R4.</summary>
    public static bool IsR4(MediaTypeHeaderValue type) =>
        type.Parameters.FirstOrDefault(parameter => parameter.Name.Equals("fhirVersion", StringComparison.OrdinalIgnoreCase)) is not { } version
        || HeaderUtilities.RemoveQuotes(version.Value).Value is "4.0" or "4.0.1";

    private static int Specificity(MediaTypeHeaderValue range) => range.MatchesAllTypes ? 0 : range.MatchesAllSubTypes ? 1 : 2;

    private static double Weight(MediaTypeHeaderValue range) => range.Quality ?? 1;
}
