using System.Collections.Concurrent;
using System.Globalization;
using Azure.Storage.Blobs.Models;
using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Policies;
using IntegrationHub.Functions.Policies;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Alarms;

/// <summary>
/// On which day each council was last heard, as empty index entries: <c>heard/{council}/{date}</c>, and <c>expected/{council}/{date}</c> for one that policies name
/// and that never sent anything. One write for each council, day and process.
/// </summary>
public sealed class HeardCouncils(HubStorage storage, CaseRules rules, TimeProvider time, ILogger<HeardCouncils> log)
{
    private const string Heard = "heard/";
    private const string Expected = "expected/";
    private const string DateFormat = "yyyy-MM-dd";

    private readonly ConcurrentDictionary<string, DateOnly> noted = new();

    /// <summary>Notes that a council sent a notification. The notification doesn't depend on it: the next one notes it again.</summary>
    public async Task Note(string council, CancellationToken cancel)
    {
        var today = LondonTime.Today(time);
        if (noted.TryGetValue(council, out var before) && before == today)
        {
            return;
        }

        try
        {
            await Put(Heard, council, today, cancel);
            noted[council] = today;
        }
        catch (Exception fault) when (StorageFaults.IsStorageAway(fault, cancel))
        {
            log.LogWarning("That council {Council} was heard could not be noted: {Fault}", council, StorageFaults.Describe(fault));
        }
    }

    /// <summary>The councils that were heard before and those that policies name. What was expected of one that no policy names any more is forgotten.</summary>
    public async Task<IReadOnlyList<ExpectedSince>> All(CancellationToken cancel)
    {
        var heard = await Latest(Heard, cancel);
        var named = Named(rules.Policies).ToHashSet();
        var expected = await Latest(Expected, cancel);
        foreach (var (council, since) in expected.Where(entry => !named.Contains(entry.Key)).ToList())
        {
            await storage.Index.DeleteBlobIfExistsAsync(NameOf(Expected, council, since), cancellationToken: cancel);
            expected.Remove(council);
        }

        foreach (var council in named.Where(council => !heard.ContainsKey(council) && !expected.ContainsKey(council)))
        {
            expected[council] = LondonTime.Today(time);
            await Put(Expected, council, expected[council], cancel);
        }

        return
        [
            .. heard.Select(entry => new ExpectedSince(entry.Key, entry.Value, true)),
            .. expected.Where(entry => !heard.ContainsKey(entry.Key)).Select(entry => new ExpectedSince(entry.Key, entry.Value, false)),
        ];
    }

    /// <summary>The councils of the policies, or, where there are none, of the built-in policy.</summary>
    private static IEnumerable<string> Named(PolicyBook book) =>
        (book.Policies.Count == 0 ? [Policy.Default] : book.Policies)
            .SelectMany(policy => policy.ProviderOfCouncil.Keys.Append(policy.Council)).Where(council => council != Policy.Any);

    /// <summary>The latest date of each council; earlier ones are removed.</summary>
    private async Task<Dictionary<string, DateOnly>> Latest(string root, CancellationToken cancel)
    {
        var dates = new List<(string Name, string Council, DateOnly Date)>();
        await foreach (var blob in storage.Index.GetBlobsAsync(new GetBlobsOptions { Prefix = root }, cancel))
        {
            if (blob.Name.Split('/') is [_, var council, var text] && DateOnly.TryParseExact(text, DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            {
                dates.Add((blob.Name, council, date));
            }
        }

        var latest = dates.GroupBy(entry => entry.Council).ToDictionary(entries => entries.Key, entries => entries.Max(entry => entry.Date));
        foreach (var (name, council, date) in dates.Where(entry => root == Heard && entry.Date < latest[entry.Council]))
        {
            await storage.Index.DeleteBlobIfExistsAsync(name, cancellationToken: cancel);
        }

        return latest;
    }

    private Task Put(string root, string council, DateOnly date, CancellationToken cancel) =>
        storage.Index.GetBlobClient(NameOf(root, council, date)).UploadAsync(BinaryData.FromBytes(ReadOnlyMemory<byte>.Empty), overwrite: true, cancel);

    private static string NameOf(string root, string council, DateOnly date) => $"{root}{council}/{date.ToString(DateFormat, CultureInfo.InvariantCulture)}";
}

/// <summary>Since when a council is silent, or expected.</summary>
/// <param name="HasSent">False when it never sent a notification.</param>
public sealed record ExpectedSince(string Council, DateOnly Since, bool HasSent);
