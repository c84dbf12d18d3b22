using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using IntegrationHub.Functions.Tests.Kit;
using IntegrationHub.LocalStack;
using Xunit.Abstractions;

namespace IntegrationHub.Functions.Tests.Pages;

/// <summary>A list, and a page of figures, costs the hub as much with many cases as with a hundred. How many: <c>HUB_PAGES_CASES</c>.</summary>
[Collection(TestStack.Name)]
public sealed class PageSpeedTests(TestStack stack, ITestOutputHelper output)
{
    private const int Few = 100;
    private const int Repeats = 31;
    private const string Worklist = "hub/worklist";

    /// <summary>Of a page of figures, so short that twice as long is nothing to anybody: what is measured then is what else the machine does.</summary>
    private static readonly TimeSpan Unnoticed = TimeSpan.FromMilliseconds(60);

    private static int Many => int.TryParse(Environment.GetEnvironmentVariable("HUB_PAGES_CASES"), NumberStyles.None, CultureInfo.InvariantCulture, out var cases) ? cases : 2_000;

    /// <summary>Each page with whose it is.</summary>
    private static readonly (string Path, string Persona)[] Measured =
    [
        (Worklist, "health"), ("hub/timeliness", "manager"), ("hub/caseload", "manager"), ("hub/data-quality", "manager"), ("hub/audit-sample?seed=1", "manager"),
        ("hub/cases-behind?becameLookedAfterFrom=2026-01-01", "manager"),
    ];

    [Fact]
    public async Task A_page_takes_no_more_than_twice_as_long_with_many_cases_or_next_to_nothing()
    {
        // An emulator that goes through all blobs to read one would be measured, not a page.
        var folder = stack.NewFolder();
        await using var azurite = await Azurite.StartAsync(AzuriteOptions.OnFreePorts(Path.Combine(folder, "azurite")) with
        {
            IsInMemory = true,
            LooksUpByName = true,
            Accounts = new Dictionary<string, string> { ["few"] = NewKey(), ["many"] = NewKey() },
        });
        await using var few = await Filled(azurite.ConnectionString("few"), Path.Combine(folder, "few"), Few);
        await using var many = await Filled(azurite.ConnectionString("many"), Path.Combine(folder, "many"), Many);

        foreach (var (path, persona) in Measured)
        {
            var (ofFew, ofMany) = await Medians(few, many, path, persona);
            var said = string.Create(CultureInfo.InvariantCulture, $"{path}: {Few} cases {ofFew.TotalMilliseconds:0.0} ms; {Many} cases {ofMany.TotalMilliseconds:0.0} ms");
            output.WriteLine(said);
            Assert.True(ofMany <= ofFew * 2 || (path != Worklist && ofMany <= Unnoticed), said);
        }
    }

    /// <summary>Of one page, asked for in turn: whatever else the machine does, it does to both.</summary>
    private static async Task<(TimeSpan Few, TimeSpan Many)> Medians(TestHub few, TestHub many, string path, string persona)
    {
        using var clientOfFew = await PageClient.SignedIn(few, persona);
        using var clientOfMany = await PageClient.SignedIn(many, persona);
        var taken = (Few: new List<TimeSpan>(), Many: new List<TimeSpan>());
        for (var time = -Repeats; time < Repeats; time++)
        {
            var (ofFew, ofMany) = (await Time(clientOfFew, path), await Time(clientOfMany, path));
            if (time >= 0)
            {
                // Before that it compiles while it runs.
                taken.Few.Add(ofFew);
                taken.Many.Add(ofMany);
            }
        }

        return (Median(taken.Few), Median(taken.Many));
    }

    private static async Task<TimeSpan> Time(PageClient client, string path)
    {
        var since = Stopwatch.GetTimestamp();
        Assert.Equal(200, (await client.Get(path)).Status);
        return Stopwatch.GetElapsedTime(since);
    }

    private static TimeSpan Median(List<TimeSpan> taken) => taken.Order().ElementAt(taken.Count / 2);

    private static string NewKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    /// <summary>A hub with so many cases, once it lists them all.</summary>
    private async Task<TestHub> Filled(string connectionString, string folder, int upTo)
    {
        var hub = await TestHub.Start(connectionString, folder, [("HUB_NOW", "2026-11-02T09:00:00Z")]);
        await Fill(hub, upTo);
        using var list = await PageClient.SignedIn(hub, "health");
        var begun = Stopwatch.GetTimestamp();
        await Eventually.Holds("all cases are listed", async () => (await list.Get(Worklist)).Text.Contains($"{upTo.ToString("N0", CultureInfo.InvariantCulture)} cases", StringComparison.Ordinal));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{upTo} cases were listed after {Stopwatch.GetElapsedTime(begun).TotalMilliseconds:0} ms"));
        return hub;
    }

    /// <summary>Copies of one case under ids of their own: what a list reads of them.</summary>
    private static async Task Fill(TestHub hub, int upTo)
    {
        var original = (await hub.Notify(Sample.BecameLookedAfter("LCS-original"))).CaseId;
        var cases = hub.Blobs.GetBlobContainerClient("cases");
        var blob = (await cases.GetBlobClient($"825/{original}.json").DownloadContentAsync()).Value;
        var text = blob.Content.ToString();
        await Parallel.ForEachAsync(Enumerable.Range(1, upTo - 1), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (number, cancel) =>
        {
            var digits = number.ToString("D6", CultureInfo.InvariantCulture).Select(digit => "abcdefghij"[digit - '0']);
            var id = $"825-{string.Concat(digits)}{new string('a', 20)}";
            await cases.GetBlobClient($"825/{id}.json").UploadAsync(
                BinaryData.FromString(text.Replace(original, id, StringComparison.Ordinal)), new Azure.Storage.Blobs.Models.BlobUploadOptions { Metadata = blob.Details.Metadata }, cancel);
        });
    }
}
