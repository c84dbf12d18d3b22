using IntegrationHub.Contracts.Problems;
using IntegrationHub.Functions.Cases;
using IntegrationHub.Functions.Hosting;

namespace IntegrationHub.Functions.Subscriptions;

/// <summary><c>DELETE Subscription/{id}</c>: what is left is that it was there. Deleting again is no fault.</summary>
internal static class DeleteSubscription
{
    private const int MaxAttempts = 20;

    public static async Task<IResult> Delete(HttpContext http, string id, SubscriptionStore store, TimeProvider time, CancellationToken cancel)
    {
        for (var attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            if (await store.Load(VisibleCases.CallerOf(http).Organisation, id, cancel) is not { } stored)
            {
                return Answers.NotFound();
            }

            if (stored.Document.Deleted)
            {
                return Results.NoContent();
            }

            if (http.Request.Headers.IfMatch.Count > 0 && UpdateSubscription.RefuseCondition(http.Request, stored.Document) is { } refused)
            {
                return refused;
            }

            if (await store.Put(Tombstone(stored.Document, time.GetUtcNow()), stored.ETag, cancel) is not null)
            {
                return Results.NoContent();
            }
        }

        return Answers.Refused(503, ProblemCodes.StorageUnavailable, "The subscription is being changed by too many at once. Try again.");
    }

    private static SubscriptionDocument Tombstone(SubscriptionDocument document, DateTimeOffset now) => document with
    {
        Version = document.Version + 1,
        LastUpdated = now,
        Resource = "",
        Secret = "",
        Headers = [],
        Waiting = null,
        Claim = null,
        Deleted = true,
    };
}
