using IntegrationHub.Contracts.Problems;
using IntegrationHub.Domain.Cases;

namespace IntegrationHub.Functions.Scanning;

/// <summary>The scan of everything that one write would store: all of it passes, or none of it is kept.</summary>
public sealed class ScanContents(IContentScanner scanner)
{
    /// <param name="contents">Each with where it stood in what was sent.</param>
    /// <returns>Null when nothing was found; otherwise why nothing may be kept.</returns>
    public async Task<Refusal?> Run(IEnumerable<(string Place, ReadOnlyMemory<byte> Bytes)> contents, CancellationToken cancel)
    {
        var faults = new List<Fault>();
        foreach (var (place, bytes) in contents)
        {
            switch (await scanner.Scan(bytes, cancel))
            {
                case ScanVerdict.Clean:
                    break;
                case ScanVerdict.Infected:
                    faults.Add(new Fault(place, FaultCodes.Malware, "The malware scanner refused this document."));
                    break;
                default:
                    return new Refusal(RefusalKind.Busy, ProblemCodes.ScannerUnavailable, "Documents can't be scanned for malware now; nothing was kept. Send it again.", []);
            }
        }

        return faults.Count == 0 ? null : new Refusal(RefusalKind.Invalid, ProblemCodes.DocumentNotAccepted, "The malware scanner refused a document; nothing was kept.", faults);
    }
}

/// <summary>The scanner that the settings name.</summary>
internal static class ScanningServices
{
    public static IServiceCollection AddScanning(this IServiceCollection services, Uri? scanner) => services.AddSingleton<ScanContents>().AddSingleton<IContentScanner>(provider =>
        scanner is null ? new NoScanner() : new ClamdScanner(scanner, ClamdScanner.UsualBound, provider.GetRequiredService<ILogger<ClamdScanner>>()));
}
