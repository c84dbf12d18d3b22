using System.Globalization;
using Azure.Storage.Blobs.Models;
using IntegrationHub.Domain.Identifiers;

namespace IntegrationHub.Functions.Storage;

/// <summary>What a case can be found by, as metadata of its index entry: see <see cref="SearchEntry"/>.</summary>
/// <param name="hash">Hashes an identifier with the hub's key.</param>
public delegate IDictionary<string, string> SearchMetadata(StoredCase stored, Func<string, string> hash);

/// <summary>
/// An index entry that a search reads: <c>search/{provider}/{Task status}/{month}/{instant}_{caseId}.{ending}</c>, with the values of the search
/// parameters as metadata. The instant is the <c>lastUpdated</c> of the case's resources.
/// </summary>
/// <param name="Version">FHIR <c>versionId</c> of the case's resources.</param>
/// <param name="Values">JSON; null when there was too much of it for metadata.</param>
/// <param name="Moved">Only a mark that the case has moved away from this place.</param>
/// <param name="Form">How the values were written; those of another form than the hub writes now are not trusted.</param>
public sealed record SearchEntry(string Name, DateTimeOffset LastUpdated, CaseId CaseId, int Version, string? Values, string? Form, bool Moved, DateTimeOffset? PutAt)
{
    /// <summary>Metadata names.</summary>
    public const string ValuesKey = "values";
    public const string VersionKey = "version";
    public const string FormKey = "form";
    public const string MovedKey = "moved";

    public static SearchEntry? Read(BlobItem blob)
    {
        var parts = blob.Name[(blob.Name.LastIndexOf('/') + 1)..].Split('_', '.');
        if (parts is not [var instant, var id, _] || !CaseIndex.TryReadInstant(instant, out var lastUpdated) || !CaseId.TryParse(id, out var caseId))
        {
            return null;
        }

        string? Of(string key) => blob.Metadata.TryGetValue(key, out var value) ? value : null;
        var version = int.TryParse(Of(VersionKey), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        return new SearchEntry(
            blob.Name, lastUpdated, caseId, version, Of(ValuesKey), Of(FormKey), Of(MovedKey) is not null, blob.Properties.CreatedOn);
    }
}
