using System.Security.Cryptography;
using IntegrationHub.Functions.Scanning;
using IntegrationHub.LocalStack;
using Microsoft.Extensions.Logging.Abstractions;

namespace IntegrationHub.Functions.Tests.Scanning;

/// <summary>What clamd says, and what it means that it says nothing.</summary>
public sealed class ClamdScannerTests
{
    [Theory]
    [InlineData(nameof(Clamd.Clean), ScanVerdict.Clean)]
    [InlineData(nameof(Clamd.Finds), ScanVerdict.Infected)]
    [InlineData(nameof(Clamd.Hangs), ScanVerdict.Unavailable)]
    [InlineData(nameof(Clamd.HangsUp), ScanVerdict.Unavailable)]
    [InlineData(nameof(Clamd.GivesUp), ScanVerdict.Unavailable)]
    [InlineData(nameof(Clamd.Babbles), ScanVerdict.Unavailable)]
    public async Task Only_its_plain_words_are_a_verdict(string answering, ScanVerdict expected)
    {
        using var clamd = new FakeClamd(Enum.Parse<Clamd>(answering));

        Assert.Equal(expected, await Scanner(clamd.Address, patience: clamd.Answering == Clamd.Hangs ? 1 : 30).Scan(new byte[1_000], CancellationToken.None));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(64 * 1024)]
    [InlineData(64 * 1024 + 1)]
    [InlineData(5_000_000)]
    public async Task It_is_shown_every_byte(int length)
    {
        using var clamd = new FakeClamd();
        var document = RandomNumberGenerator.GetBytes(length);

        Assert.Equal(ScanVerdict.Clean, await Scanner(clamd.Address).Scan(document, CancellationToken.None));
        Assert.Equal(document, Assert.Single(clamd.Shown));
    }

    [Fact]
    public async Task Where_nobody_listens_there_is_no_verdict()
    {
        var scanner = Scanner(new Uri($"tcp://127.0.0.1:{FreePort.Next()}"));

        Assert.Equal(ScanVerdict.Unavailable, await scanner.Scan(new byte[1_000], CancellationToken.None));
        Assert.False(await scanner.Answers(CancellationToken.None));
    }

    [Fact]
    public async Task A_caller_who_hangs_up_is_no_fault_of_the_scanner()
    {
        using var clamd = new FakeClamd(Clamd.Hangs);
        using var gone = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Scanner(clamd.Address).Scan(new byte[1_000], gone.Token));
    }

    /// <param name="address">Where clamd listens.</param>
    /// <param name="patience">Seconds until it is taken to be away.</param>
    private static ClamdScanner Scanner(Uri address, int patience = 30) => new(address, TimeSpan.FromSeconds(patience), NullLogger<ClamdScanner>.Instance);
}
