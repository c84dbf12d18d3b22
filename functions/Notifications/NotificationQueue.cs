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

namespace IntegrationHub.Functions.Notifications;

/// <summary>
/// A notification by queue: the same effect as by HTTP. A refusal is answered by an event on <c>social-care-events</c>, and
/// the message is parked.
/// </summary>
public sealed class NotificationQueue(ReceiveNotification receive, QueueSender sender, PolicyBook policies, TimeProvider time) : IQueueFunction
{
    // A queue message has at most 64 KiB.
    private const int MaxFaults = 50;

    public async Task<TriggerResult> Handle(TriggerMessage message, CancellationToken cancel)
    {
        var (document, notJson) = RequestBodies.Parse(message.Body);
        if (document is null)
        {
            return TriggerResult.Park(notJson!.Code);
        }

        using (document)
        {
            var read = NotificationReader.Read(document.RootElement, LondonTime.Today(time), policies);
            if (read.Notification is not { } notification)
            {
                var code = read.IsCloudEvent ? ProblemCodes.InvalidNotification : ProblemCodes.NotACloudEvent;
                return await Refuse(read, new Refusal(RefusalKind.Invalid, code, "The notification was not accepted.", read.Faults), cancel);
            }

            var outcome = await receive.Handle(notification, $"queue:{message.Queue}", cancel);
            return outcome.Refusal switch
            {
                null => TriggerResult.Done(outcome.Repeat ? "repeat" : "accepted"),
                { Kind: RefusalKind.Busy } busy => TriggerResult.Retry(busy.Code),

                // It may have overtaken the notification that opens the case: wait for it, as long as the broker redelivers.
                { Kind: RefusalKind.NotFound } early when !message.IsLastDelivery => TriggerResult.Retry(early.Code),
                var refusal => await Refuse(read, refusal, cancel),
            };
        }
    }

    private async Task<TriggerResult> Refuse(NotificationRead read, Refusal refusal, CancellationToken cancel)
    {
        if (read.Key is { } key)
        {
            await sender.Send(Queues.SocialCareEvents, JsonSerializer.Serialize(RefusedEvent(key, read, refusal), OutgoingMessages.Json), cancel);
        }

        return TriggerResult.Park(refusal.Code);
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
