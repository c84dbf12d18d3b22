using Azure.Core;
using Azure.Identity;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Partners;

namespace IntegrationHub.Functions.Messaging;

/// <summary>What sending needs: the outbox, and the sender of the broker that the settings name.</summary>
public static class MessagingServices
{
    public static IServiceCollection AddMessaging(this IServiceCollection services, HubSettings settings)
    {
        services.AddSingleton<OutgoingMessages>().AddSingleton<OutboxSignal>().AddSingleton<OutboxDispatcher>().AddSingleton<DispatchOutbox>();
        services.AddSingleton<ClaimCheck>().AddSingleton(_ => new BrokerHealth(TimeProvider.System));
        return settings.ServiceBus is { } serviceBus ? services.AddServiceBus(serviceBus) : services.AddSingleton<IMessageSender, StorageQueueSender>();
    }

    private static IServiceCollection AddServiceBus(this IServiceCollection services, ServiceBusSettings settings)
    {
        services.AddSingleton(settings).AddSingleton<TokenCredential>(_ => new DefaultAzureCredential()).AddSingleton(new ServiceBusPipeline(CallLimits.OfServiceBus, TimeProvider.System));
        services.AddHttpClient<IMessageSender, ServiceBusSender>((http, provider) =>
            {
                http.Timeout = Timeout.InfiniteTimeSpan;
                return ActivatorUtilities.CreateInstance<ServiceBusSender>(provider, http, TimeProvider.System);
            })
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            })

            // Those who send live as long as the process: addresses that change are found by the lifetime of connections.
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan);
        return services;
    }
}
