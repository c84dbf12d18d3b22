using System.Threading.Channels;

namespace IntegrationHub.Functions.Subscriptions;

/// <summary>Tells the worker in this process that subscribers may have something to be told. Losing it loses nothing: the timer finds it.</summary>
public sealed class SubscriberSignal
{
    private readonly Channel<bool> raised = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Raise() => raised.Writer.TryWrite(true);

    /// <summary>Waits for the signal, and takes it down.</summary>
    /// <returns>False when the time is over first.</returns>
    public async Task<bool> Wait(TimeSpan atMost, CancellationToken cancel)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limited.CancelAfter(atMost);
        try
        {
            return await raised.Reader.ReadAsync(limited.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Takes down a signal that was raised meanwhile.</summary>
    public void Clear() => raised.Reader.TryRead(out _);
}
