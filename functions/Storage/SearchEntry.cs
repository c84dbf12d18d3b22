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
/// <param name="Values">JSON; null when there was too much of it for metadata, or when it was written by another form of the index.</param>
public sealed record SearchEntry(string Name, DateTimeOffset LastUpdated, CaseId CaseId, int Version, string? Values, DateTimeOffset? PutAt)
{
    /// <summary>Metadata names.</summary>
    public const string ValuesKey = "values";
    public const string VersionKey = "version";
    public const string FormKey = "form";

    /// <summary>To be raised when values are written in another way: entries of another form are not trusted, their cases are read.</summary>
    public const string Form = "1";

    public static SearchEntry? Read(BlobItem blob)
    {
        var parts = blob.Name[(blob.Name.LastIndexOf('/') + 1)..].Split('_', '.');
        if (parts is not [var instant, var id, _] || !CaseIndex.TryReadInstant(instant, out var lastUpdated) || !CaseId.TryParse(id, out var caseId))
        {
            return null;
        }

        var current = blob.Metadata.TryGetValue(FormKey, out var form) && form == Form;
        var version = blob.Metadata.TryGetValue(VersionKey, out var text) && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        return new SearchEntry(
            blob.Name, lastUpdated, caseId, version, current && blob.Metadata.TryGetValue(ValuesKey, out var values) ? values : null, blob.Properties.CreatedOn);
    }
}
