using IntegrationHub.Functions.Escalations.Delivery;
using IntegrationHub.Functions.Operations;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Retention;

internal static class RetentionServices
{
    public static IServiceCollection AddRetention(this IServiceCollection services) => services
        .AddSingleton<CaseRemoval>().AddSingleton<RemovalRecords>().AddSingleton<LegalHolds>().AddSingleton<DeliveryRecords>().AddSingleton<ParkedAbout>()
        .AddSingleton<RemoveCase>().AddSingleton<ApplyRetention>();
}
