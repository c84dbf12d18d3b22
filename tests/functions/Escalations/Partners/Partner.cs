using IntegrationHub.Functions.Escalations.Delivery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace IntegrationHub.Functions.Tests.Escalations.Partners;

/// <summary>A partner's server on a free port of this machine.</summary>
internal static class Partner
{
    public static WebApplication Create()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0));
        return builder.Build();
    }

    public static Task HangUp(HttpContext context)
    {
        context.Abort();
        return Task.CompletedTask;
    }

    /// <summary>Until the caller has had enough.</summary>
    public static async Task KeepWaiting(HttpContext context)
    {
        var gone = new TaskCompletionSource();
        await using var watched = context.RequestAborted.Register(gone.SetResult);
        await gone.Task;
    }

    /// <summary>What the channels make their HTTP clients with, set up as in the hub.</summary>
    public static IHttpClientFactory Clients() => new ServiceCollection()
        .AddDelivery(new AlertSettings(null, null, new Uri(AlertSettings.NotifyAddress), null, null))
        .BuildServiceProvider().GetRequiredService<IHttpClientFactory>();
}
