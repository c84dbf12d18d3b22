using System.Text.Json;

namespace IntegrationHub.Tools.Hub.Tests;

/// <summary>The lines that node-reporter.mjs writes.</summary>
public static class NodeResults
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    /// <param name="filtered">True when a name pattern was given: what it leaves out is reported as skipped and doesn't count.</param>
    public static Outcome Read(IEnumerable<string> lines, bool filtered = false)
    {
        var tests = lines.Select(line => JsonSerializer.Deserialize<Line>(line, Web)!).ToLookup(test => test.Outcome);
        return new Outcome(
            tests["passed"].Count(),
            [.. tests["failed"].Select(test => new Failure(NameOf(test), test.Message)), .. filtered ? [] : tests["skipped"].Select(test => Outcome.Skipped(NameOf(test)))]);
    }

    private static string NameOf(Line test) => $"{Path.GetFileName(test.File)}: {test.Name}";

    private sealed record Line(string Name, string File, string Outcome, string Message);
}
