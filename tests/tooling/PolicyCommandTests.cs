using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using IntegrationHub.LocalStack;
using IntegrationHub.Tools.Hub.Policies;

namespace IntegrationHub.Tooling.Tests;

/// <summary>`./hub policy check` against a stand-in for a hub that answers what it is told to.</summary>
public sealed class PolicyCommandTests : IDisposable
{
    private const string Answer = """
        {"faults":[],"limit":1000,
         "counts":{"openCases":12,"touched":3,"startsTooLate":4,"byWhat":{"due-date":2,"due-soon":0,"alert":0,"pathway":1,"routing":0,"review":0}},
         "cases":[
          {"caseId":"825-abcdefghijklmnopqrstuvwxyz","council":"825","provider":"RXQ","differences":[
           {"what":"due-date","item":"assessment-attended","before":"2026-11-20","after":"2026-11-13"},
           {"what":"routing","item":"","before":null,"after":"RHW, RTH"}]},
          {"caseId":"825-bbcdefghijklmnopqrstuvwxyz","council":"825","provider":"RXQ","differences":[
           {"what":"pathway","item":"","before":"gp-pool","after":"host-provider"}]}]}
        """;

    private const string Faulty = """
        {"limit":1000,"counts":null,"cases":[],"faults":[
          {"file":"825.json","pointer":"/from","code":"required","message":"Is required."},
          {"file":"","pointer":"","code":"no-policy-files","message":"There must be at least one policy file."}]}
        """;

    private static readonly Uri Somewhere = new("http://127.0.0.1:7071/");
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void Counts_come_first_then_a_row_for_every_difference_and_what_is_not_shown_is_said() => Assert.Equal(
        """
        2 policy files are valid. At http://127.0.0.1:7071/:
        open cases                         12
          would change                      3
            due-date                        2
            pathway                         1
          day 0 before a file's from        4

        case                            council  provider  what      item                 before      after
        825-abcdefghijklmnopqrstuvwxyz  825      RXQ       due-date  assessment-attended  2026-11-20  2026-11-13
        825-abcdefghijklmnopqrstuvwxyz  825      RXQ       routing                        -           RHW, RTH
        825-bbcdefghijklmnopqrstuvwxyz  825      RXQ       pathway                        gp-pool     host-provider
        ... and 1 more cases
        """.ReplaceLineEndings(), PolicyCheckTable.Of(JsonNode.Parse(Answer)!, Somewhere, 2).ReplaceLineEndings());

    [Fact]
    public void Faults_are_named_with_file_pointer_and_code() => Assert.Equal(
        "2 faults:\n  825.json /from: Is required. (required)\n  There must be at least one policy file. (no-policy-files)",
        PolicyCheckTable.Of(JsonNode.Parse(Faulty)!, Somewhere, 1));

    [Fact]
    public void A_folder_gives_every_file_below_it_in_order_and_passes_over_hidden_ones()
    {
        Directory.CreateDirectory(folder["b/.git"]);
        foreach (var name in new[] { "b/z.json", "a.json", "notes.txt", ".hidden.json", "b/.git/config" })
            File.WriteAllText(folder[name], $"\uFEFF{name}");

        var files = PolicyFolder.Read(folder.FullName);

        Assert.Equal(["a.json", "b/z.json", "notes.txt"], files.Select(file => file.Key));
        Assert.Equal("b/z.json", (string)files["b/z.json"]!);
        Assert.Equal(["a.json"], PolicyFolder.Read(folder["a.json"]).Select(file => file.Key));
    }

    [Fact]
    public void What_is_not_there_or_no_text_is_said()
    {
        File.WriteAllBytes(folder["a.json"], [0x22, 0xFF, 0x22]);

        Assert.Contains("nowhere", Assert.Throws<LocalStackException>(() => PolicyFolder.Read(folder["nowhere"])).Message, StringComparison.Ordinal);
        Assert.Contains("UTF-8", Assert.Throws<LocalStackException>(() => PolicyFolder.Read(folder["a.json"])).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200, Answer, 0, "3")]
    [InlineData(200, Faulty, 1, "825.json /from: Is required. (required)")]
    [InlineData(403, """{"code":"not-allowed"}""", 1, "403")]
    [InlineData(200, "<html>", 1, "doesn't answer as a hub does")]
    public async Task The_exit_code_is_0_for_valid_files_and_1_for_faults_and_refusals(int status, string body, int exitCode, string said)
    {
        File.WriteAllText(folder["825.json"], """{"council":"825"}""");
        var address = $"http://127.0.0.1:{FreePort.Next()}/";
        using var hub = new HttpListener { Prefixes = { address } };
        hub.Start();
        var asked = AnswerOnce(hub, status, body);

        var (code, output) = await HubCommand.Run("policy", "check", folder["825.json"], "--hub", address, "--token", "a-token");

        var (path, authorization, sent) = await asked;
        Assert.Equal(("/hub/operations/policy/check", "Bearer a-token"), (path, authorization));
        Assert.Equal("""{"complete":false,"files":{"825.json":"{\"council\":\"825\"}"}}""", JsonNode.Parse(sent)!.ToJsonString(Relaxed));
        Assert.True(code == exitCode, output);
        Assert.Contains(said, output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, "no hub answers", "policy", "check", ".", "--hub", "http://127.0.0.1:9", "--token", "x")]
    [InlineData(2, "needs --token", "policy", "check", ".", "--hub", "https://hub.example")]
    [InlineData(2, "takes the hub's address", "policy", "check", ".", "--hub", "hub")]
    [InlineData(2, "policy takes", "policy", "look")]
    public async Task What_was_typed_wrong_or_is_not_there_is_said(int exitCode, string said, params string[] typed)
    {
        File.WriteAllText(folder["825.json"], "{}");
        var (code, output) = await HubCommand.Run([.. typed.Select(word => word == "." ? folder.FullName : word)]);

        Assert.True(code == exitCode, output);
        Assert.Contains(said, output, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private static System.Text.Json.JsonSerializerOptions Relaxed { get; } = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static async Task<(string Path, string? Authorization, string Sent)> AnswerOnce(HttpListener hub, int status, string body)
    {
        var context = await hub.GetContextAsync();
        using var reader = new StreamReader(context.Request.InputStream);
        var sent = await reader.ReadToEndAsync();
        context.Response.StatusCode = status;
        await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(body));
        context.Response.Close();
        return (context.Request.Url!.AbsolutePath, context.Request.Headers["Authorization"], sent);
    }
}
