using System.Xml.Linq;
using IntegrationHub.LocalStack;
using IntegrationHub.Tools.Hub.Local;

namespace IntegrationHub.Tools.Hub.Tests;

/// <param name="Name">What the progress line says.</param>
/// <param name="RunAsync">Does it.</param>
internal sealed record Step(string Name, Func<CancellationToken, Task<Outcome>> RunAsync);

/// <summary>The steps of a test run.</summary>
internal sealed class Steps(string? filter, string resultsFolder)
{
    private static readonly TimeSpan StepBound = TimeSpan.FromMinutes(40);

    /// <summary>Those that take minutes, the longest first.</summary>
    private static readonly string[] LongProjects = ["tests/functions", "tests/browser", "tests/tooling"];

    /// <summary>Folders with a package-lock.json of their own.</summary>
    private static readonly string[] NodeFolders = ["tools/local-stack", "tests/conformance", "tests/oidc-provider", "bench/node-red"];

    /// <summary>Node test suites; each runs against a hub and an Azurite of its own.</summary>
    private static readonly string[] NodeSuites = ["tests/conformance"];

    /// <summary>What must have gone well before any test can run.</summary>
    public IEnumerable<Step> Preparations()
    {
        yield return new("restore, as locked", stop => CheckAsync("restore", ["restore", Repository.Solution, "-p:RestoreLockedMode=true", "-v", "quiet"], stop));
        yield return new("build, warnings are errors", stop =>
            CheckAsync("build", ["build", Repository.Solution, "-c", "Release", "--no-restore", "-v", "quiet", "-nologo"], stop));
        foreach (var folder in NodeFolders.Where(folder => File.Exists(Path.Combine(Repository.PathOf(folder), "package-lock.json"))))
            yield return new($"node packages of {folder}", stop => InstallAsync(folder, stop));
        yield return new("browser", async stop =>
        {
            await Chromium.EnsureAsync(static _ => { }, stop);
            return Outcome.Nothing;
        });
    }

    /// <summary>What can run beside each other, the longest first: whoever is free takes the next, and nobody is left with a long one at the end.</summary>
    public IEnumerable<Step> Checks()
    {
        var projects = TestProjects().ToDictionary(project => Path.GetRelativePath(Repository.Root, Path.GetDirectoryName(project)!));
        var shorter = projects.Keys.Except(LongProjects).ToList();
        foreach (var folder in LongProjects)
            yield return TestsOf(folder);
        foreach (var suite in NodeSuites)
            yield return new($"node --test {suite}", stop => NodeTestAsync(suite, stop));
        if (filter is null)
            yield return new("format", FormatAsync);
        foreach (var folder in shorter)
            yield return TestsOf(folder);

        Step TestsOf(string folder) => new($"dotnet test {folder}", stop => DotnetTestAsync(projects[folder], stop));
    }

