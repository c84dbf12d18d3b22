using System.Globalization;
using System.Text.Json;
using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Functions.Referrals.Shape;
using Microsoft.AspNetCore.WebUtilities;

namespace IntegrationHub.Functions.Referrals.Interactions;

/// <summary>A batch Bundle: each entry is a request of its own, with its own status; one that fails stops no other.</summary>
internal sealed class Batch(InternalRequests requests)
{
    /// <param name="bundle">Its entries' resources may have any shape; what is around them was checked.</param>
    public async Task<Bundle> Run(HttpContext http, JsonElement bundle)
    {
        var preference = Preferences.Return(http.Request);
        var entries = bundle.Items("entry"u8).ToList();
        var urls = entries.Select(entry => entry.Text("fullUrl"u8)).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var responses = new List<Bundle.EntryComponent>();
        foreach (var (entry, at) in entries.Select((entry, i) => (entry, i)))
        {
            responses.Add(await Run(http, entry, $"Bundle.entry[{at}]", urls, preference));
        }

        return new Bundle { Type = "batch-response", Entry = responses };
    }

    private async Task<Bundle.EntryComponent> Run(HttpContext http, JsonElement entry, string at, HashSet<string> urls, ReturnPreference preference)
    {
        var request = entry.Get("request"u8)!.Value;
        var method = request.Text("method"u8)!;
        var resource = entry.Get("resource"u8);
        if (method == "HEAD")
        {
            return Refused(405, "not-supported", $"{at}.request.method", "A batch takes GET, POST and PUT.");
        }

        if (request.Text("url"u8) is not { } url)
        {
            return Refused(422, "required", $"{at}.request.url", "Say what is asked for: a type, or a type and an id.");
        }

        if (resource is { } sent && StringsIn(sent).Any(text => urls.Contains(text) && text != entry.Text("fullUrl"u8)))
        {
            return Refused(422, "value", $"{at}.resource", "The entries of a batch can't refer to each other; send a transaction.");
        }

        var answer = await requests.Send(http, new InternalRequest(method, url, resource is { } body ? JsonSerializer.SerializeToUtf8Bytes(body) : null)
        {
            Headers =
            [
                ("If-Match", request.Text("ifMatch"u8)), ("If-None-Match", request.Text("ifNoneMatch"u8)), ("If-None-Exist", request.Text("ifNoneExist"u8)),
                ("If-Modified-Since", HttpDate(request.Text("ifModifiedSince"u8))), ("Prefer", $"return={PreferenceFor(preference)}"),
            ],
        });
        return BundleResponses.Of(answer with { Resource = Under(at, answer) }, method == "GET" ? ReturnPreference.Representation : preference);
    }

    private static string PreferenceFor(ReturnPreference preference) => preference switch
    {
        ReturnPreference.Representation => "representation",
        ReturnPreference.OperationOutcome => "OperationOutcome",
        _ => "minimal",
    };

    private static string? HttpDate(string? instant) =>
        DateTimeOffset.TryParse(instant, CultureInfo.InvariantCulture, out var moment) ? moment.ToString("R", CultureInfo.InvariantCulture) : null;

    /// <summary>Places in the outcome of a write are places in its resource: here they are places in the Bundle.</summary>
    private static Resource? Under(string at, InternalAnswer answer) => answer is { Status: >= 400, Resource: OperationOutcome outcome }
        ? outcome with { Issue = [.. (outcome.Issue ?? []).Select(issue => issue with { Expression = issue.Expression?.Select(place => InBundle(at, place)).ToList() })] }
        : answer.Resource;

    private static string? InBundle(string at, string? expression) =>
        expression is null || !FhirDefinitions.R4.ResourceTypes.Contains(expression.Split('.')[0])
            ? expression
            : $"{at}.resource{expression[expression.Split('.')[0].Length..]}";

    private static Bundle.EntryComponent Refused(int status, string code, string expression, string text) => BundleResponses.Of(
        new InternalAnswer(status, new OperationOutcome { Issue = [FhirAnswers.Issue(code, text, expression)] }, null, null, null), ReturnPreference.None);

    private static IEnumerable<string> StringsIn(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => [json.GetString()!],
        JsonValueKind.Array => json.EnumerateArray().SelectMany(StringsIn),
        JsonValueKind.Object => json.EnumerateObject().SelectMany(member => StringsIn(member.Value)),
        _ => [],
    };
}

/// <summary>Answers as entries of a response Bundle.</summary>
internal static class BundleResponses
{
    public static Bundle.EntryComponent Of(InternalAnswer answer, ReturnPreference preference)
    {
        var isOutcome = answer.Resource is OperationOutcome;
        return new Bundle.EntryComponent
        {
            Resource = !isOutcome && preference == ReturnPreference.Representation ? answer.Resource : null,
            Response = new Bundle.ResponseComponent
            {
                Status = $"{answer.Status} {ReasonPhrases.GetReasonPhrase(answer.Status)}",
                Location = answer.Location is { } location ? location[(location.IndexOf("/hub/fhir/", StringComparison.Ordinal) + "/hub/fhir/".Length)..] : null,
                Etag = answer.ETag,
                LastModified = Instant(answer.LastModified),
                Outcome = isOutcome ? answer.Resource : null,
            },
        };
    }

    private static string? Instant(string? httpDate) =>
        DateTimeOffset.TryParse(httpDate, CultureInfo.InvariantCulture, out var moment) ? Rendering.Fhir.Instant(moment) : null;
}
