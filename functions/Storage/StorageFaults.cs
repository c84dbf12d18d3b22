using Azure;

namespace IntegrationHub.Functions.Storage;

/// <summary>Tells storage that is away, slow or throttling from a fault of our own.</summary>
public static class StorageFaults
{
    public static bool IsStorageAway(Exception fault) => fault switch
    {
        RequestFailedException failed => failed.Status is 0 or 408 or 429 or >= 500 || failed.ErrorCode is "ContainerNotFound" or "QueueNotFound",
        AggregateException several => several.InnerExceptions.Any(IsStorageAway),
        TaskCanceledException { InnerException: TimeoutException } => true,
        Azure.Identity.AuthenticationFailedException => true,
        _ => false,
    };
}
