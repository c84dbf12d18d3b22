using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using IntegrationHub.Domain.Identifiers;

namespace IntegrationHub.Functions.Storage;

/// <summary>
/// NHS numbers appear in names only as a keyed hash (HMAC-SHA-256): ten digits are too few for a hash without a key.
/// The key is made at first use and kept in a container of its own, which nobody but the app needs to read.
/// </summary>
public sealed class NhsNumberHash(HubStorage storage)
{
    private byte[]? key;

    /// <summary>Makes sure that the key is at hand; what hashes needs it.</summary>
    public async Task Load(CancellationToken cancel) => key ??= await LoadOrCreate(storage.Keys.GetBlobClient("nhs-number-hmac"), cancel);

    /// <summary>Lower-case hex.</summary>
    public string Of(NhsNumber number) => Hash(number.Value);

    /// <summary>Any identifier of a person or a paper, shortened to 64 bits: enough to tell apart what one provider holds.</summary>
    public string Keyed(string identifier) => Hash(identifier)[..16];

    private string Hash(string text) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(key ?? throw new InvalidOperationException("The key is not loaded."), Encoding.UTF8.GetBytes(text)));

    private static async Task<byte[]> LoadOrCreate(BlobClient blob, CancellationToken cancel)
    {
        var onlyIfNew = new BlobUploadOptions { Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All } };
        if (!await blob.ExistsAsync(cancel))
        {
            try
            {
                await blob.UploadAsync(BinaryData.FromBytes(RandomNumberGenerator.GetBytes(32)), onlyIfNew, cancel);
            }
            catch (RequestFailedException exists) when (exists.Status is 409 or 412)
            {
                // Another instance was first; its key is the one.
            }
        }

        return (await blob.DownloadContentAsync(cancel)).Value.Content.ToArray();
    }
}
