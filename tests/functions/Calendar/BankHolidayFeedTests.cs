using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using IntegrationHub.Domain.Calendar;
using IntegrationHub.Functions.Calendar;
using Microsoft.Extensions.DependencyInjection;

namespace IntegrationHub.Functions.Tests.Calendar;

/// <summary>A feed whose server ends the connection in the middle of its answer.</summary>
public sealed class BankHolidayFeedTests : IDisposable
{
    private readonly TcpListener server = new(IPAddress.Loopback, 0);
    private readonly ServiceProvider services = new ServiceCollection().AddHttpClient().BuildServiceProvider();

    public BankHolidayFeedTests() => server.Start();

    public void Dispose()
    {
        server.Dispose();
        services.Dispose();
    }

    [Fact]
    public async Task Is_asked_again()
    {
        var answers = Answer(false, true);

        Assert.Equal(BankHolidays.BuiltIn.Dates, (await Read()).Holidays?.Dates);
        await answers;
    }

    [Fact]
    public async Task Is_unreachable_when_it_always_does()
    {
        var answers = Answer(false, false, false);

        Assert.Equal(new FeedRead(null, RefreshOutcomes.Unreachable, "The feed could not be reached."), await Read());
        await answers;
    }

    private Task<FeedRead> Read() =>
        new BankHolidayFeed(services.GetRequiredService<IHttpClientFactory>()).Read(new Uri($"http://{server.LocalEndpoint}/bank-holidays.json"), CancellationToken.None);

    private async Task Answer(params bool[] wholes)
    {
        foreach (var whole in wholes)
        {
            await AnswerOnce(whole);
        }
    }

    /// <summary>Takes one request and answers it, or the first half of the body; then the connection is over.</summary>
    private async Task AnswerOnce(bool whole)
    {
        using var client = await server.AcceptTcpClientAsync();
        await using var stream = client.GetStream();
        using var request = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        while (await request.ReadLineAsync() is { Length: > 0 })
        {
        }

        var body = Encoding.UTF8.GetBytes(BankHolidays.BuiltIn.Write());
        await stream.WriteAsync(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n")));
        await stream.WriteAsync(body.AsMemory(0, whole ? body.Length : body.Length / 2));
        client.Client.Shutdown(SocketShutdown.Send);
    }
}
