using System.Diagnostics;
using System.Text;
using System.Threading.Channels;
using IntegrationHub.Domain.Identifiers;
using IntegrationHub.Functions.Storage;
using IntegrationHub.Functions.Telemetry;

namespace IntegrationHub.Functions.Messaging;

/// <summary>Tells the dispatcher in this process that a case has something to send. Losing the signal loses nothing: the timer finds it.</summary>
public sealed class OutboxSignal
{
    private readonly Channel<CaseId> cases = Channel.CreateBounded<CaseId>(
        new BoundedChannelOptions(1024) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Raise(CaseId id) => cases.Writer.TryWrite(id);

    public IAsyncEnumerable<CaseId> Raised(CancellationToken cancel) => cases.Reader.ReadAllAsync(cancel);
}

/// <summary>
/// Sends what stands in a case's outbox and has no reason to wait, then confirms it. Killed in between, it sends again under the same id. A notice stays in
/// the outbox, waiting, until its delivery is recorded: <see cref="WaitingNotices.AfterSending"/>.
/// </summary>
public sealed class OutboxDispatcher(CaseStore cases, IMessageSender sender, ParkedStore parked, TimeProvider time) : IDisposable
{
    // The worker and the timer of one process may meet at a case: the second finds the outbox empty.
    private readonly SemaphoreSlim[] stripes = [.. Enumerable.Range(0, 32).Select(_ => new SemaphoreSlim(1, 1))];

    public async Task Dispatch(CaseId id, CancellationToken cancel)
    {
        var stripe = stripes[(uint)id.GetHashCode() % stripes.Length];
        await stripe.WaitAsync(cancel);
        try
        {
            await SendAndConfirm(id, cancel);
        }
        finally
        {
            stripe.Release();
        }
    }

    public void Dispose()
    {
        foreach (var stripe in stripes)
        {
            stripe.Dispose();
        }
    }

    /// <summary>A message that the broker will never take is parked, so that those behind it go out.</summary>
    /// <returns>False when it was parked.</returns>
    private async Task<bool> SendOrPark(OutgoingMessage message, CancellationToken cancel)
    {
        // Both this and whoever takes the message go on from what called for it: sent again, by whichever process, the message is the same to the byte.
        using var activity = HubTraces.StartMessage("send", message.Queue, ActivityKind.Producer, message.TraceParent, message.SendingId);
        try
        {
            await sender.Send(new BrokerMessage(message.Queue, Encoding.UTF8.GetBytes(message.Body), message.SendingId) { TraceParent = message.TraceParent }, cancel);
            return true;
        }
        catch (MessageNotSentException fault)
        {
            activity?.SetTag(HubTraces.ErrorKey, $"{fault.Fault}").SetStatus(ActivityStatusCode.Error);
            if (fault.Fault != SendFault.Refused)
            {
                throw;
            }

            await parked.Park(new ParkedMessage(message.Queue, message.MessageId, $"queue-refused-{fault.Status}", 1, "", time.GetUtcNow(), message.Body) { IsOutgoing = true }, cancel);
            return false;
        }
    }

    private async Task SendAndConfirm(CaseId id, CancellationToken cancel)
    {
        var stored = await cases.Load(id, cancel);
        var due = stored?.Document.Outbox.Where(message => !message.IsWaiting(time.GetUtcNow())).ToList();
        if (due is not { Count: > 0 })
        {
            return;
        }

        var setAside = new HashSet<string>();
        foreach (var message in due)
        {
            if (!await SendOrPark(message, cancel))
            {
                setAside.Add(message.MessageId);
            }
        }

        await cases.ConfirmSent(id, due, setAside, cancel);
    }
}

/// <summary>Dispatches right after a commit, so that nobody waits for the timer.</summary>
public sealed class OutboxWorker(OutboxSignal signal, OutboxDispatcher dispatcher, ILogger<OutboxWorker> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var id in signal.Raised(stoppingToken))
        {
            try
            {
                await dispatcher.Dispatch(id, stoppingToken);
            }
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                // Whatever it is, it is this case's alone: the others' messages must go out.
                log.LogWarning("Outbox of case {CaseId} not sent: {Fault}. The timer DispatchOutbox tries again.", id, StorageFaults.Describe(fault));
            }
        }
    }
}
