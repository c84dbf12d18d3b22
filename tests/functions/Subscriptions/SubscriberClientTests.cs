using System.Net;
using System.Net.Sockets;
using IntegrationHub.Domain.Subscriptions;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Subscriptions;

namespace IntegrationHub.Functions.Tests.Subscriptions;

/// <summary>Where the hub lets itself be sent: judged by the address a name leads to, not by the name.</summary>
public sealed class SubscriberClientTests
{
    [Theory]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]")]
    public async Task Under_the_host_a_name_that_leads_to_the_own_machine_is_not_called_even_when_it_is_allowed(string host)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var endpoint = $"https://{host}:{((IPEndPoint)listener.LocalEndpoint).Port}/hook";
        using var client = new SubscriberClient(SettingsUnderTheHost(endpoint), TimeProvider.System);

        var attempt = await client.Post(NotificationTo(endpoint), CancellationToken.None);

        Assert.Equal(DeliveryOutcome.Failed, attempt.Outcome);
        Assert.Equal("its name leads to no address on the public internet", attempt.Failure);
        Assert.False(listener.Pending());
    }

    [Fact]
    public async Task An_endpoint_that_left_the_allow_list_is_not_called()
    {
        using var client = new SubscriberClient(SettingsUnderTheHost("https://trust.example/hook"), TimeProvider.System);

        var attempt = await client.Post(NotificationTo("https://trust.example/other"), CancellationToken.None);

        Assert.Equal("it is not among the endpoints that the hub's operator allows any more", attempt.Failure);
    }

    private static HubSettings SettingsUnderTheHost(string endpoints)
    {
        var (settings, faults) = HubSettings.Read(name => name switch
        {
            "FUNCTIONS_CUSTOMHANDLER_PORT" => "7071",
            "AzureWebJobsStorage" => "UseDevelopmentStorage=true",
            "HUB_BROKER" => "storage-queues",
            "HUB_SCANNER" => "off",
            "HUB_AUTH_ISSUER" or "HUB_AUTH_AUDIENCE" or "HUB_PUBLIC_URL" => "https://hub.example",
            "HUB_SUBSCRIPTION_ENDPOINTS" => endpoints,
            _ => null,
        });
        Assert.Empty(faults);
        return settings!;
    }

    private static Notification NotificationTo(string endpoint) => new("id-1", new Uri(endpoint), new string('s', 32), [], ReadOnlyMemory<byte>.Empty);
}
