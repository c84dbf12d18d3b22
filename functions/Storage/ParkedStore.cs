using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Storage.Blobs.Models;
using IntegrationHub.Domain.Calendar;
using IntegrationHub.Functions.Hosting;

namespace IntegrationHub.Functions.Storage;

/// <summary>A message that can't be processed, kept for a person to look at.</summary>
/// <param name="Queue">Where it came from.</param>
/// <param name="MessageId">The broker's id.</param>
/// <param name="Reason">Stable code.</param>
/// <param name="Attempts">How often it was delivered.</param>
/// <param name="Correlation">W3C trace id of the last attempt.</param>
/// <param name="ParkedAt">UTC.</param>
/// <param name="Envelope">What the host handed over, as it was; it may hold personal data.</param>
public sealed record ParkedMessage(
    string Queue, string MessageId, string Reason, int Attempts, string Correlation, DateTimeOffset ParkedAt, string Envelope);

/// <summary>Keeps messages that can't be processed, <c>{queue}/{yyyy-MM-dd}/{id}.json</c>, so that nothing is lost.</summary>
public sealed class ParkedStore(HubStorage storage)
{
    /// <summary>Parks a message; the same message twice is parked once a day.</summary>
    public async Task Park(ParkedMessage message, CancellationToken cancel)
    {
        var id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{message.MessageId}\n{message.Envelope}")))[..32];
        var name = $"{message.Queue}/{LondonTime.DateOf(message.ParkedAt):yyyy-MM-dd}/{id}.json";
        try
        {
            await storage.Parked.GetBlobClient(name).UploadAsync(
                BinaryData.FromObjectAsJson(message, Answers.Json),
                new BlobUploadOptions { Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All } }, cancel);
        }
        catch (RequestFailedException exists) when (exists.Status is 409 or 412)
        {
            // Parked already.
        }
    }
}
