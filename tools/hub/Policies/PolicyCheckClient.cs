using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using IntegrationHub.LocalStack;

namespace IntegrationHub.Tools.Hub.Policies;

/// <summary>Asks a hub what policy files would change.</summary>
internal sealed class PolicyCheckClient(Uri address, string token) : IDisposable
{
    // It reads every open case.
    private readonly HttpClient http = new() { BaseAddress = address, Timeout = TimeSpan.FromMinutes(10) };

    /// <returns>The answer's body; null when no hub answers at the address.</returns>
    /// <exception cref="LocalStackException">The hub refuses.</exception>
    public async Task<JsonNode?> CheckAsync(JsonNode body, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "hub/operations/policy/check")
        {
            Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        try
        {
            using var response = await http.SendAsync(request, stop);
            var text = await response.Content.ReadAsStringAsync(stop);
            return response.StatusCode == HttpStatusCode.OK ? JsonNode.Parse(text) : throw new LocalStackException($"{address} answers {(int)response.StatusCode}: {text}");
        }
        catch (HttpRequestException fault) when (fault.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError)
        {
            return null;
        }
        catch (JsonException)
        {
            throw new LocalStackException($"{address} doesn't answer as a hub does.");
        }
    }

    public void Dispose() => http.Dispose();
}
