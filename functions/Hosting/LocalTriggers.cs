using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using IntegrationHub.Functions.Operations;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Hosting;

/// <summary>
/// Stands in for the Functions host in local mode: pumps the storage queues and the timers by posting the host's own envelopes to this
/// process, and settles messages by the answer as the host does. Service Bus it does not pump: with that broker only the timers run.
/// </summary>
public sealed class LocalTriggers(
    HubSettings settings, HubStorage storage, StorageStartup startup, IHttpClientFactory http, TimeProvider realTime,
    ILogger<LocalTriggers> log) : BackgroundService
{
    // As in host.json.
    private const int BatchSize = 8;
    private const int MaxDequeueCount = 5;
    private static readonly TimeSpan Visibility = TimeSpan.FromSeconds(30);

    // How often an empty queue is looked at: a hub that nobody uses should cost a desk next to nothing, and one at work should not keep anybody waiting.
    private static readonly TimeSpan AtWork = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan AtRest = TimeSpan.FromMilliseconds(600);
    private static readonly TimeSpan DeadLetters = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan UntilAtRest = TimeSpan.FromSeconds(3);

    private long lastWork;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!startup.IsReady)
        {
            await Task.Delay(AtWork, stoppingToken);
        }

        await Task.WhenAll(FunctionCatalogue.All.Select(entry => entry.Trigger switch
        {
            QueueTrigger queue when settings.ServiceBus is null => Pump(entry.Name, queue, stoppingToken),
            TimerTrigger timer => Tick(entry.Name, timer, stoppingToken),
            _ => Task.CompletedTask,
        }));
    }

    private async Task Pump(string function, QueueTrigger trigger, CancellationToken cancel)
    {
        var queue = storage.Queue(trigger.StorageQueue);
        var poison = storage.Queue($"{trigger.StorageQueue}{CollectPoison.Ending}");
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                QueueMessage[] messages = await queue.ReceiveMessagesAsync(BatchSize, Visibility, cancel);
                await Task.WhenAll(messages.Select(message => Deliver(function, queue, poison, message, cancel)));
                if (messages.Length == 0)
                {
                    await Task.Delay(trigger.IsDeadLetters ? DeadLetters : IsAtWork ? AtWork : AtRest, cancel);
                }
                else
                {
                    Works();
                }
            }
            catch (Exception fault) when (!cancel.IsCancellationRequested)
            {
                // Among them: a message that took longer than its visibility and is somebody else's by now.
                log.LogWarning("Queue {Queue} is away: {Fault}", trigger.StorageQueue, StorageFaults.Describe(fault));
                await Task.Delay(TimeSpan.FromSeconds(1), cancel);
            }
        }
    }

    private async Task Deliver(string function, QueueClient queue, QueueClient poison, QueueMessage message, CancellationToken cancel)
    {
        if (await Post(function, EnvelopeOf(function, message), cancel))
        {
            await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt, cancel);
        }
        else if (message.DequeueCount >= MaxDequeueCount && !queue.Name.EndsWith(CollectPoison.Ending, StringComparison.Ordinal))
        {
            await poison.SendMessageAsync(message.Body, cancellationToken: cancel);
            await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt, cancel);
        }
        else
        {
            // Sooner than host.json's visibilityTimeout, so that nobody waits half a minute at a desk.
            await queue.UpdateMessageAsync(message.MessageId, message.PopReceipt, message.Body, TimeSpan.FromSeconds(message.DequeueCount), cancel);
        }
    }

    /// <summary>
    /// Runs every timer now: the business clock was moved on, past the moments at which they would have fired.
    /// </summary>
    public async Task FireTimers(CancellationToken cancel)
    {
        Works();
        foreach (var entry in FunctionCatalogue.All.Where(entry => entry.Trigger is TimerTrigger { FiresOnClockMove: true }))
        {
            await Post(entry.Name, TimerEnvelope(entry.Name), cancel);
        }
    }

    private bool IsAtWork => realTime.GetElapsedTime(Interlocked.Read(ref lastWork)) < UntilAtRest;

    private void Works() => Interlocked.Exchange(ref lastWork, realTime.GetTimestamp());

    private async Task Tick(string function, TimerTrigger timer, CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            await Post(function, TimerEnvelope(function), cancel);
            await Task.Delay(timer.Every, cancel);
        }
    }

    private async Task<bool> Post(string function, JsonObject envelope, CancellationToken cancel)
    {
        using var client = http.CreateClient("local-triggers");
        using var content = new StringContent(envelope.ToJsonString(), Encoding.UTF8, "application/json");
        try
        {
            using var answer = await client.PostAsync(new Uri($"http://127.0.0.1:{settings.Port}/{function}"), content, cancel);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception fault) when (fault is HttpRequestException || (fault is TaskCanceledException && !cancel.IsCancellationRequested))
        {
            log.LogWarning("Function {Function} could not be called: {Fault}", function, fault.GetType().Name);
            return false;
        }
    }

    private JsonObject EnvelopeOf(string function, QueueMessage message) => new()
    {
        ["Data"] = new JsonObject { ["message"] = AsBase64(message.MessageText) },
        ["Metadata"] = new JsonObject
        {
            ["DequeueCount"] = message.DequeueCount.ToString(CultureInfo.InvariantCulture),
            ["Id"] = JsonSerializer.Serialize(message.MessageId),
            ["InsertionTime"] = message.InsertedOn?.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture),
            ["sys"] = Sys(function),
        },
    };

    private JsonObject TimerEnvelope(string function) => new()
    {
        ["Data"] = new JsonObject { ["timer"] = new JsonObject { ["Schedule"] = new JsonObject { ["AdjustForDST"] = true }, ["ScheduleStatus"] = null, ["IsPastDue"] = false } },
        ["Metadata"] = new JsonObject { ["sys"] = Sys(function) },
    };

    private JsonObject Sys(string function) => new()
    {
        ["MethodName"] = function,
        ["UtcNow"] = realTime.GetUtcNow().ToString("O", CultureInfo.InvariantCulture),
        ["RandGuid"] = Guid.CreateVersion7().ToString(),
    };

    /// <summary>The host hands a binary binding over as base64. A producer that sent plain text is understood too.</summary>
    private static string AsBase64(string text)
    {
        var buffer = new byte[text.Length];
        return Convert.TryFromBase64String(text, buffer, out _) ? text : Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
    }
}
