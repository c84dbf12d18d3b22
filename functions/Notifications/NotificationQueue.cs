using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using IntegrationHub.Contracts;
using IntegrationHub.Contracts.Events;
using IntegrationHub.Contracts.Problems;
using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Policies;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Messaging;
using IntegrationHub.Functions.Storage;
using IntegrationHub.Functions.Telemetry;

namespace IntegrationHub.Functions.Notifications;

/// <summary>
/// A notification by queue: the same effect as by HTTP. A refusal is answered by an event on <c>social-care-events</c>, and
/// the message is parked.
/// </summary>
public sealed class NotificationQueue(
    ReceiveNotification receive, EarlyFollowUps early, IMessageSender sender, PolicyBook policies, HubMetrics metrics, TimeProvider time) : IQueueFunction
{
    // A message of a storage queue has at most 64 KiB.
    private const int MaxFaults = 50;

    public Task<TriggerResult> Handle(TriggerMessage message, CancellationToken cancel) => Take(message, message.IsLastDelivery ? WhenEarly.Keep : WhenEarly.Retry, cancel);

    /// <param name="whenEarly">What to do with a follow-up whose case is not there, or not yet.</param>
    internal async Task<TriggerResult> Take(TriggerMessage message, WhenEarly whenEarly, CancellationToken cancel)
    {
        var (document, notJson) = RequestBodies.Parse(message.Body);
        if (document is null)
        {
            metrics.Notified(null, "refused", notJson!.Code);
            return TriggerResult.Park(notJson.Code);
        }

        using (document)
        {
            var read = NotificationReader.Read(document.RootElement, LondonTime.Today(time), policies);
            if (read.Notification is not { } notification)
            {
                var code = read.IsCloudEvent ? ProblemCodes.InvalidNotification : ProblemCodes.NotACloudEvent;
                metrics.Notified(null, "refused", code);
                return await Refuse(read, new Refusal(RefusalKind.Invalid, code, "The notification was not accepted.", read.Faults), cancel);
            }

            var outcome = await receive.Handle(notification, $"queue:{message.Queue}", cancel);
            return outcome.Refusal switch
            {
                null => TriggerResult.Done(outcome.Repeat ? "repeat" : "accepted"),
                { Kind: RefusalKind.Busy } busy => TriggerResult.Retry(busy.Code),

                // It may have overtaken the notification that opens the case: wait for it, first as long as the broker redelivers.
                { Kind: RefusalKind.NotFound } notKnown when whenEarly == WhenEarly.Retry => TriggerResult.Retry(notKnown.Code),
                { Kind: RefusalKind.NotFound } when whenEarly == WhenEarly.Keep => await Keep(message, cancel),
                var refusal => await Refuse(read, refusal, cancel),
            };
        }
    }

    private async Task<TriggerResult> Keep(TriggerMessage message, CancellationToken cancel)
    {
        await early.Keep(message, cancel);
        return TriggerResult.Done("kept until its case is there");
    }

    private async Task<TriggerResult> Refuse(NotificationRead read, Refusal refusal, CancellationToken cancel)
    {
        if (read.Key is { } key)
        {
            var refused = RefusedEvent(key, read, refusal);
            var message = new BrokerMessage(Queues.SocialCareEvents, JsonSerializer.SerializeToUtf8Bytes(refused, OutgoingMessages.Json), refused.Id);
            await sender.Send(message with { TraceParent = Activity.Current?.Id }, cancel);
        }

        // Parked, it would bring back what was removed with its case.
        return refusal.Code == ProblemCodes.CaseRemoved ? TriggerResult.Done(refusal.Code) : TriggerResult.Park(refusal.Code);
    }

    private CloudEvent RefusedEvent((string Source, string Id) key, NotificationRead read, Refusal refusal)
    {
        var errors = refusal.Faults.Take(MaxFaults).Select(fault => (JsonNode)new JsonObject
        {
            ["pointer"] = fault.Pointer,
            ["code"] = fault.Code,
            ["message"] = fault.Message,
        });
        var data = new JsonObject
        {
            ["notificationSource"] = key.Source,
            ["notificationId"] = key.Id,
            ["code"] = refusal.Code,
            ["detail"] = refusal.Detail,
            ["errors"] = new JsonArray([.. errors]),
        };
        var id = $"refused-{DocumentStore.HashOf(System.Text.Encoding.UTF8.GetBytes($"{key.Source}\n{key.Id}\n{refusal.Code}"))}";
        return new CloudEvent(id, OutgoingMessages.HubSource, SocialCareEventTypes.NotificationRefused, time.GetUtcNow(), read.Notification?.LocalId, data);
    }
}

/// <summary>What to do with a follow-up whose case is not there.</summary>
internal enum WhenEarly
{
    /// <summary>Let the broker deliver it again.</summary>
    Retry,

    /// <summary>Keep it and look again later: the broker won't deliver it much oftener.</summary>
    Keep,

    /// <summary>It has waited long enough.</summary>
    Refuse,
}
