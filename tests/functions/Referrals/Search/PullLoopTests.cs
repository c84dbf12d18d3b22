using System.Globalization;
using IntegrationHub.Functions.Tests.Kit;

namespace IntegrationHub.Functions.Tests.Referrals.Search;

/// <summary>A system that pulls again and again while many write ends up with every case as it stands.</summary>
[Collection(Waiting.Name)]
public sealed class PullLoopTests(TestStack stack)
{
    private const int Senders = 6;
    private const int CasesOfEach = 8;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Nothing_is_missed(bool fromHorizon)
    {
        await using var hub = await stack.StartHub();
        var writing = Task.WhenAll(Enumerable.Range(0, Senders).Select(_ => Task.Run(() => Write(hub))));
        var seen = new Dictionary<string, string>();
        string? since = null;
        for (var last = false; !last;)
        {
            // One more round after the last write has been answered.
            last = writing.IsCompleted;
            since = await Pull(hub, since, seen, fromHorizon);
        }

        var written = (await writing).SelectMany(ids => ids).ToList();
        Assert.Equal(written.Order(StringComparer.Ordinal), seen.Keys.Order(StringComparer.Ordinal));
        foreach (var id in written)
        {
            Assert.Equal((string)(await hub.Get($"hub/fhir/Task/{id}", hub.Health)).Json["meta"]!["lastUpdated"]!, seen[id]);
        }
    }

    private static async Task<List<string>> Write(TestHub hub)
    {
        var ids = new List<string>();
        for (var i = 0; i < CasesOfEach; i++)
        {
            var subject = Sample.NewSubject();
            var id = (await hub.Notify(Sample.BecameLookedAfter(subject))).CaseId;
            ids.Add(id);

            // Two writers at once on one case: one of them loses its first attempt.
            var answers = await Task.WhenAll(hub.Notify(Sample.Consent(subject)), hub.Notify(Sample.Paperwork(subject)));
            Assert.All(answers, answer => Assert.Equal(201, answer.Status));
        }

        return ids;
    }

    /// <returns>From where to go on.</returns>
    private static async Task<string> Pull(TestHub hub, string? since, Dictionary<string, string> seen, bool fromHorizon)
    {
        var next = $"hub/fhir/Task?owner=Organization/RXQ&_count=7{(since is null ? "" : $"&_lastUpdated=gt{since}")}";
        var latest = since ?? "";
        var horizon = "";
        while (next is not null)
        {
            var page = (await hub.Get(next, hub.Health)).Json;
            horizon = (string)page["meta"]!["lastUpdated"]!;
            foreach (var entry in page["entry"]?.AsArray() ?? [])
            {
                var (id, updated) = ((string)entry!["resource"]!["id"]!, (string)entry["resource"]!["meta"]!["lastUpdated"]!);
                Assert.True(since is null || Instant(updated) > Instant(since), "Only what changed since is shown.");
                seen[id] = updated;
                latest = string.CompareOrdinal(updated, latest) > 0 ? updated : latest;
            }

            next = (string?)page["link"]!.AsArray().FirstOrDefault(link => (string)link!["relation"]! == "next")?["url"];
        }

        return fromHorizon || latest.Length == 0 ? horizon : latest;
    }

    private static DateTimeOffset Instant(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
