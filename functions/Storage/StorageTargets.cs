namespace IntegrationHub.Functions.Storage;

/// <summary>What a request to storage is about: a container or a queue, never a blob.</summary>
/// <param name="Service"><c>blob</c> or <c>queue</c>.</param>
/// <param name="Name">Of the container or queue; <c>account</c> for what is about all of them.</param>
public sealed record StorageTarget(string Service, string Name);

/// <summary>Tells from an address what a request is about. An account's name may lead the path, as with Azurite.</summary>
public sealed class StorageTargets(Uri blobs, Uri queues)
{
    private readonly (string Service, string Start)[] services = [("blob", Start(blobs)), ("queue", Start(queues))];

    /// <summary>Null when it is not about the hub's storage.</summary>
    public StorageTarget? Of(Uri address)
    {
        var text = address.AbsoluteUri.AsSpan();
        foreach (var (service, start) in services)
        {
            if (text.StartsWith(start, StringComparison.OrdinalIgnoreCase))
            {
                var rest = text[start.Length..];
                var name = rest.IndexOfAny('/', '?') is var end and >= 0 ? rest[..end] : rest;
                return new StorageTarget(service, name.Length == 0 ? "account" : name.ToString());
            }
        }

        return null;
    }

    private static string Start(Uri service) => $"{service.GetLeftPart(UriPartial.Path).TrimEnd('/')}/";
}
