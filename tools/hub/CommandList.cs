using IntegrationHub.Tools.Hub.Commands;

namespace IntegrationHub.Tools.Hub;

/// <param name="Name">What is typed after `./hub`.</param>
/// <param name="Usage">Its arguments, for people.</param>
/// <param name="Summary">One line.</param>
/// <param name="Options">Options that take a value.</param>
/// <param name="Flags">Options that take none.</param>
/// <param name="RunAsync">Returns the exit code.</param>
internal sealed record Command(
    string Name, string Usage, string Summary, string[] Options, string[] Flags, Func<Arguments, CancellationToken, Task<int>> RunAsync);

/// <summary>Every command there is. A new one is a line here and a file in Commands/.</summary>
internal static class CommandList
{
    private static readonly Command[] All =
    [
        new("run", "", "start Azurite and the hub, and print what to try", [], [], RunCommand.RunAsync),
        new("test", "[FILTER]", "run every check, or the tests whose name contains FILTER", [], [], TestCommand.RunAsync),
        new("token", "PERSONA [--org CODE] [--hours N]", "print a bearer token for a local hub", ["org", "hours"], [], TokenCommand.RunAsync),
        new("import", "FILE... [--dry-run] [--since DATE] [--org CODE] [--hub URL --token TOKEN]", "take in what a case system emits: the DfE's daily JSON, SSDA903 XML, or its CSV tables (header and episodes)",
            ["since", "org", "hub", "token"], ["dry-run"], ImportCommand.RunAsync),
        new("demo", "[--weeks N] [--children N] [--seed N] [--exit]", "play a council's quarter through the public interface",
            ["weeks", "children", "seed"], ["exit"], DemoCommand.RunAsync),
        new("screens", "", "write a picture of every page to .local/screens", [], [], ScreensCommand.RunAsync),
        new("policy", "show | check FILE|FOLDER [--hub URL --token TOKEN]", "print the built-in policy, or check policy files and what they would change about open cases",
            ["hub", "token"], [], PolicyCommand.RunAsync),
        new("check", "[--mend] [--hub URL --token TOKEN]", "compare all cases with the index and the documents, and mend what can be mended",
            ["hub", "token"], ["mend"], CheckCommand.RunAsync),
        new("export", "--case ID [--out FILE] [--hub URL --token TOKEN]", "write everything that is held on a child's case into a zip",
            ["case", "out", "hub", "token"], [], ExportCommand.RunAsync),
        new("deploy-check", "URL [--probes] [--wait SECONDS]", "walk a deployed hub through the story of an invented child, or ask for its health only; tokens are environment variables",
            ["wait"], ["probes"], DeployCheckCommand.RunAsync),
        new("publish", "OUT [--broker service-bus|storage-queues]", "write what is deployed to Azure: OUT/integrationhub and OUT/integrationhub.zip",
            ["broker"], [], PublishCommand.RunAsync),
        new("sbom", "[OUT] [--check]", "write the software bill of materials (CycloneDX) and docs/licences.md, or check that the list is current", [], ["check"],
            SbomCommand.RunAsync),
        new("fhir-model", "[--check]", "generate contracts/Fhir/Generated from HL7's definitions, or check that it is current", [], ["check"],
            FhirModelCommand.RunAsync),
        new("simulate", "[--children N] [--days N] [--seed N]", "play a council's year day by day and re-compute every date, state and alert",
            ["children", "days", "seed"], [], SimulateCommand.RunAsync),
        new("soak", "[--minutes N] [--seed N]", "kill the hub and stop its storage while many send, then ask whether anything was lost or doubled",
            ["minutes", "seed"], [], SoakCommand.RunAsync),
        new("crash", "", "strike every handler at each of its storage requests, in every way that a request can go wrong", [], [], CrashCommand.RunAsync),
        new("fuzz", "[--minutes N] [--seed N] [--from INDEX] [--count N]", "send hostile inputs to a hub of its own and check every answer; --from and --count repeat one that failed",
            ["minutes", "seed", "from", "count"], [], FuzzCommand.RunAsync),
        new("mutate", "[FOLDER]", "change domain/ (or one folder of it) in small ways and count what the tests notice", [], [], MutateCommand.RunAsync),
        new("bench", "[NAME...] [--short] [--rounds N] [--out FOLDER] [--docs]", "measure the hub beside what does less: notifications, storage calls and their cost, start, memory, pull, sweep, report, FHIR; --short shows in a minute that all of it runs, --docs puts the figures into docs/performance.md",
            ["rounds", "out"], ["short", "docs"], BenchCommand.RunAsync),
    ];

    public static async Task<int> RunAsync(string[] typed, CancellationToken stop)
    {
        if (typed is [] or ["help" or "--help" or "-h", ..])
        {
            Console.WriteLine(Help());
            return 0;
        }
        var command = Array.Find(All, command => command.Name == typed[0])
            ?? throw new UsageException($"there is no command '{typed[0]}'\n{Help()}");
        return await command.RunAsync(Arguments.Parse(command, typed[1..]), stop);
    }

    private static string Help() => string.Join('\n',
    [
        "usage: ./hub COMMAND",
        .. All.SelectMany(command => new[] { $"  {command.Name} {command.Usage}", $"      {command.Summary}" }),
        "settings: HUB_PORT (7071), HUB_DATA (.local), AZURITE_BLOB_PORT (10000), AZURITE_QUEUE_PORT (10001), HUB_NOW (the business clock's start)",
    ]);
}
