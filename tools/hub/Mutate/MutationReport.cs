using System.Text.Json.Nodes;

namespace IntegrationHub.Tools.Hub.Mutate;

/// <summary>A change of the product that no test noticed.</summary>
public sealed record Survivor(string File, int Line, string Mutator, string Replacement);

/// <summary>What a mutation run came to, read from its report (mutation-testing-report-schema).</summary>
/// <param name="Killed">Changes that made a test fail, or never end.</param>
/// <param name="Survivors">Changes that no test noticed, those that no test reaches among them.</param>
public sealed record MutationReport(int Killed, IReadOnlyList<Survivor> Survivors)
{
    /// <summary>Percent; the same figure as the threshold `break` of tests/domain/stryker-config.json.</summary>
    public const int LeastScore = 85;

    /// <summary>Percent of the changes that a test noticed; 0 when nothing was changed.</summary>
    public double Score => Killed + Survivors.Count == 0 ? 0 : 100.0 * Killed / (Killed + Survivors.Count);

    public static MutationReport Read(JsonNode report)
    {
        var mutants = report["files"]!.AsObject()
            .SelectMany(file => file.Value!["mutants"]!.AsArray().Select(mutant => (File: file.Key, Mutant: mutant!)))
            .ToLookup(one => one.Mutant["status"]!.GetValue<string>());
        return new MutationReport(
            mutants["Killed"].Count() + mutants["Timeout"].Count(),
            [.. mutants["Survived"].Concat(mutants["NoCoverage"]).Select(one => new Survivor(
                one.File, one.Mutant["location"]!["start"]!["line"]!.GetValue<int>(),
                one.Mutant["mutatorName"]!.GetValue<string>(), one.Mutant["replacement"]?.GetValue<string>() ?? ""))]);
    }
}
