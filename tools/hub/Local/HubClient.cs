using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using IntegrationHub.Functions.Security;

namespace IntegrationHub.Tools.Hub.Local;

/// <param name="Status">HTTP status.</param>
/// <param name="Body">The JSON body, null when there was none or it wasn't JSON.</param>
/// <param name="ETag">As received, quotes and all.</param>
/// <param name="Location">As received.</param>
internal sealed record Answer(HttpStatusCode Status, JsonNode? Body, string? ETag, string? Location)
{
    public bool IsSuccess => (int)Status is >= 200 and < 300;

    /// <summary>The stable code of a problem, or of an OperationOutcome's first issue.</summary>
    public string Code => Body?["code"]?.ToString()
        ?? Body?["issue"]?[0]?["details"]?["coding"]?[0]?["code"]?.ToString()
        ?? Body?["issue"]?[0]?["code"]?.ToString()
        ?? "no code";
}

/// <summary>A hub's public interface, as any of its personas.</summary>
/// <param name="address">Where the hub answers; ends with a slash.</param>
/// <param name="issue">A token for a persona.</param>
internal sealed class HubClient(Uri address, Func<string, string> issue) : IDisposable
{
    /// <summary>A local hub, over the data folder whose key signs its tokens.</summary>
    public HubClient(Uri address, string dataFolder)
        : this(address, persona => persona.Split('@') is [var name, var organisation]
            ? Tokens.Issue(dataFolder, Personas.Find(name)!, organisation, TimeSpan.FromHours(12))
            : Tokens.Issue(dataFolder, persona))
    {
    }

    public const string CloudEvents = "application/cloudevents+json";
    public const string Fhir = "application/fhir+json";

    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = address, Timeout = TimeSpan.FromSeconds(60) };
    private readonly Dictionary<string, string> tokens = [];

    /// <summary>The hub's business clock; null when no hub answers, or one that isn't in local mode.</summary>
    public async Task<DateTimeOffset?> NowAsync(CancellationToken stop)
    {
        try
        {
            var answer = await SendAsync(null, HttpMethod.Get, "hub/local/clock", null, "", null, stop);
            return answer is { IsSuccess: true, Body: not null } ? answer.Body["now"]!.GetValue<DateTimeOffset>() : null;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    public Task<Answer> MoveClockAsync(DateTimeOffset now, CancellationToken stop) =>
        SendAsync(null, HttpMethod.Put, "hub/local/clock", new JsonObject { ["now"] = Json.Instant(now) }, "application/json", null, stop);

    public Task<Answer> GetAsync(string persona, string path, CancellationToken stop) =>
        SendAsync(persona, HttpMethod.Get, path, null, "", null, stop);

    /// <param name="persona">Whose token goes with it, as `health` or, of another organisation than the persona's usual one, `health@RNE`; null sends none.</param>
    /// <param name="method">HTTP method.</param>
    /// <param name="path">Relative to the hub's address, or absolute on it.</param>
    /// <param name="body">Sent as JSON.</param>
    /// <param name="contentType">Of the body.</param>
    /// <param name="ifMatch">An ETag as received.</param>
    /// <param name="stop">Gives up.</param>
    public async Task<Answer> SendAsync(
        string? persona, HttpMethod method, string path, JsonNode? body, string contentType, string? ifMatch, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(method, new Uri(path.TrimStart('/'), UriKind.RelativeOrAbsolute));
        if (persona is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", TokenOf(persona));
        if (ifMatch is not null)
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        if (body is not null)
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, contentType);
        return await AnswerAsync(request, stop);
    }

    private async Task<Answer> AnswerAsync(HttpRequestMessage request, CancellationToken stop)
    {
        using var response = await http.SendAsync(request, stop);
        return new Answer(
            response.StatusCode, Parse(await response.Content.ReadAsStringAsync(stop)),
            response.Headers.ETag?.ToString(), response.Headers.Location?.OriginalString);
    }

    /// <summary>Uploads a paper of the council's to a case.</summary>
    /// <param name="kind">`consent-form`, `part-a` or `other`.</param>
    /// <param name="pdf">The paper.</param>
    public async Task<Answer> UploadAsync(string persona, string caseId, string kind, byte[] pdf, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"hub/cases/{caseId}/documents", UriKind.Relative));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", TokenOf(persona));
        request.Headers.Add("x-document-kind", kind);
        request.Headers.Add("x-file-name", $"{kind}.pdf");
        request.Content = new ByteArrayContent(pdf);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/pdf");
        return await AnswerAsync(request, stop);
    }

    public void Dispose() => http.Dispose();

    /// <summary>Fetches a file as it comes; null when it isn't given.</summary>
    public async Task<byte[]?> DownloadAsync(string persona, string path, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path.TrimStart('/'), UriKind.RelativeOrAbsolute));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", TokenOf(persona));
        using var response = await http.SendAsync(request, stop);
        return response.IsSuccessStatusCode ? await response.Content.ReadAsByteArrayAsync(stop) : null;
    }

    private string TokenOf(string persona)
    {
        if (!tokens.TryGetValue(persona, out var token))
            tokens[persona] = token = issue(persona);
        return token;
    }

    private static JsonNode? Parse(string text)
    {
        try
        {
            return text.Length == 0 ? null : JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
