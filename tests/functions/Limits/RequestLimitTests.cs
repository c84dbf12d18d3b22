using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using IntegrationHub.Functions.Tests.Kit;
using IntegrationHub.Functions.Tests.Reliability;

namespace IntegrationHub.Functions.Tests.Limits;

/// <summary>Slow senders, floods of headers, packed bodies, tricks with paths.</summary>
[Collection(Waiting.Name)]
public sealed class RequestLimitTests(SharedInProcessHub shared) : IClassFixture<SharedInProcessHub>
{
    private readonly InProcessHub hub = shared.Hub;

    [Fact]
    public async Task Slow_headers_and_slow_bodies_lose_their_connection_while_others_are_served()
    {
        var head = $"POST /hub/notifications HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {hub.SocialCare}\r\nContent-Type: application/cloudevents+json\r\nContent-Length: 100000\r\n";
        var slow = Task.WhenAll(
            RawHttp.Send(hub.Port, stream => Drip(stream, head)),
            RawHttp.Send(hub.Port, stream => Drip(stream, head + "\r\n", "{")),
            RawHttp.Send(hub.Port, stream => Drip(stream, "", "G")));
        while (!slow.IsCompleted)
        {
            Assert.Equal(200, (await hub.Get("hub/health/live", null)).Status);
            await Task.WhenAny(slow, Task.Delay(200));
        }

        var (headers, body, nothing) = ((await slow)[0], (await slow)[1], (await slow)[2]);
        Assert.True(headers.Status is 408 or 0, headers.Text);
        Assert.True(body.Status is 408 or 0, body.Text);
        Assert.True(nothing.Status is 408 or 400 or 0, nothing.Text);
    }

    [Theory]
    [InlineData("many headers", 431)]
    [InlineData("large headers", 431)]
    [InlineData("one large header", 431)]
    [InlineData("long line", 414)]
    public async Task A_flood_of_headers_is_refused(string kind, int expected)
    {
        var request = kind switch
        {
            "many headers" => $"GET /hub/health/live HTTP/1.1\r\nHost: x\r\n{string.Concat(Enumerable.Range(0, 150).Select(i => $"X-{i}: y\r\n"))}\r\n",
            "large headers" => $"GET /hub/health/live HTTP/1.1\r\nHost: x\r\n{string.Concat(Enumerable.Range(0, 50).Select(i => $"X-{i}: {new string('y', 1000)}\r\n"))}\r\n",
            "one large header" => $"GET /hub/health/live HTTP/1.1\r\nHost: x\r\nX: {new string('y', 40_000)}\r\n\r\n",
            _ => $"GET /hub/health/live?{new string('y', 9_000)} HTTP/1.1\r\nHost: x\r\n\r\n",
        };
        var (status, text) = await RawHttp.Send(hub.Port, stream => stream.WriteAsync(Encoding.ASCII.GetBytes(request)).AsTask());

        Assert.True(status == expected, text);
        Assert.Equal(200, (await hub.Get("hub/health/live", null)).Status);
    }

    [Theory]
    [InlineData("hub/notifications", "social-care", "application/cloudevents+json")]
    [InlineData("hub/cases/{id}/documents", "social-care", "text/plain")]
    [InlineData("hub/cases/{id}/health-indicators", "health", "application/json")]
    [InlineData("hub/fhir", "health", "application/fhir+json")]
    [InlineData("hub/fhir/Appointment", "health", "application/fhir+json")]
    [InlineData("hub/fhir/Binary", "health", "text/plain")]
    [InlineData("hub/fhir/Task/$validate", "health", "application/fhir+json")]
    [InlineData("hub/fhir/Task/_search", "health", "application/x-www-form-urlencoded")]
    [InlineData("hub/fhir/Subscription", "health", "application/fhir+json")]
    [InlineData("hub/operations/policy/check", "operations", "application/json")]
    public async Task A_packed_body_is_refused_and_never_unpacked(string path, string persona, string mediaType)
    {
        var caseId = (await hub.Notify(Sample.BecameLookedAfter(Sample.NewSubject()))).CaseId;
        foreach (var coding in new[] { "gzip", "br", "deflate", "identity, gzip", "GZIP" })
        {
            using var content = new ByteArrayContent(Bomb());
            content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
            content.Headers.TryAddWithoutValidation("Content-Encoding", coding);
            var answer = await hub.Send(HttpMethod.Post, path.Replace("{id}", caseId, StringComparison.Ordinal), hub.Token(persona), content, ("X-Document-Kind", "consent-form"));

            Assert.True(answer.Status == 415, $"{coding}: {answer.Status} {answer.Body}");
            Assert.Equal("identity", answer.Message.Headers.GetValues("Accept-Encoding").Single());
        }
    }

    [Theory]
    [InlineData("hub/cases/{id}%2f..%2f{id}")]
    [InlineData("hub/cases/{id}%00")]
    [InlineData("hub/cases/{id}.")]
    [InlineData("hub/cases/{id}%20")]
    [InlineData("hub/cases/..%5c{id}")]
    [InlineData("hub/cases/{id}/documents/..%2f..%2f{id}.x")]
    [InlineData("hub/cases/%252e%252e")]
    [InlineData("hub/cases/{upper}")]
    [InlineData("hub/cases//{id}")]
    public async Task Tricks_with_the_path_of_a_case_find_nothing(string path)
    {
        var caseId = (await hub.Notify(Sample.BecameLookedAfter(Sample.NewSubject()))).CaseId;
        var target = "/" + path.Replace("{id}", caseId, StringComparison.Ordinal).Replace("{upper}", caseId.ToUpperInvariant(), StringComparison.Ordinal);
        var (status, text) = await RawHttp.Send(hub.Port, stream => stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"GET {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {hub.SocialCare}\r\n\r\n")).AsTask());

        Assert.True(status is 404 or 400, text);
    }

    /// <summary>Ten megabytes of blanks in ten kilobytes.</summary>
    private static byte[] Bomb()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Encoding.ASCII.GetBytes(new string(' ', 10 * 1024 * 1024)));
        }

        return packed.ToArray();
    }

    /// <summary>A start, and then a byte now and then until the other end has enough.</summary>
    private static async Task Drip(Stream stream, string start, string drop = "x")
    {
        await stream.WriteAsync(Encoding.ASCII.GetBytes(start));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(250));
        do
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(drop));
        }
        while (await timer.WaitForNextTickAsync());
    }
}