    private static IEnumerable<string> TestProjects() => Directory
        .EnumerateFiles(Repository.PathOf("tests"), "*.csproj", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 2 })
        .Where(project => !project.Contains("node_modules", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal);

    private async Task<Outcome> CheckAsync(string name, string[] arguments, CancellationToken stop)
    {
        var (exitCode, tail) = await RunAsync("dotnet", arguments, name, stop);
        return exitCode == 0 ? Outcome.Pass : Outcome.Fail(name, Faults(tail));
    }

    /// <summary>What the build doesn't look at: ends of files and lines, and the order of usings, which comes with any rule of style. All rules are the build's.</summary>
    private async Task<Outcome> FormatAsync(CancellationToken stop)
    {
        foreach (string[] part in new string[][] { ["whitespace", Repository.Solution], ["style", Repository.Solution, "--diagnostics", "IDE0055"] })
        {
            if (await CheckAsync($"format-{part[0]}", ["format", .. part, "--verify-no-changes", "--no-restore"], stop) is { Failures.Count: > 0 } fault)
                return fault;
        }
        return Outcome.Pass;
    }

    private static async Task<Outcome> InstallAsync(string folder, CancellationToken stop)
    {
        await NodePackages.EnsureAsync(Repository.PathOf(folder), static _ => { }, stop);
        return Outcome.Nothing;
    }

    private async Task<Outcome> DotnetTestAsync(string project, CancellationToken stop)
    {
        var name = Path.GetFileNameWithoutExtension(project);
        var results = Path.Combine(resultsFolder, $"{name}.trx");
        string[] only = filter is null ? [] : ["--filter", $"FullyQualifiedName~{filter}"];
        var (exitCode, tail) = await RunAsync(
            "dotnet",
            ["test", project, "-c", "Release", "--no-build", "--nologo", "--logger", $"trx;LogFileName={results}", .. only], name, stop);
        var outcome = File.Exists(results) ? Trx.Read(XDocument.Load(results)) : Outcome.Nothing;
        return Judge(name, outcome, exitCode, tail);
    }

    private async Task<Outcome> NodeTestAsync(string suite, CancellationToken stop)
    {
        var folder = Repository.PathOf(suite);
        var files = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.test.mjs").Order(StringComparer.Ordinal).ToArray() : [];
        if (files.Length == 0)
            return Outcome.Fail(suite, "holds no *.test.mjs");
        var data = Directory.CreateTempSubdirectory("integrationhub-test-").FullName;
        // Where a test may receive what a Subscription sends.
        var hook = $"http://127.0.0.1:{FreePort.Next()}/hook";
        try
        {
            // HUB_NOW and the like of the developer's shell would make the run depend on who starts it.
            await using var hub = await LocalHub.StartAsync(
                LocalSettings.OnFreePorts(data),
                [
                    new("HUB_NOW", null), new("HUB_ALERT_WEBHOOK", null), new("HUB_POLICY", null), new("HUB_TERMINOLOGY", null),
                    new("HUB_SUBSCRIPTION_ENDPOINTS", hook),
                ],
                stop);
            return await RunNodeAsync(suite, files, hub, hook, stop);
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    private async Task<Outcome> RunNodeAsync(string suite, string[] files, LocalHub hub, string hook, CancellationToken stop)
    {
        var name = suite.Replace('/', '-');
        var results = Path.Combine(resultsFolder, $"{name}.jsonl");
        string[] only = filter is null ? [] : ["--test-name-pattern", filter];
        var data = hub.Settings.DataFolder;
        var (exitCode, tail) = await RunAsync(
            "node",
            ["--test", "--test-reporter", new Uri(Path.Combine(AppContext.BaseDirectory, "Tests", "node-reporter.mjs")).AbsoluteUri,
                "--test-reporter-destination", results, .. only, .. files],
            name, stop,
            [
                new("HUB_URL", hub.Address.ToString().TrimEnd('/')),
                new("HUB_TOKEN_SOCIAL_CARE", Tokens.Issue(data, "social-care")),
                new("HUB_TOKEN_HEALTH", Tokens.Issue(data, "health")),
                new("HUB_TOKEN_OPERATIONS", Tokens.Issue(data, "operations")),
                new("HUB_TOKEN_DESIGNATED_DOCTOR", Tokens.Issue(data, "designated-doctor")),
                new("HUB_TOKEN_MANAGER", Tokens.Issue(data, "manager")),
                new("AZURE_CONNECTION_STRING", hub.StorageConnectionString),
                new("HUB_HOOK", hook),
            ]);
        var outcome = File.Exists(results) ? NodeResults.Read(File.ReadLines(results), filter is not null) : Outcome.Nothing;
        return Judge(suite, outcome, exitCode, tail);
    }

    /// <summary>What the results file can't say: a crashed run, and one that ran nothing.</summary>
    private Outcome Judge(string name, Outcome outcome, int exitCode, string tail)
    {
        if (exitCode != 0 && outcome.Failures.Count == 0)
            return outcome with { Failures = [new Failure(name, $"ended with code {exitCode}:\n{tail}")] };
        var ranNothing = outcome.Passed + outcome.Failures.Count == 0;
        return ranNothing && filter is null ? Outcome.Fail(name, $"ran no test:\n{tail}") : outcome;
    }

    private async Task<(int ExitCode, string Tail)> RunAsync(
        string program, string[] arguments, string logName, CancellationToken stop, IEnumerable<KeyValuePair<string, string?>>? environment = null)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(stop);
        bound.CancelAfter(StepBound);
        var log = Path.Combine(resultsFolder, $"{logName}.log");
        try
        {
            return await Work.RunAsync(program, arguments, bound.Token, environment, log);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return (-1, $"didn't end within {StepBound.TotalMinutes:0} minutes and was killed; see {log}");
        }
    }

    // A build says each fault twice and much else besides.
    private static string Faults(string tail)
    {
        var faults = tail.Split('\n').Where(line => line.Contains("error", StringComparison.OrdinalIgnoreCase)).Select(line => line.Trim()).Distinct().ToList();
        return faults.Count == 0 ? tail : string.Join('\n', faults);
    }
}
