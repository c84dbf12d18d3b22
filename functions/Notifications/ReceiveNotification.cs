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
        if (await Repeated(notification, cancel) is { } repeated)
        {
            return repeated;
        }

        var header = await CaseFor(notification, cancel);
        _ = CaseId.TryParse(header.CaseId, out var caseId);
        var actor = new Actor(notification.LocalAuthority, subject, notification.Source, notification.Id, notification.ContentHash);
        var result = await cases.Change(
            header, actor, state => Decide(state, notification), cancel, beforeCommit: async () =>
                await keys.Reserve(notification.Source, notification.Id, caseId, notification.ContentHash, cancel)
                    ? null
                    : new Refusal(RefusalKind.Busy, ProblemCodes.NotificationInProgress, "A message with this source and id is being taken in at this moment. Try again."));

        return Outcome(result, notification);
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

    private async Task<NotificationOutcome?> Repeated(Notification notification, CancellationToken cancel)
    {
        if (await keys.Find(notification.Source, notification.Id, cancel) is not { } entry)
        {
            return null;
        }

        if (await cases.Load(entry.CaseId, cancel) is not { } stored)
        {
            // Reserved by a writer that never committed; or the case is gone, and its message must not bring it back.
            return await removals.Find(entry.CaseId, cancel) is null ? null : new NotificationOutcome(Removed, null, false);
        }

        if (stored.AsOfMessage(notification.Source, notification.Id) is not { } then)
        {
            return null;
        }

        return entry.ContentHash == notification.ContentHash
            ? new NotificationOutcome(null, then, true)
            : new NotificationOutcome(Reused, null, false);
    }

    /// <summary>
    /// The child's latest case, open or closed. A child who comes into care again after an episode ended gets a case of its own.
    /// </summary>
    private async Task<CaseHeader> CaseFor(Notification notification, CancellationToken cancel)
    {
        _ = LocalAuthorityCode.TryParse(notification.LocalAuthority, out var council);
        for (var episode = 1; ; episode++)
        {
            var id = CaseId.For(council, notification.LocalId, episode);
            var header = new CaseHeader(id.Value, council.Value, notification.LocalId, episode);
            var stored = await cases.Load(id, cancel);
            if (stored is null && await removals.Find(id, cancel) is not null)
            {
                // Its id stays its own.
                continue;
            }

            if (stored is null || Belongs(stored.State, notification))
            {
                return header;
            }

            var next = CaseId.For(council, notification.LocalId, episode + 1);
            if (notification.Type != NotificationTypes.BecameLookedAfter && await cases.Load(next, cancel) is null && await removals.Find(next, cancel) is null)
            {
                return header;
            }
        }
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
