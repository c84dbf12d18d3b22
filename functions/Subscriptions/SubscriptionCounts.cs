namespace IntegrationHub.Functions.Subscriptions;

/// <summary>How many subscriptions stand how.</summary>
/// <param name="Active">Taken at the last try, or never tried yet.</param>
/// <param name="Failing">Not taken at the last try; it is tried again.</param>
/// <param name="Paused">The ladder is used up; nothing is sent until the client asks again.</param>
public sealed record SubscriptionCount(int Active, int Failing, int Paused);

/// <summary>Counts subscriptions by the list of their blobs.</summary>
public sealed class SubscriptionCounts(SubscriptionStore store)
{
    public async Task<SubscriptionCount> Count(CancellationToken cancel)
    {
        var states = await store.All(cancel).Select(entry => entry.State).ToListAsync(cancel);
        return new SubscriptionCount(
            states.Count(state => state is "active" or "requested"), states.Count(state => state == "failing"), states.Count(state => state == "paused"));
    }
}
