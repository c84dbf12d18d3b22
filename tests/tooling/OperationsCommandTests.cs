using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using IntegrationHub.LocalStack;
using IntegrationHub.Tools.Hub.Operations;

namespace IntegrationHub.Tooling.Tests;

/// <summary>`./hub check` and `./hub export` against a stand-in for a hub that answers what it is told to.</summary>
public sealed class OperationsCommandTests : IDisposable
{
    private const string Mended = """
        {"cases":31,"indexEntries":127,"documents":24,"found":1,"mended":1,
         "findings":[{"kind":"orphan-index-entry","caseId":"825-abcdefghijklmnopqrstuvwxyz","name":"due/2026-11-27/x","mended":true}]}
        """;

    private const string Left = """
        {"cases":31,"indexEntries":127,"documents":24,"found":3,"mended":1,
         "findings":[{"kind":"missing-document","caseId":"825-abcdefghijklmnopqrstuvwxyz","name":"0f","mended":false}]}
        """;

    private const string Id = "825-abcdefghijklmnopqrstuvwxyz";
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void Findings_are_a_table_after_the_counts() => Assert.Equal(
        """
        At http://127.0.0.1:7071/:
        cases                31
        index entries       127
        documents            24
        found                 3
        mended                1

        finding           case                            mended  name
        missing-document  825-abcdefghijklmnopqrstuvwxyz  no      0f
        ... and 2 more
        """.ReplaceLineEndings("\n"), StorageCheckTable.Of(JsonNode.Parse(Left)!, new Uri("http://127.0.0.1:7071/")));

    [Theory]
    [InlineData(200, Mended, 0, "orphan-index-entry")]
    [InlineData(200, Left, 1, "missing-document")]
    [InlineData(403, """{"code":"not-allowed"}""", 1, "403")]
    [InlineData(200, "<html>", 1, "doesn't answer as a hub does")]
    public async Task A_check_ends_with_1_when_something_is_left(int status, string body, int exitCode, string said)
    {
        using var hub = Listen(out var address);
        var asked = AnswerOnce(hub, status, Encoding.UTF8.GetBytes(body));

        var (code, output) = await HubCommand.Run("check", "--mend", "--hub", address, "--token", "a-token");

        Assert.Equal("POST /hub/operations/check?mend=true Bearer a-token", await asked);
        Assert.True(code == exitCode, output);
        Assert.Contains(said, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_takes_long_is_waited_for_in_words()
    {
        using var hub = Listen(out var address);
        var asked = AnswerOnce(hub, 200, Encoding.UTF8.GetBytes(Mended), TimeSpan.FromSeconds(3));

        var (code, output) = await HubCommand.Run("check", "--hub", address, "--token", "a-token");

        Assert.EndsWith("mend=false Bearer a-token", await asked, StringComparison.Ordinal);
        Assert.True(code == 0, output);
        Assert.Contains($"The hub at {address} compares all that it stores ...", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_export_is_written_whole_or_not_at_all()
    {
        using (var hub = Listen(out var address))
        {
            var asked = AnswerOnce(hub, 404, "{}"u8.ToArray());
            var (refused, said) = await HubCommand.Run("export", "--case", Id, "--out", folder["a.zip"], "--hub", address, "--token", "a-token");
            Assert.Equal($"GET /hub/operations/cases/{Id}/export Bearer a-token", await asked);
            Assert.True(refused == 1, said);
            Assert.Empty(Directory.GetFiles(folder.FullName));

            asked = AnswerOnce(hub, 200, "zip"u8.ToArray());
            var (code, output) = await HubCommand.Run("export", "--case", Id, "--out", folder["a.zip"], "--hub", address, "--token", "a-token");
            await asked;
            Assert.True(code == 0, output);
        }

        Assert.Equal("zip", await File.ReadAllTextAsync(folder["a.zip"]));
        var (again, there) = await HubCommand.Run("export", "--case", Id, "--out", folder["a.zip"], "--hub", "http://127.0.0.1:9", "--token", "x");
        Assert.True(again == 1 && there.Contains("there already", StringComparison.Ordinal), there);
    }

    [Theory]
    [InlineData(1, "no hub answers", "check", "--hub", "http://127.0.0.1:9", "--token", "x")]
    [InlineData(2, "needs --token", "check", "--hub", "https://hub.example")]
    [InlineData(2, "takes the hub's address", "export", "--case", Id, "--hub", "hub")]
    [InlineData(2, "export takes --case", "export")]
    [InlineData(2, "export takes --case", "export", "--case", "../audit")]
    public async Task What_was_typed_wrong_or_is_not_there_is_said(int exitCode, string said, params string[] typed)
    {
        var (code, output) = await HubCommand.Run(typed);

        Assert.True(code == exitCode, output);
        Assert.Contains(said, output, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private static HttpListener Listen(out string address)
    {
        address = $"http://127.0.0.1:{FreePort.Next()}/";
        var hub = new HttpListener { Prefixes = { address } };
        hub.Start();
        return hub;
    }

    private static async Task<string> AnswerOnce(HttpListener hub, int status, byte[] body, TimeSpan after = default)
    {
        var context = await hub.GetContextAsync();
        await Task.Delay(after);
        context.Response.StatusCode = status;
        await context.Response.OutputStream.WriteAsync(body);
        context.Response.Close();
        return $"{context.Request.HttpMethod} {context.Request.Url!.PathAndQuery} {context.Request.Headers["Authorization"]}";
    }
}
