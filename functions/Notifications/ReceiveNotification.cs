using IntegrationHub.Contracts.Events;
using IntegrationHub.Contracts.Problems;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Identifiers;
using IntegrationHub.Domain.Notifications;
using IntegrationHub.Functions.Alarms;
using IntegrationHub.Functions.Policies;
using IntegrationHub.Functions.Retention;
using IntegrationHub.Functions.Storage;
using IntegrationHub.Functions.Telemetry;

namespace IntegrationHub.Functions.Notifications;

/// <summary>What came of a notification.</summary>
/// <param name="Refusal">Why it was refused; null when it was accepted.</param>
/// <param name="Case">The case as it stood right after the notification.</param>
/// <param name="Repeat">True when the same notification had been accepted before.</param>
public sealed record NotificationOutcome(Refusal? Refusal, StoredCase? Case, bool Repeat);

/// <summary>
/// Takes a notification that is right in itself to its case, whichever way it came (HTTP or queue). The key (source, id) makes
/// it safe to repeat.
/// </summary>
public sealed class ReceiveNotification(CaseStore cases, MessageKeys keys, RemovalRecords removals, CaseRules rules, HeardCouncils heard, HubMetrics metrics)
{
    private static readonly Refusal Reused = new(
        RefusalKind.Conflict, ProblemCodes.NotificationIdReused, "This source and id were used before, for another content. Send it under a new id.");

    private static readonly Refusal Removed = new(
        RefusalKind.Conflict, ProblemCodes.CaseRemoved, "The case of this message was removed when its time was up. Nothing was kept. News of the child goes under a new id.");

    public async Task<NotificationOutcome> Handle(Notification notification, string subject, CancellationToken cancel)
    {
        var outcome = await Receive(notification, subject, cancel);
        metrics.Notified(notification.Type, outcome.Refusal is not null ? "refused" : outcome.Repeat ? "repeated" : "accepted", outcome.Refusal?.Code);
        if (outcome.Refusal is null)
        {
            await heard.Note(notification.LocalAuthority, cancel);
        }

        return outcome;
    }

    /// <summary>What notifications would come to, one after the other, on a case as it stands. Nothing is kept.</summary>
    public Decision Judge(StoredCase stored, IReadOnlyList<Notification> notifications) => cases.Decide(
        stored, new Actor("", ""), [.. notifications.Select(notification => (Func<CaseState, Decision>)(state => Decide(state, notification)))]);

    private async Task<NotificationOutcome> Receive(Notification notification, string subject, CancellationToken cancel)
    {
        var actor = new Actor(notification.LocalAuthority, subject, notification.Source, notification.Id, notification.ContentHash);
        var (begun, reserved) = await TryBegin(notification, actor, cancel);
        if (begun is not null)
        {
            return begun;
        }

        var key = await keys.Find(notification.Source, notification.Id, cancel);
        var (repeated, isFree) = await Known(notification, key, reserved, cancel);
        if (repeated is not null)
        {
            return repeated;
        }

        var (header, read) = await CaseFor(notification, cancel);
        _ = CaseId.TryParse(header.CaseId, out var caseId);
        var result = await cases.Change(
            header, actor, state => Decide(state, notification), cancel, read: read, beforeCommit: async () =>
                await keys.Reserve(notification.Source, notification.Id, caseId, notification.ContentHash, key, isFree, cancel)
                    ? null
                    : new Refusal(RefusalKind.Busy, ProblemCodes.NotificationInProgress, "A message with this source and id is being taken in at this moment. Try again."));

        return Outcome(result, notification);
    }

    /// <summary>
    /// What most notifications of a child becoming looked after are: new, and of a child whom the hub never knew. Nothing is looked up: the key is reserved and the case
    /// is put each on the condition that there is none.
    /// </summary>
    /// <returns>What came of it; null when it isn't so: then nothing was kept but the reservation, if it was made.</returns>
    private async Task<(NotificationOutcome? Begun, bool Reserved)> TryBegin(Notification notification, Actor actor, CancellationToken cancel)
    {
        if (notification.Type != NotificationTypes.BecameLookedAfter)
        {
            return (null, false);
        }

        var header = HeaderFor(notification, episode: 1);
        _ = CaseId.TryParse(header.CaseId, out var caseId);
        var reserved = false;
        var result = await cases.TryBegin(
            header, actor, state => Decide(state, notification),
            async () => reserved = await keys.TryReserveToBegin(notification.Source, notification.Id, caseId, notification.ContentHash, cancel), cancel);
        return (result is null ? null : Outcome(result, notification), reserved);
    }

