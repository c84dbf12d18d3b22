using System.Diagnostics;
using System.Globalization;
using IntegrationHub.Functions.Tests.Kit;
using Xunit.Abstractions;

namespace IntegrationHub.Functions.Tests.Pages;

/// <summary>A list costs the hub as much with many cases as with a hundred. How many: <c>HUB_PAGES_CASES</c>.</summary>
[Collection(TestStack.Name)]
public sealed class PageSpeedTests(TestStack stack, ITestOutputHelper output)
{
    private const int Few = 100;
    private const int Repeats = 31;

    private static int Many => int.TryParse(Environment.GetEnvironmentVariable("HUB_PAGES_CASES"), NumberStyles.None, CultureInfo.InvariantCulture, out var cases) ? cases : 2_000;

    [Fact]
    public async Task The_worklist_takes_no_more_than_twice_as_long_with_many_cases()
    {
        await using var hub = await stack.StartHub();
        var few = await Median(hub, 0, Few);
        var many = await Median(hub, Few, Many);

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Few} cases: {few.TotalMilliseconds:0.0} ms; {Many} cases: {many.TotalMilliseconds:0.0} ms"));
        Assert.True(many <= few * 2, string.Create(CultureInfo.InvariantCulture, $"{few.TotalMilliseconds:0.0} ms became {many.TotalMilliseconds:0.0} ms"));
    }

    /// <summary>Of one page of the list, once it is listed.</summary>
    private static async Task<TimeSpan> Median(TestHub hub, int from, int upTo)
    {
        await Fill(hub, from, upTo);
        using var client = await PageClient.SignedIn(hub, "health");
        await Eventually.Holds("all cases are listed", async () => (await client.Get("hub/worklist")).Text.Contains($"{upTo.ToString("N0", CultureInfo.InvariantCulture)} cases", StringComparison.Ordinal));
        var taken = new List<TimeSpan>();
        for (var time = 0; time < Repeats; time++)
        {
            var since = Stopwatch.GetTimestamp();
            Assert.Equal(200, (await client.Get("hub/worklist")).Status);
            taken.Add(Stopwatch.GetElapsedTime(since));
        }

        return taken.Order().ElementAt(Repeats / 2);
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
