using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using IntegrationHub.LocalStack;
using IntegrationHub.Tools.Hub.Imports;

namespace IntegrationHub.Tooling.Tests;

/// <summary>`./hub import` against a stand-in for a hub that answers what it is told to.</summary>
public sealed class ImportCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task A_file_is_sent_for_each_part_and_the_parts_are_one_report()
    {
        using var hub = Listen(out var address);
        var asked = Answer(hub, Part(15, 10, refused: 0), Part(15, 5, refused: 1));

        var (code, output) = await HubCommand.Run("import", Write("header.csv", "CHILD,SEX\n"), Write("episodes.csv", "CHILD,DECOM\n"), "--since", "2026-09-01", "--hub", address, "--token", "a-token");

        var requests = await asked;
        Assert.Equal(2, requests.Count);
        Assert.Equal("/hub/imports?skip=0&take=10&dryRun=false&since=2026-09-01 Bearer a-token", requests[0].Asked);

        // How many more depends on how fast the first answer came.
        Assert.Matches(@"^/hub/imports\?skip=10&take=(10|20)&dryRun=false&since=2026-09-01 Bearer a-token$", requests[1].Asked);
        Assert.All(requests, request => Assert.Contains("CHILD,DECOM", request.Body, StringComparison.Ordinal));
        Assert.True(code == 1, output);
        Assert.Contains("children                                     15", output, StringComparison.Ordinal);
        Assert.Contains("uk.lac.became-looked-after.v1               2", output, StringComparison.Ordinal);
        Assert.Contains("episodes line 7, DECOM: Must be a date. (date-format)", output, StringComparison.Ordinal);
        Assert.Contains("2 new cases are overdue at once", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(10, 999, 20)]
    [InlineData(400, 999, 500)]
    [InlineData(40, 1000, 40)]
    [InlineData(40, 3000, 40)]
    [InlineData(40, 3001, 20)]
    [InlineData(15, 3001, 10)]
    public void The_next_part_is_as_large_as_the_one_before_was_fast(int take, int milliseconds, int next) =>
        Assert.Equal(next, ImportRun.Next(take, TimeSpan.FromMilliseconds(milliseconds)));

    [Fact]
    public async Task What_takes_more_than_two_seconds_has_a_bar()
    {
        using var hub = Listen(out var address);
        var asked = Answer(hub, TimeSpan.FromSeconds(2.2), Part(20, 10, refused: 0), Part(20, 10, refused: 0));

        var (code, output) = await HubCommand.Run("import", Write("daily.json", "[]"), "--dry-run", "--hub", address, "--token", "a-token");

        Assert.Equal(["[]", "[]"], (await asked).Select(request => request.Body));
        Assert.True(code == 0, output);
        Assert.Contains("Dry run, nothing was kept", output, StringComparison.Ordinal);
        Assert.Contains("100%  20 of 20 children", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("import takes a file")]
    [InlineData("there is no file", "nowhere.csv")]
    [InlineData("neither .json nor .xml nor .csv", "a.txt")]
    [InlineData("several files go together only", "a.json", "a.csv")]
    [InlineData("--since takes a date", "a.csv", "--since", "yesterday")]
    public async Task What_was_typed_wrong_is_said(string said, params string[] typed)
    {
        foreach (var name in new[] { "a.txt", "a.json", "a.csv" })
        {
            Write(name, "x");
        }

        var (code, output) = await HubCommand.Run([.. typed.Select(word => word.Contains('.', StringComparison.Ordinal) ? folder[word] : word).Prepend("import")]);

        Assert.True(code == 2, output);
        Assert.Contains(said, output, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private static string Part(int inFile, int read, int refused) => new JsonObject
    {
        ["format"] = "ssda903-csv",
        ["dryRun"] = false,
        ["children"] = new JsonObject { ["inFile"] = inFile, ["read"] = read, ["new"] = 1, ["changed"] = 0, ["unchanged"] = read - 1 - refused, ["leftOut"] = 0, ["refused"] = refused },
        ["events"] = new JsonObject { ["uk.lac.became-looked-after.v1"] = 1 },
        ["taken"] = new JsonArray(new JsonObject { ["line"] = 2, ["notGiven"] = new JsonArray("name"), ["overdueAtOnce"] = true }),
        ["leftOut"] = new JsonArray(),
        ["faults"] = refused == 0 ? [] : new JsonArray(new JsonObject { ["file"] = "episodes", ["line"] = 7, ["column"] = "DECOM", ["code"] = "date-format", ["message"] = "Must be a date." }),
        ["faultsNotShown"] = 0,
    }.ToJsonString();

    private string Write(string name, string content)
    {
        File.WriteAllText(folder[name], content);
        return folder[name];
    }

    private static HttpListener Listen(out string address)
    {
        address = $"http://127.0.0.1:{FreePort.Next()}/";
        var hub = new HttpListener { Prefixes = { address } };
        hub.Start();
        return hub;
    }

    private static Task<List<(string Asked, string Body)>> Answer(HttpListener hub, params string[] bodies) => Answer(hub, TimeSpan.Zero, bodies);

    private static async Task<List<(string Asked, string Body)>> Answer(HttpListener hub, TimeSpan after, params string[] bodies)
    {
        var asked = new List<(string, string)>();
        foreach (var body in bodies)
        {
            var context = await hub.GetContextAsync();
            using var sent = new StreamReader(context.Request.InputStream);
            asked.Add(($"{context.Request.Url!.PathAndQuery} {context.Request.Headers["Authorization"]}", await sent.ReadToEndAsync()));
            await Task.Delay(after);
            await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(body));
            context.Response.Close();
        }

        return asked;
    }
}
