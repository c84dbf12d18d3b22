using System.Collections.Frozen;
using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Domain.Subscriptions;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Referrals.Rendering;
using IntegrationHub.Functions.Referrals.Search;
using IntegrationHub.Functions.Security;
using Task = System.Threading.Tasks.Task;

namespace IntegrationHub.Functions.Subscriptions;

/// <summary>Where bringing a subscription up to date ended.</summary>
/// <param name="DueAt">Real time: look again then, whatever happens; null for when something changes.</param>
/// <param name="FoundUpTo">Business time: everything that changed up to here was found; null when nothing was searched.</param>
internal sealed record DeliveryProgress(DateTimeOffset? DueAt = null, DateTimeOffset? FoundUpTo = null);

/// <summary>
/// Brings one subscription up to date: finds what changed after its cursor, keeps what it found, posts it, and records that it was taken.
/// Killed anywhere, the same notification goes out again under the same id; two instances don't both send, because each claims first.
/// </summary>
internal sealed class SubscriptionDelivery(
    SubscriptionStore store, SubscriberClient client, FhirSearch search, HubSettings settings, TimeProvider time, RealTime realTime, RetryLadder ladder)
{
    /// <summary>Names in one notification; the next follows at once.</summary>
    private const int MaxNames = 100;

    /// <summary>One subscriber's share of a run; what is left is found by the next.</summary>
    private const int MaxSteps = 50;

    // Longer than a call may take, its writes included. Claims and pauses are about processes and networks: real time, however far the business clock was moved on.
    private static readonly TimeSpan ClaimFor = TimeSpan.FromSeconds(30);

    // A cursor that stands still costs a longer search, each move of it a write.
    private static readonly TimeSpan CursorStep = TimeSpan.FromMinutes(10);

    /// <summary>In whose name the hub searches for a subscription: it sees what its organisation's reader sees.</summary>
    public static Caller CallerFor(string id, string organisation) =>
        new($"subscription:{id}", "", organisation, FrozenSet.ToFrozenSet([HubRoles.HealthRead]));

    public async Task<DeliveryProgress> Advance(string organisation, string id, CancellationToken cancel)
    {
        for (var step = 0; step < MaxSteps; step++)
        {
            if (await store.Load(organisation, id, cancel) is not { Document: { Deleted: false, Standing.IsRunning: true } } stored)
            {
                return new DeliveryProgress();
            }

            if (await Step(stored, cancel) is { } ended)
            {
                return ended;
            }
        }

        return new DeliveryProgress(realTime.Now);
    }

    /// <returns>Null when there may be more to do.</returns>
    private async Task<DeliveryProgress?> Step(StoredSubscription stored, CancellationToken cancel)
    {
        var document = stored.Document;
        var resource = document.Render();
        if (Fhir.Moment(resource.End) <= time.GetUtcNow())
        {
            await store.Put(document.WithStanding(new SubscriptionStanding(SubscriptionStanding.Off), time.GetUtcNow()) with { Claim = null }, stored.ETag, cancel);
            return null;
        }

        if (BlockedUntil(document) is { } until)
        {
            return new DeliveryProgress(until);
        }

        var found = document;
        if (document.Standing.Status == SubscriptionStanding.Active && document.Waiting is null)
        {
            found = await FindChanges(document, resource, cancel);
            if (found.Waiting is null)
            {
                return await NothingNew(stored, found, cancel);
            }
        }

        await Send(stored, found, resource, cancel);
        return null;
    }

    private DateTimeOffset? BlockedUntil(SubscriptionDocument document)
    {
        var now = realTime.Now;
        return document.Claim?.Until > now ? document.Claim.Until
            : document.Standing.NextAttemptAt > now ? document.Standing.NextAttemptAt
            : null;
    }

    private async Task<SubscriptionDocument> FindChanges(SubscriptionDocument document, Subscription resource, CancellationToken cancel)
    {
        var (criteria, faults) = SubscriptionCriteria.Parse(resource.Criteria!);
        var outcome = criteria is null ? null : await search.Find(CallerFor(document.Id, document.Organisation), criteria.Type, criteria.ChangedAfter(document.Cursor), cancel);
        if (outcome is null || outcome.Faults.Count > 0 || outcome.Unknown.Count > 0)
        {
            throw new InvalidOperationException($"Criteria that were accepted can't be searched any more: {faults.Count + outcome?.Faults.Count + outcome?.Unknown.Count} faults.");
        }

        // What lies after the horizon (the clock of the instance that wrote it is ahead) is told when the horizon has passed it, and once.
        var focuses = outcome.Matches.Where(match => match.LastUpdated > document.Cursor && match.LastUpdated <= outcome.Horizon).OrderBy(match => match.LastUpdated)
            .Select(match => new WaitingFocus(match.ResourceId, match.Version, match.LastUpdated)).ToList();
        return document with
        {
            Cursor = outcome.Horizon > document.Cursor ? outcome.Horizon : document.Cursor,
            Waiting = focuses.Count == 0 ? null : new WaitingNotification(criteria!.Type, time.GetUtcNow(), focuses),
        };
    }

    private async Task<DeliveryProgress> NothingNew(StoredSubscription stored, SubscriptionDocument searched, CancellationToken cancel)
    {
        if (searched.Cursor - stored.Document.Cursor > CursorStep)
        {
            await store.Put(searched, stored.ETag, cancel);
        }

        return new DeliveryProgress(null, searched.Cursor);
    }

    /// <summary>Claims and keeps what was found in one put, posts, records.</summary>
    private async Task Send(StoredSubscription stored, SubscriptionDocument found, Subscription resource, CancellationToken cancel)
    {
        var claim = new SendingClaim($"{Guid.CreateVersion7():N}", realTime.Now + ClaimFor);
        if (await store.Put(found with { Claim = claim }, stored.ETag, cancel) is not { } claimed)
        {
            return;
        }

        var isHandshake = found.Standing.Status == SubscriptionStanding.Requested;
        var content = SubscriptionTerms.ContentOf(resource.Channel!);
        var waiting = found.Waiting?.Focuses ?? [];
        var covered = isHandshake ? 0 : content == NotificationContent.IdOnly ? Math.Min(MaxNames, waiting.Count) : waiting.Count;
        var attempt = await client.Post(NotificationOf(found, resource.Channel!, content, isHandshake, covered), cancel);
        await Record(claimed, claim, attempt, covered, cancel);
    }

    private Notification NotificationOf(SubscriptionDocument found, Subscription.ChannelComponent channel, NotificationContent content, bool isHandshake, int covered)
    {
        var id = isHandshake ? $"{found.Id}-handshake-{found.RequestedInVersion}" : $"{found.Id}-{found.Events + 1}-{found.Events + covered}";
        var waiting = found.Waiting;
        IReadOnlyList<WaitingFocus> named = content == NotificationContent.IdOnly && !isHandshake ? [.. waiting!.Focuses.Take(covered)] : [];
        byte[] body = content == NotificationContent.Nothing ? [] : NotificationBundle.Of(
            found, id, isHandshake, found.Events + covered, waiting?.Type ?? "", named, isHandshake ? found.Cursor : waiting!.FoundAt, settings.PublicUrl);
        return new Notification(id, new Uri(channel.Endpoint!), found.Secret, found.Headers, body);
    }

    /// <summary>
    /// Records what became of a call. When the client changed the subscription meanwhile, its claim is gone: then only what was taken counts.
    /// </summary>
    private async Task Record(StoredSubscription claimed, SendingClaim claim, DeliveryAttempt attempt, int covered, CancellationToken cancel)
    {
        var current = claimed;
        while (current is { Document.Deleted: false })
        {
            var document = current.Document;
            var isOurs = document.Claim?.Token == claim.Token;
            var next = attempt.Outcome == DeliveryOutcome.Taken && document.Events == claimed.Document.Events ? WithoutTaken(document, covered) : document;
            next = isOurs ? next.WithStanding(document.Standing.After(attempt, ladder), time.GetUtcNow()) with { Claim = null } : next;
            if (next == document || await store.Put(next, current.ETag, cancel) is not null)
            {
                return;
            }

            current = await store.Load(document.Organisation, document.Id, cancel);
        }
    }

    private static SubscriptionDocument WithoutTaken(SubscriptionDocument document, int covered) => document.Waiting is not { } waiting ? document : document with
    {
        Events = document.Events + covered,
        Waiting = waiting.Focuses.Count == covered ? null : waiting with { Focuses = [.. waiting.Focuses.Skip(covered)] },
    };
}
