using System.Diagnostics;
using System.Runtime.Versioning;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using IntegrationHub.LocalStack;
using IntegrationHub.Tools.Hub;

namespace IntegrationHub.Tooling.Tests;

/// <summary>`./hub bench` runs to its end in its short form, and what it counts is right. What it measures is for people to read: no test depends on a machine's speed.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class BenchCommandTests(BenchCommandTests.ShortRun run) : IClassFixture<BenchCommandTests.ShortRun>
{
    private static readonly string[] Names = ["notifications", "calls", "cold-start", "memory", "pull", "report", "sweep", "render", "validate"];

    [Fact]
    public void Each_measurement_is_there_once()
    {
        Assert.True(run.Code == 0, run.Said);
        Assert.Equal(Names, run.Results.Select(result => (string)result!["name"]!));
    }

    [Fact]
    public void Each_side_of_the_notifications_stored_every_one_of_them_and_the_floor_made_calls_that_the_hub_made()
    {
        var counts = run.Counts("notifications");

        Assert.Equal(16, counts["sent"]);
        Assert.Equal((16, 16), (counts["stored.least"], counts["stored.most"]));
        Assert.InRange(counts["planned"], counts["writes"] + 1, 30);
        Assert.Equal(run.Counts("calls")["first"], counts["planned"]);
        Assert.True(counts["processor.least"] >= 0);
        Assert.Equal(["hub", "floor", "Node-RED"], run.Rows("notifications").Select(row => (string)row[0]!));
    }

    [Fact]
    public void The_steps_of_a_life_add_up_to_the_whole_and_an_alert_is_among_them()
    {
        var (counts, rows) = (run.Counts("calls"), run.Rows("calls"));

        Assert.True(counts["deliveries"] >= 1);
        Assert.Equal(counts["steps"] + 1, rows.Count);
        Assert.Equal("whole life", (string)rows[^1][0]!);
        Assert.Equal(counts["life"], rows.SkipLast(1).Sum(row => double.Parse((string)row[1]!, System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Equal(counts["first"], double.Parse((string)rows[0][1]!, System.Globalization.CultureInfo.InvariantCulture));
        Assert.All(rows.SkipLast(1), row => Assert.NotEqual("0", (string)row[1]!));
    }

    [Fact]
    public void Every_program_was_started_and_every_store_was_searched_and_swept()
    {
        Assert.Equal((3, 2), (run.Counts("cold-start")["starts"], run.Counts("cold-start")["searches"]));
        Assert.Equal((12, 1), (run.Counts("memory")["notifications"], run.Counts("memory")["pulls"]));
        Assert.Equal((4, 2), (run.Counts("pull")["found"], run.Counts("pull")["stores"]));
        Assert.Equal((4, 4), (run.Counts("sweep")["due.least"], run.Counts("sweep")["due.most"]));
        Assert.True(run.Counts("memory")["least"] > 1024 * 1024);
    }

    [Fact]
    public void The_picture_shows_a_bar_for_each_figure()
    {
        var picture = XDocument.Load(run.Picture);
        var bars = run.Results.SelectMany(result => result!["bars"]!.AsArray()).SelectMany(group => group!["bars"]!.AsArray()).Count();

        Assert.Equal(bars + 1, picture.Descendants().Count(part => part.Name.LocalName == "rect"));
        Assert.Equal("Release build, not precompiled; short form: no figures to quote", (string?)run.About[1]);
    }

    [Fact]
    public async Task What_is_no_measurement_is_refused_with_the_names_of_those_that_are()
    {
        var (code, said) = await ShortRun.BenchAsync("notification");

        Assert.Equal(2, code);
        Assert.Contains("notification is no measurement", said, StringComparison.Ordinal);
        Assert.All(Names, name => Assert.Contains(name, said, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_help_of_hub_names_it()
    {
        Assert.Contains("bench [NAME...]", (await HubCommand.Run("help")).Output, StringComparison.Ordinal);
        await Assert.ThrowsAsync<UsageException>(() => CommandList.RunAsync(["bench", "--shorter"], CancellationToken.None));
        await Assert.ThrowsAsync<UsageException>(() => CommandList.RunAsync(["bench", "calls", "--docs"], CancellationToken.None));
    }

    /// <summary>One run for all tests of it.</summary>
    public sealed class ShortRun : IAsyncLifetime, IDisposable
    {
        private readonly TemporaryFolder folder = new();
        private JsonNode? written;

        public int Code { get; private set; }

        public string Said { get; private set; } = "";

        public JsonArray Results => Written["results"]!.AsArray();

        public JsonArray About => Written["about"]!.AsArray();

        public string Picture => folder["out/bench.svg"];

        private JsonNode Written => written ?? throw new InvalidOperationException(Said);

        public Dictionary<string, double> Counts(string name) => Of(name)["counts"].Deserialize<Dictionary<string, double>>()!;

        /// <summary>The rows of a measurement's first table.</summary>
        public List<JsonArray> Rows(string name) => [.. Of(name)["tables"]![0]!["rows"]!.AsArray().Select(row => row!.AsArray())];

        public async Task InitializeAsync()
        {
            (Code, Said) = await BenchAsync("--short", "--out", folder["out"]);
            written = File.Exists(folder["out/bench.json"]) ? JsonNode.Parse(await File.ReadAllTextAsync(folder["out/bench.json"])) : null;
        }

        public Task DisposeAsync() => Task.CompletedTask;

        public void Dispose() => folder.Dispose();

        /// <summary>As `./hub bench` runs it, without building it first.</summary>
        public static async Task<(int Code, string Said)> BenchAsync(params string[] typed)
        {
            var bench = Repository.PathOf("bench", "bin", "Release", "net10.0", "IntegrationHub.Bench.dll");
            using var process = Process.Start(new ProcessStartInfo("dotnet", [bench, .. typed]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync();
            return (process.ExitCode, await output + await error);
        }

        private JsonNode Of(string name) => Results.Single(result => (string)result!["name"]! == name)!;
    }
}
