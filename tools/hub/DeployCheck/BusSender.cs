using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace IntegrationHub.Tools.Hub.DeployCheck;

/// <summary>Sends to a queue of Service Bus as a council's system would, by its REST API.</summary>
/// <param name="address">The namespace, such as <c>https://NAME.servicebus.windows.net/</c>.</param>
/// <param name="token">Of somebody with the role Azure Service Bus Data Sender on the queue.</param>
internal sealed class BusSender(Uri address, string token) : IDisposable
{
    public const string AddressVariable = "HUB_CHECK_SERVICE_BUS";
    public const string TokenVariable = "HUB_CHECK_TOKEN_SERVICE_BUS";
    private const string Queue = "lac-notifications";

    private readonly HttpClient http = new() { BaseAddress = address };

    /// <summary>Null when neither variable is set.</summary>
    /// <exception cref="UsageException">One of them is, or the address is none.</exception>
    public static BusSender? From(Func<string, string?> environment) => (environment(AddressVariable), environment(TokenVariable)) switch
    {
        (null or "", null or "") => null,
        ({ Length: > 0 } text, { Length: > 0 } token) when Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out var address)
            && (address.Scheme == Uri.UriSchemeHttps || address.IsLoopback) => new BusSender(address, token),
        _ => throw new UsageException($"{AddressVariable} (such as https://NAME.servicebus.windows.net) and {TokenVariable} must be set both, or neither"),
    };

    /// <exception cref="CheckFailedException">Service Bus doesn't take it.</exception>
    public async Task SendAsync(JsonObject cloudEvent, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{Queue}/messages");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.Add("BrokerProperties", new JsonObject { ["MessageId"] = (string?)cloudEvent["id"] }.ToJsonString());
        request.Content = new StringContent(cloudEvent.ToJsonString(), Encoding.UTF8, "application/cloudevents+json");
        using var response = await http.SendAsync(request, stop);
        if ((int)response.StatusCode != 201)
            throw new CheckFailedException($"Service Bus answers {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(stop)}");
    }

    public void Dispose() => http.Dispose();
}