    /// <summary>A repeat that raced past the look-up by key is recognised by the case itself.</summary>
    private Decision Decide(CaseState state, Notification notification)
    {
        if (!state.Messages.TryGetValue((notification.Source, notification.Id), out var hash))
        {
            return AcceptNotification.Decide(state, notification, rules.For(state));
        }

        return hash == notification.ContentHash ? Decision.Nothing : Decision.Refuse(Reused);
    }

    private static NotificationOutcome Outcome(ChangeResult result, Notification notification)
    {
        if (result.Refusal is not null)
        {
            return new NotificationOutcome(result.Refusal, null, false);
        }

        return new NotificationOutcome(null, result.Case!.AsOfMessage(notification.Source, notification.Id), !result.Changed);
    }

    /// <summary>What is known of a message by its key.</summary>
    /// <param name="notification">The message.</param>
    /// <param name="key">Its key, as it stands.</param>
    /// <param name="reservedNow">True when this very delivery reserved it.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>What to answer when it was taken in before; else whether the key, although reserved, is free: whoever reserved it can't commit any more.</returns>
    private async Task<(NotificationOutcome? Repeated, bool IsFree)> Known(Notification notification, MessageKeyEntry? key, bool reservedNow, CancellationToken cancel)
    {
        if (key is null)
        {
            return (null, false);
        }

        if (await cases.Load(key.CaseId, cancel) is not { } stored)
        {
            // Reserved by a writer that never committed; or the case is gone, and its message must not bring it back.
            var removal = await removals.Find(key.CaseId, cancel);
            var cameLater = removal is not null && key.ToBegin && (reservedNow || key.ReservedAt > removal.WrittenAt);
            return removal is null || cameLater ? (null, cameLater) : (new NotificationOutcome(Removed, null, false), false);
        }

        if (stored.AsOfMessage(notification.Source, notification.Id) is not { } then)
        {
            return (null, key.ToBegin);
        }

        return (key.ContentHash == notification.ContentHash ? new NotificationOutcome(null, then, true) : new NotificationOutcome(Reused, null, false), false);
    }

    /// <summary>
    /// The child's latest case, open or closed. A child who comes into care again after an episode ended gets a case of its own.
    /// </summary>
    /// <returns>With the case as it was read; null when there is none yet.</returns>
    private async Task<(CaseHeader Header, StoredCase? Read)> CaseFor(Notification notification, CancellationToken cancel)
    {
        var (header, stored) = await Episode(notification, 1, cancel);
        for (var episode = 1; ; episode++)
        {
            if (stored is null && await WasRemoved(header, cancel))
            {
                // Its id stays its own.
                (header, stored) = await Episode(notification, episode + 1, cancel);
                continue;
            }

            if (stored is null || Belongs(stored.State, notification))
            {
                return (header, stored);
            }

            var (nextHeader, next) = await Episode(notification, episode + 1, cancel);
            if (notification.Type != NotificationTypes.BecameLookedAfter && next is null && !await WasRemoved(nextHeader, cancel))
            {
                return (header, stored);
            }

            (header, stored) = (nextHeader, next);
        }
    }

    private async Task<(CaseHeader Header, StoredCase? Stored)> Episode(Notification notification, int episode, CancellationToken cancel)
    {
        var header = HeaderFor(notification, episode);
        _ = CaseId.TryParse(header.CaseId, out var id);
        return (header, await cases.Load(id, cancel));
    }

    private async Task<bool> WasRemoved(CaseHeader header, CancellationToken cancel)
    {
        _ = CaseId.TryParse(header.CaseId, out var id);
        return await removals.Find(id, cancel) is not null;
    }

    private static CaseHeader HeaderFor(Notification notification, int episode)
    {
        _ = LocalAuthorityCode.TryParse(notification.LocalAuthority, out var council);
        return new CaseHeader(CaseId.For(council, notification.LocalId, episode).Value, council.Value, notification.LocalId, episode);
    }

    private static bool Belongs(CaseState state, Notification notification)
    {
        if (state.Ceased is not { } ceased)
        {
            return true;
        }

        var begins = notification.Facts.OfType<BecameLookedAfter>().FirstOrDefault();
        return begins is not null && begins.Care.BecameLookedAfterOn < ceased.On;
    }
}
