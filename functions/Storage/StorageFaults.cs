using Azure;
using Azure.Identity;
using IntegrationHub.Functions.Messaging;

namespace IntegrationHub.Functions.Storage;

/// <summary>Tells storage that is away, slow, throttling or closed to the hub from a fault of our own.</summary>
public static class StorageFaults
{
    /// <summary>
    /// True when another attempt, later, may come to something else: among them a time-out of the hub's own, and a role that is missing or not effective yet,
    /// which the operator mends while the hub runs.
    /// </summary>
    /// <param name="cancel">Whoever may have asked to stop: a cancellation that they didn't ask for is a time-out.</param>
    public static bool IsStorageAway(Exception fault, CancellationToken cancel) => fault switch
    {
        OperationCanceledException => !cancel.IsCancellationRequested,
        RequestFailedException failed => failed.Status is 0 or 401 or 403 or 408 or 429 or >= 500 || failed.ErrorCode is "ContainerNotFound" or "QueueNotFound",

        // An answer that is cut off, or a connection that is closed without one.
        IOException => true,

        // What Azure.Core throws after its retries; each of them that had no answer in time is a cancellation.
        AggregateException several => several.InnerExceptions.Any(inner => IsStorageAway(inner, cancel)),
        AuthenticationFailedException => true,

        // The broker is as good as storage here: what isn't sent is as little done as what isn't stored.
        MessageNotSentException notSent => notSent.Fault != SendFault.Refused,
        _ => false,
    };

    /// <summary>True when a caller hung up, or a stop was asked for; nothing went wrong then.</summary>
    public static bool IsStop(Exception fault, CancellationToken cancel) => fault is OperationCanceledException && cancel.IsCancellationRequested;

    /// <summary>A fault for the log: its type, and what storage says of it in a code. Messages are left out, they may name a blob.</summary>
    public static string Describe(Exception fault) => fault switch
    {
        RequestFailedException failed => $"{nameof(RequestFailedException)} {failed.Status} {failed.ErrorCode}".TrimEnd(),
        MessageNotSentException notSent => $"{nameof(MessageNotSentException)} {notSent.Fault} {notSent.Queue} {notSent.Status}",
        AggregateException { InnerExceptions: [.., var last] } => $"{nameof(AggregateException)} of {Describe(last)}",
        _ => fault.GetType().Name,
    };
}
