using System.Net;
using System.Net.Http.Headers;
using System.Text;
using IntegrationHub.Tools.Hub.Local;

namespace IntegrationHub.Tools.Hub.Fuzz;

/// <param name="Status">0 when there was none: the hub hung up, or didn't answer in time.</param>
internal sealed record FuzzAnswer(int Status, string MediaType, string Body, string? Failure, TimeSpan Took);

/// <summary>Sends inputs as they are, without the tidying that a client does for its user.</summary>
internal sealed class FuzzClient : IDisposable
{
    private readonly Uri address;
    private readonly HttpClient http;
    private readonly Dictionary<string, string> tokens;

    /// <param name="patience">After which an answer counts as none.</param>
    public FuzzClient(Uri address, string dataFolder, TimeSpan patience)
    {
        this.address = address;
        tokens = Functions.Security.Personas.All.ToDictionary(persona => persona.Name, persona => Tokens.Issue(dataFolder, persona.Name));
        http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.All,
            RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8,
            ActivityHeadersPropagator = null,
        })
        { Timeout = patience };
    }

    public async Task<FuzzAnswer> SendAsync(FuzzInput input, CancellationToken stop)
    {
        var since = TimeProvider.System.GetTimestamp();
        TimeSpan Took() => TimeProvider.System.GetElapsedTime(since);
        try
        {
            using var request = Request(input);
            using var response = await http.SendAsync(request, stop);
            return new FuzzAnswer(
                (int)response.StatusCode, response.Content.Headers.ContentType?.MediaType ?? "", await response.Content.ReadAsStringAsync(stop), null, Took());
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException || (fault is TaskCanceledException && !stop.IsCancellationRequested))
        {
            return new FuzzAnswer(0, "", "", $"{fault.GetType().Name}: {fault.InnerException?.Message ?? fault.Message}", Took());
        }
    }

    public void Dispose() => http.Dispose();

    private HttpRequestMessage Request(FuzzInput input)
    {
        // As it stands: no segments resolved, nothing escaped anew.
        var url = new Uri($"{address}{input.Path}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        var request = new HttpRequestMessage(new HttpMethod(input.Method), url);
        if (input.Persona is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", tokens[input.Persona]);
        if (input.Body is not null)
            request.Content = new ByteArrayContent(input.Body);
        foreach (var (name, value) in input.Headers)
            if (!request.Headers.TryAddWithoutValidation(name, value))
                request.Content?.Headers.TryAddWithoutValidation(name, value);
        return request;
    }
}
