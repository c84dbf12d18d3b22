using System.Net.Http.Headers;
using IntegrationHub.Bench.Kit;
using IntegrationHub.Bench.Notifications;
using IntegrationHub.Bench.Output;
using IntegrationHub.Tooling.Tests.Publish;

namespace IntegrationHub.Bench.Memory;

/// <summary>How much memory the hub's process has at rest, during load and after it.</summary>
internal static class MemoryBench
{
    public const string Name = "memory";

    // A notification a second and a pull every half minute are an hour's load; they are sent as fast as they are taken.
    private const int NotificationsForEachPull = 30;
    private const string Pull = "hub/fhir/Task?owner=RXQ&status=requested&_include=Task:focus&_include=Task:patient";

    public static async Task<BenchResult> RunAsync(BenchRun run)
    {
        var rest = run.Scale.IsShort ? TimeSpan.FromMilliseconds(100) : TimeSpan.FromSeconds(10);
        await using var storage = await EmptyStorage.StartAsync(run.Stop);
        await using var issuer = await Issuer.StartAsync();
        await using var hub = await HubServer.StartAsync(run.Programs.Hub, storage.Connection, issuer, run.Stop);
        await Task.Delay(rest, run.Stop);
        var atRest = ProcessUsage.Resident(hub.Id);
        var pulls = await LoadAsync(run, hub, issuer);
        var after = ProcessUsage.Resident(hub.Id);
        await Task.Delay(rest, run.Stop);
        (string Name, double Bytes)[] figures = [("at rest, just started", atRest), ("right after the load", after), ("a while later", ProcessUsage.Resident(hub.Id)), ("most at any time", ProcessUsage.PeakResident(hub.Id))];
        return new BenchResult(
            Name, $"memory of the hub's process, at rest and after {run.Scale.HourOfLoad} notifications and {pulls} pulls of a worklist that grows with them",
            [new Table("resident memory", ["when", "MB"], [.. figures.Select(figure => (IReadOnlyList<string>)[figure.Name, Shown.Of(figure.Bytes / 1024 / 1024)])])],
            [], [new BarGroup("Memory of the hub's process", " MB", [.. figures.Select(figure => new Bar(figure.Name, figure.Bytes / 1024 / 1024, true))])],
            [
                "An hour of load: a notification a second and a pull every half minute, sent as fast as they are taken. It is more first notifications than all of England sends in a month (2,750).",
                $"{run.Programs.Describe}; workstation garbage collection, no limit set.",
            ])
        {
            Counts = new Dictionary<string, double> { ["notifications"] = run.Scale.HourOfLoad, ["pulls"] = pulls, ["least"] = figures.Min(figure => figure.Bytes) },
        };
    }

    private static async Task<int> LoadAsync(BenchRun run, ServerProcess hub, Issuer issuer)
    {
        using var load = new Load(hub.Address, issuer.Token(Children.Council, "SocialCare.Notify"), run.Scale.Connections);
        using var health = new HttpClient { BaseAddress = hub.Address };
        health.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", issuer.Token(Children.Provider, "Health.Read"));
        var now = TimeProvider.System.GetUtcNow();
        var pulls = 0;
        foreach (var some in Enumerable.Range(0, run.Scale.HourOfLoad).Chunk(NotificationsForEachPull))
        {
            Progress.Show($"{Name}: load", some[0], run.Scale.HourOfLoad);
            await load.SendAsync([.. some.Select(child => Children.BecameLookedAfter(child, now, DateOnly.FromDateTime(now.UtcDateTime)))], run.Stop);
            using var answer = await health.GetAsync(new Uri(Pull, UriKind.Relative), run.Stop);
            await answer.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync(run.Stop);
            pulls++;
        }
        Progress.Show($"{Name}: load", 1, 1);
        return pulls;
    }
}
