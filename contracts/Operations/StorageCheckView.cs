namespace IntegrationHub.Contracts.Operations;

/// <summary>What a check of everything that is stored came to.</summary>
/// <param name="Cases">Cases that were read.</param>
/// <param name="IndexEntries">Index entries that point to cases.</param>
/// <param name="Documents">Stored documents.</param>
/// <param name="Found">How many findings there are.</param>
/// <param name="Mended">How many of them were mended.</param>
/// <param name="Findings">The first 1,000 of them.</param>
public sealed record StorageCheckView(int Cases, int IndexEntries, int Documents, int Found, int Mended, IReadOnlyList<StorageFinding> Findings);

/// <summary>Something that should not be.</summary>
/// <param name="Kind">One of <see cref="StorageFindings"/>.</param>
/// <param name="Name">Of the index entry, or the SHA-256 of the document; empty when it is about the case itself.</param>
public sealed record StorageFinding(string Kind, string CaseId, string Name, bool Mended);

/// <summary>Kinds of <see cref="StorageFinding"/>.</summary>
public static class StorageFindings
{
    /// <summary>The case names an entry that isn't there: a search may miss the case.</summary>
    public const string MissingIndexEntry = "missing-index-entry";

    /// <summary>The entries or the metadata aren't those that the case calls for today.</summary>
    public const string StaleIndex = "stale-index";

    /// <summary>An entry that no case names, left by a process that was killed: readers check it against the case.</summary>
    public const string OrphanIndexEntry = "orphan-index-entry";

    /// <summary>The case names a document that isn't there: restore it.</summary>
    public const string MissingDocument = "missing-document";

    /// <summary>A document that no case names a day after it was stored.</summary>
    public const string OrphanDocument = "orphan-document";

    /// <summary>The case can't be read: restore an earlier version of its blob.</summary>
    public const string UnreadableCase = "unreadable-case";
}
