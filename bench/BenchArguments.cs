using System.Globalization;

namespace IntegrationHub.Bench;

/// <summary>What was typed.</summary>
/// <param name="Names">Of measurements; none means all.</param>
/// <param name="Published">Where the programs were published; null for their builds.</param>
/// <param name="Out">Where the files of the run go.</param>
/// <param name="IsForGuide">The figures go into docs/performance.md too.</param>
/// <param name="Rounds">Fewer, for a quick look; null for as many as the figures need.</param>
internal sealed record BenchArguments(IReadOnlyList<string> Names, bool IsShort, string? Published, string? Out, int? Rounds, bool IsForGuide)
{
    private const int MostRounds = 100;

    public Scale Scale => IsShort ? Scale.Short : Rounds is { } rounds ? Scale.Full with { Rounds = rounds } : Scale.Full;

    /// <param name="fault">What is wrong with it, a sentence.</param>
    public static bool TryParse(string[] typed, out BenchArguments arguments, out string fault)
    {
        (arguments, fault) = (new BenchArguments([], false, null, null, null, false), "");
        var names = new List<string>();
        for (var at = 0; at < typed.Length; at++)
            if (typed[at] == "--short")
                arguments = arguments with { IsShort = true };
            else if (typed[at] == "--docs")
                arguments = arguments with { IsForGuide = true };
            else if (typed[at] is "--published" or "--out" && at + 1 < typed.Length)
                arguments = typed[at] == "--out" ? arguments with { Out = typed[++at] } : arguments with { Published = typed[++at] };
            else if (typed[at] == "--rounds" && at + 1 < typed.Length && int.TryParse(typed[at + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var rounds) && rounds is > 0 and <= MostRounds)
                (arguments, at) = (arguments with { Rounds = rounds }, at + 1);
            else if (BenchList.Names.Contains(typed[at]))
                names.Add(typed[at]);
            else
                fault = $"{typed[at]} is no measurement and no option.";
        if (arguments is { IsForGuide: true } && (arguments.IsShort || names.Count > 0))
            fault = "--docs goes with all measurements in full.";
        arguments = arguments with { Names = names.Count == 0 ? BenchList.Names : names };
        return fault.Length == 0;
    }
}
