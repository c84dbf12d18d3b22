using System.Diagnostics;
using System.Globalization;
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
        await using var azurite = await Azurite.StartAsync(AzuriteOptions.OnFreePorts(Path.Combine(folder, "azurite")) with { IsInMemory = true, LooksUpByName = true });
        await using var hub = await TestHub.Start(azurite.ConnectionString(), Path.Combine(folder, "hub"), [("HUB_NOW", "2026-11-02T09:00:00Z")]);

        // Once for nothing: what compiles while it runs has compiled then, and the few aren't slower for it.
        await Medians(hub, 0, Few);
        var few = await Medians(hub, 0, Few);
        var many = await Medians(hub, Few, Many);

        foreach (var (path, _) in Measured)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{path}: {Few} cases {few[path].TotalMilliseconds:0.0} ms; {Many} cases {many[path].TotalMilliseconds:0.0} ms"));
        }

        Assert.All(Measured, page => Assert.True(
            many[page.Path] <= few[page.Path] * 2 || (page.Path != Worklist && many[page.Path] <= Unnoticed), string.Create(CultureInfo.InvariantCulture, $"{page.Path}: {few[page.Path].TotalMilliseconds:0.0} ms became {many[page.Path].TotalMilliseconds:0.0} ms")));
    }

    /// <summary>Of each page, once the cases are listed.</summary>
    private async Task<Dictionary<string, TimeSpan>> Medians(TestHub hub, int from, int upTo)
    {
        await Fill(hub, from, upTo);
        var medians = new Dictionary<string, TimeSpan>();
        foreach (var (path, persona) in Measured)
        {
            using var client = await PageClient.SignedIn(hub, persona);
            using var list = await PageClient.SignedIn(hub, "health");
            var begun = Stopwatch.GetTimestamp();
            await Eventually.Holds("all cases are listed", async () => (await list.Get("hub/worklist")).Text.Contains($"{upTo.ToString("N0", CultureInfo.InvariantCulture)} cases", StringComparison.Ordinal));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{upTo} cases were listed after {Stopwatch.GetElapsedTime(begun).TotalMilliseconds:0} ms"));
            var taken = new List<TimeSpan>();
            for (var time = 0; time < Repeats; time++)
            {
                var since = Stopwatch.GetTimestamp();
                Assert.Equal(200, (await client.Get(path)).Status);
                taken.Add(Stopwatch.GetElapsedTime(since));
            }

            medians[path] = taken.Order().ElementAt(Repeats / 2);
        }

        return medians;
    }

    /// <summary>Copies of one case under ids of their own: what a list reads of them.</summary>
    private static async Task Fill(TestHub hub, int from, int upTo)
    {
        var original = (await hub.Notify(Sample.BecameLookedAfter("LCS-original"))).CaseId;
        var cases = hub.Blobs.GetBlobContainerClient("cases");
        var blob = (await cases.GetBlobClient($"825/{original}.json").DownloadContentAsync()).Value;
        var text = blob.Content.ToString();
        await Parallel.ForEachAsync(Enumerable.Range(Math.Max(1, from), upTo - Math.Max(1, from)), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (number, cancel) =>
        {
            var digits = number.ToString("D6", CultureInfo.InvariantCulture).Select(digit => "abcdefghij"[digit - '0']);
            var id = $"825-{string.Concat(digits)}{new string('a', 20)}";
            await cases.GetBlobClient($"825/{id}.json").UploadAsync(
                BinaryData.FromString(text.Replace(original, id, StringComparison.Ordinal)), new Azure.Storage.Blobs.Models.BlobUploadOptions { Metadata = blob.Details.Metadata }, cancel);
        });
    }
}
