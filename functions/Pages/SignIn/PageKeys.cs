using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Xml.Linq;
using Azure.Storage.Blobs.Models;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Storage;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace IntegrationHub.Functions.Pages.SignIn;

/// <summary>
/// The keys that protect forms (ASP.NET Core data protection), in the container of keys that nobody but the app needs to read: a form that one instance
/// gave out, another takes. The framework asks for them without waiting, so they are fetched before it does: with the first page, then once an hour.
/// </summary>
public sealed class PageKeys(HubStorage storage, RealTime realTime) : IXmlRepository
{
    private const string Prefix = "data-protection/";

    private static readonly TimeSpan KeepFor = TimeSpan.FromHours(1);

    private readonly ConcurrentQueue<(string Name, XElement Key)> made = [];
    private ImmutableList<XElement> known = [];
    private DateTimeOffset? loadedAt;

    public IReadOnlyCollection<XElement> GetAllElements() => known;

    /// <param name="friendlyName">Names a key by its id.</param>
    public void StoreElement(XElement element, string friendlyName)
    {
        ImmutableInterlocked.Update(ref known, list => list.Add(element));
        made.Enqueue((friendlyName, element));
    }

    /// <summary>Makes sure that keys are at hand, and that one which is made here is stored before anything is protected with it.</summary>
    public async Task Ready(IDataProtectionProvider protection, CancellationToken cancel)
    {
        if (loadedAt is { } at && realTime.Now - at < KeepFor && made.IsEmpty)
        {
            return;
        }

        var read = ImmutableList.CreateBuilder<XElement>();
        await foreach (var blob in storage.Keys.GetBlobsAsync(new GetBlobsOptions { Prefix = Prefix }, cancel))
        {
            read.Add(XElement.Parse((await storage.Keys.GetBlobClient(blob.Name).DownloadContentAsync(cancel)).Value.Content.ToString()));
        }

        known = [.. read, .. made.Select(one => one.Key)];
        _ = protection.CreateProtector("the first key").Protect([]);
        while (made.TryPeek(out var next))
        {
            await storage.Keys.GetBlobClient($"{Prefix}{next.Name}.xml").UploadAsync(BinaryData.FromString(next.Key.ToString(SaveOptions.DisableFormatting)), overwrite: true, cancel);
            made.TryDequeue(out _);
        }

        loadedAt = realTime.Now;
    }
}
