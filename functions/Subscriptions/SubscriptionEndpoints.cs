using IntegrationHub.Domain.Subscriptions;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Security;

namespace IntegrationHub.Functions.Subscriptions;

/// <summary>FHIR R4 Subscription at <c>/hub/fhir/Subscription</c>, each organisation its own.</summary>
internal static class SubscriptionEndpoints
{
    public static IServiceCollection AddSubscriptions(this IServiceCollection services) => services
        .AddSingleton<SubscriptionStore>().AddSingleton<SubscriptionCounts>().AddSingleton<SubscriberSignal>().AddSingleton<SubscriptionReader>().AddSingleton(RetryLadder.Default)
        .AddSingleton(provider => ActivatorUtilities.CreateInstance<SubscriberClient>(provider, TimeProvider.System))
        .AddSingleton<SubscriptionDelivery>().AddSingleton<NotifySubscribers>().AddHostedService<SubscriberWorker>();

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/hub/fhir/Subscription", SearchSubscriptions.Get).WithMetadata(new Requires(Operation.ReadFhir));
        app.MapPost("/hub/fhir/Subscription/_search", SearchSubscriptions.Post).WithMetadata(new Requires(Operation.ReadFhir));
        app.MapGet("/hub/fhir/Subscription/{id}", ReadSubscription.Get).WithMetadata(new Requires(Operation.ReadFhir));
        app.MapGet("/hub/fhir/Subscription/{id}/_history/{version}", ReadSubscription.GetVersion).WithMetadata(new Requires(Operation.ReadFhir));
        app.MapPost("/hub/fhir/Subscription", CreateSubscription.Post).WithMetadata(new Requires(Operation.Subscribe));
        app.MapPut("/hub/fhir/Subscription/{id}", UpdateSubscription.Put).WithMetadata(new Requires(Operation.Subscribe));
        app.MapDelete("/hub/fhir/Subscription/{id}", DeleteSubscription.Delete).WithMetadata(new Requires(Operation.Subscribe));
    }
}
