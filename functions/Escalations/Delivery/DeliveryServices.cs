using IntegrationHub.Functions.Escalations.Digests;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Partners;

namespace IntegrationHub.Functions.Escalations.Delivery;

/// <summary>What delivery of notices needs.</summary>
public static class DeliveryServices
{
    /// <summary>Client of both HTTP channels. It follows no redirect: a key or an alert isn't handed to another address than the operator named.</summary>
    public const string HttpClientName = "notices";

    public static IServiceCollection AddDelivery(this IServiceCollection services, AlertSettings settings)
    {
        services.AddHttpClient(HttpClientName, client =>
            {
                client.Timeout = Timeout.InfiniteTimeSpan;
                client.MaxResponseContentBufferSize = 1024 * 1024;
            })
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            });
        services.AddSingleton(settings).AddSingleton(CallLimits.OfChannels).AddSingleton<LocalRecord>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<ChannelHealth>(provider, TimeProvider.System));
        services.AddSingleton<IAlertChannel>(provider => provider.GetRequiredService<LocalRecord>());
        services.AddSingleton<IAlertChannel>(provider => ActivatorUtilities.CreateInstance<WebhookChannel>(provider, TimeProvider.System));
        services.AddSingleton<IAlertChannel>(provider => ActivatorUtilities.CreateInstance<NotifyChannel>(provider, TimeProvider.System));
        return services.AddSingleton<NoticeDelivery>().AddSingleton<DeliverAlert>()
            .AddSingleton<DigestPlanner>().AddSingleton<SendDigests>()
            .AddSingleton(provider => ActivatorUtilities.CreateInstance<DigestSpool>(provider, provider.GetRequiredService<RealTime>().Clock));
    }
}
