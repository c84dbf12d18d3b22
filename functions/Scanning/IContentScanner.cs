namespace IntegrationHub.Functions.Scanning;

/// <summary>What a malware scanner says of a content.</summary>
public enum ScanVerdict
{
    /// <summary>Nothing was found.</summary>
    Clean,

    /// <summary>Something was found: the content is refused.</summary>
    Infected,

    /// <summary>The scanner couldn't be asked, or gave no verdict: nothing is kept, and the sender is told to send it again.</summary>
    Unavailable,
}

/// <summary>Asked about each document before it is stored, whichever way it came.</summary>
public interface IContentScanner
{
    /// <summary>False where documents are stored without a scan, because somebody said so.</summary>
    bool IsConfigured { get; }

    /// <summary>Never throws for a scanner that is away: that is a verdict.</summary>
    Task<ScanVerdict> Scan(ReadOnlyMemory<byte> content, CancellationToken cancel);

    /// <summary>Whether the scanner answers now.</summary>
    Task<bool> Answers(CancellationToken cancel);
}

/// <summary>No scanner: a local hub, or <c>HUB_SCANNER=off</c>.</summary>
public sealed class NoScanner : IContentScanner
{
    public bool IsConfigured => false;

    public Task<ScanVerdict> Scan(ReadOnlyMemory<byte> content, CancellationToken cancel) => Task.FromResult(ScanVerdict.Clean);

    public Task<bool> Answers(CancellationToken cancel) => Task.FromResult(true);
}
