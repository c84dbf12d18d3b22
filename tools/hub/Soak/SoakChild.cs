using System.Globalization;
using System.Text.Json.Nodes;
using Azure;
using Azure.Storage.Queues;
using IntegrationHub.Tools.Hub.Demo;
using IntegrationHub.Tools.Hub.Local;

namespace IntegrationHub.Tools.Hub.Soak;

/// <summary>
/// One child's way, told by a council and a health team that each send a message until they hear that it was taken in: every other child by queue.
/// </summary>
internal sealed class SoakChild(int number, Random random, DateOnly today, DateTimeOffset now, HubClient hub, QueueServiceClient queues, SoakLedger ledger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private readonly string subject = $"SOAK-{number.ToString(CultureInfo.InvariantCulture)}";
    private readonly bool byQueue = number % 2 == 0;

    /// <summary>Goes on until it is done, or the sender gives up.</summary>
    public async Task LiveAsync(CancellationToken giveUp)
    {
        // Told late, so that there is an alert at once.
        var child = DemoChild.Invent(random, subject, number, today.AddDays(-14)) with { LegalStatus = "V2", IsUnaccompanied = false, PlacedIn = Messages.Council };
        await NotifyAsync("became-looked-after", child.BecameLookedAfter(today.AddDays(-14)), giveUp);
        await NotifyAsync("consent-recorded", Messages.Consent("given", child.ConsentGiver(today), today), giveUp);
        await NotifyAsync("paperwork-completed", Messages.On(today), giveUp);
        var caseId = await CaseIdAsync(giveUp);
        foreach (var status in new[] { "received", "accepted", "in-progress" })
            await UntilAsync(() => MoveAsync(caseId, status, giveUp), giveUp);
        await UntilAsync(async () => (await hub.SendAsync(
            "health", HttpMethod.Post, "hub/fhir/Appointment", Messages.Appointment(caseId, "fulfilled", now.AddHours(-3)), HubClient.Fhir, null, giveUp)).IsSuccess, giveUp);
        var bundle = Messages.AssessmentReturn(caseId, subject, now.AddHours(-1));
        if (byQueue)
            await UntilAsync(() => QueueAsync("assessment-returns", bundle.ToJsonString(), giveUp), giveUp);
        else
            await UntilAsync(async () => (await hub.SendAsync("health", HttpMethod.Post, "hub/fhir", bundle, HubClient.Fhir, null, giveUp)).IsSuccess, giveUp);
    }

    private async Task NotifyAsync(string kind, JsonObject data, CancellationToken giveUp)
    {
        var id = $"{subject}-{kind}";
        var message = Messages.Notification(id, kind, now, subject, data);
        string? answer = null;
        try
        {
            await UntilAsync(async () =>
            {
                if (byQueue)
                    return await QueueAsync("lac-notifications", message.ToJsonString(), giveUp);
                var said = await hub.SendAsync("social-care", HttpMethod.Post, "hub/notifications", message, HubClient.CloudEvents, null, giveUp);
                answer = said.IsSuccess ? said.Body?.ToJsonString() : null;
                return said.IsSuccess;
            }, giveUp);
            ledger.Acknowledgements[id] = new Acknowledged(subject, message.ToJsonString(), answer);
        }
        catch (OperationCanceledException)
        {
            ledger.Unanswered[id] = subject;
            throw;
        }
    }

    private async Task<string> CaseIdAsync(CancellationToken giveUp)
    {
        string? caseId = null;
        await UntilAsync(async () =>
        {
            // A repeat answers with the case; by queue it is taken in some time.
            var known = ledger.Acknowledgements[$"{subject}-became-looked-after"];
            var said = await hub.SendAsync("social-care", HttpMethod.Post, "hub/notifications", JsonNode.Parse(known.Body), HubClient.CloudEvents, null, giveUp);
            caseId = said.IsSuccess ? said.Body!["caseId"]!.GetValue<string>() : null;
            return caseId is not null;
        }, giveUp);
        return caseId!;
    }

    /// <summary>As a client does it: reads, changes, sends back; what was sent before and took effect needs nothing more.</summary>
    private async Task<bool> MoveAsync(string caseId, string status, CancellationToken giveUp)
    {
        var task = await hub.GetAsync("health", $"hub/fhir/Task/{caseId}", giveUp);
        if (!task.IsSuccess || task.Body!["status"]!.GetValue<string>() == status)
            return task.IsSuccess;
        task.Body["status"] = status;
        return (await hub.SendAsync("health", HttpMethod.Put, $"hub/fhir/Task/{caseId}", task.Body, HubClient.Fhir, task.ETag, giveUp)).IsSuccess;
    }

    private async Task<bool> QueueAsync(string queue, string body, CancellationToken giveUp)
    {
        try
        {
            await queues.GetQueueClient(queue).SendMessageAsync(body, giveUp);
            return true;
        }
        catch (Exception fault) when (fault is RequestFailedException or AggregateException && !giveUp.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task UntilAsync(Func<Task<bool>> send, CancellationToken giveUp)
    {
        for (var isRepeat = false; ; isRepeat = true)
        {
            ledger.CountSent(isRepeat);
            try
            {
                if (await send())
                    return;
            }
            catch (Exception fault) when (fault is HttpRequestException or IOException || (fault is TaskCanceledException && !giveUp.IsCancellationRequested))
            {
                // Killed before it could answer.
            }
            await Task.Delay(Pause, giveUp);
        }
    }
}
