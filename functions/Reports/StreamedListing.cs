using System.Xml;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Specialized;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Reports;

/// <summary>
/// Lists the blobs of cases with their metadata (List Blobs of the Blob service's REST interface), 5,000 for each request, reading the answer as it comes. The SDK's own
/// listing builds the whole answer as a tree first, which for 5,000 cases takes more memory than all the rest of a report. Requests go the way of the SDK's own: signed,
/// tried again and counted.
/// </summary>
internal sealed class StreamedListing(HubStorage storage)
{
    // The oldest version that has what is asked for here; Azurite and Azure both know it.
    private const string Version = "2021-12-02";
    private static readonly XmlReaderSettings Settings = new() { Async = true, DtdProcessing = DtdProcessing.Prohibit, IgnoreWhitespace = true };

    private readonly HttpPipeline pipeline = Pipeline.Of(storage.Cases.GetParentBlobServiceClient());

    /// <param name="council">Code of the council whose they are; null for everybody's.</param>
    /// <param name="cancel">Gives up.</param>
    public async IAsyncEnumerable<UnreadCase> Of(string? council, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        for (string? marker = ""; marker is not null;)
        {
            using var message = Ask(council is null ? null : $"{council}/", marker);
            await pipeline.SendAsync(message, cancel);
            if (message.Response is not { Status: 200, ContentStream: { } stream })
            {
                throw new RequestFailedException(message.Response);
            }

            marker = null;
            using var xml = XmlReader.Create(stream, Settings);
            while (await Next(xml))
            {
                if (xml is { NodeType: XmlNodeType.Element, Name: "Blob" })
                {
                    if (await Blob(xml) is { } listed)
                    {
                        yield return listed;
                    }
                }
                else if (xml is { NodeType: XmlNodeType.Element, Name: "NextMarker", IsEmptyElement: false })
                {
                    marker = await Text(xml) is { Length: > 0 } next ? next : null;
                }
            }
        }
    }

    private HttpMessage Ask(string? prefix, string marker)
    {
        var message = pipeline.CreateMessage();
        message.BufferResponse = false;
        message.Request.Method = RequestMethod.Get;
        message.Request.Uri.Reset(storage.Cases.Uri);
        foreach (var (name, value) in new[] { ("restype", "container"), ("comp", "list"), ("include", "metadata"), ("prefix", prefix), ("marker", marker) })
        {
            if (value is { Length: > 0 })
            {
                message.Request.Uri.AppendQuery(name, value, escapeValue: true);
            }
        }

        message.Request.Headers.Add("x-ms-version", Version);
        message.Request.Headers.Add("Accept", "application/xml");
        return message;
    }

    /// <summary>The reader stands on the start of a blob, and then on its end.</summary>
    private static async Task<UnreadCase?> Blob(XmlReader xml)
    {
        var (name, depth) = ("", xml.Depth);
        var metadata = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await Next(xml) && xml.Depth > depth)
        {
            if (xml is { NodeType: XmlNodeType.Element, Name: "Name" } && xml.Depth == depth + 1)
            {
                name = await Text(xml);
            }
            else if (xml is { NodeType: XmlNodeType.Element, Name: "Metadata", IsEmptyElement: false } && xml.Depth == depth + 1)
            {
                while (await Next(xml) && xml.Depth > depth + 1)
                {
                    if (xml.NodeType == XmlNodeType.Element)
                    {
                        var key = xml.Name;
                        metadata[key] = xml.IsEmptyElement ? "" : await Text(xml);
                    }
                }
            }
        }

        return UnreadCase.Of(name, metadata, null);
    }

    /// <summary>The text of the element that the reader stands on; it stands on its end then.</summary>
    private static async Task<string> Text(XmlReader xml)
    {
        var text = "";
        while (await Next(xml) && xml.NodeType != XmlNodeType.EndElement)
        {
            text += xml.Value;
        }

        return text;
    }

    /// <summary>An answer that breaks off half way is storage that is away.</summary>
    private static async Task<bool> Next(XmlReader xml)
    {
        try
        {
            return await xml.ReadAsync();
        }
        catch (Exception broken) when (broken is XmlException or IOException)
        {
            throw new RequestFailedException("The listing broke off.", broken);
        }
    }

    /// <summary>Lends the way of the SDK's own requests, which it gives to derived classes.</summary>
    private sealed class Pipeline : BlobServiceClient
    {
        public static HttpPipeline Of(BlobServiceClient client) => GetHttpPipeline(client);
    }
}
