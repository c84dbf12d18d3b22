using System.Globalization;
using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Functions.Cases;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Referrals;
using IntegrationHub.Functions.Referrals.Interactions;

namespace IntegrationHub.Functions.Subscriptions;

/// <summary><c>GET Subscription/{id}</c>, and its current version by number: earlier ones are not kept.</summary>
internal static class ReadSubscription
{
    public static async Task<IResult> Get(HttpContext http, string id, SubscriptionStore store, CancellationToken cancel) =>
        await store.Load(VisibleCases.CallerOf(http).Organisation, id, cancel) is { } stored ? Shown(http, stored.Document) : Answers.NotFound();

    public static async Task<IResult> GetVersion(HttpContext http, string id, string version, SubscriptionStore store, CancellationToken cancel) =>
        await store.Load(VisibleCases.CallerOf(http).Organisation, id, cancel) is { } stored && version == stored.Document.Version.ToString(CultureInfo.InvariantCulture)
            ? Shown(http, stored.Document)
            : Answers.NotFound();

    /// <summary>The answer for one that was deleted: 410, as FHIR has it.</summary>
    public static IResult Gone() =>
        FhirAnswers.Resource(new OperationOutcome { Issue = [FhirAnswers.Issue("deleted", "This Subscription was deleted.")] }, 410);

    private static IResult Shown(HttpContext http, SubscriptionDocument document) => document.Deleted ? Gone() : ReadResource.Conditional(http, document.Render());
}
