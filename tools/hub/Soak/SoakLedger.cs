using System.Collections.Concurrent;

namespace IntegrationHub.Tools.Hub.Soak;

/// <summary>What the senders were promised, as they know it: the hub's own storage is never asked.</summary>
internal sealed class SoakLedger
{
    private int sent;
    private int repeated;
    private int kills;
    private int storageStops;

    /// <summary>Message ids of notifications that were acknowledged, by HTTP with their case, by queue without.</summary>
    public ConcurrentDictionary<string, Acknowledged> Acknowledgements { get; } = new();

    /// <summary>Message ids of which nobody ever heard an answer: the sender gave up.</summary>
    public ConcurrentDictionary<string, string> Unanswered { get; } = new();

    /// <summary>Sent, the same one again counted anew.</summary>
    public int Sent => sent;

    /// <summary>Of these: repeats for want of an answer.</summary>
    public int Repeated => repeated;

    /// <summary>How often the hub's process was killed.</summary>
    public int Kills => kills;

    /// <summary>How often storage was stopped and started.</summary>
    public int StorageStops => storageStops;

    public void CountSent(bool isRepeat)
    {
        Interlocked.Increment(ref sent);
        if (isRepeat)
            Interlocked.Increment(ref repeated);
    }

    public void CountKill() => Interlocked.Increment(ref kills);

    public void CountStorageStop() => Interlocked.Increment(ref storageStops);
}

/// <summary>A message that was taken in.</summary>
/// <param name="Subject">The child.</param>
/// <param name="Body">The message as sent, to be sent once more.</param>
/// <param name="Answer">The hub's answer, JSON; null for a message that a queue took.</param>
internal sealed record Acknowledged(string Subject, string Body, string? Answer);
