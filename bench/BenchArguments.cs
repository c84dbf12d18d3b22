namespace IntegrationHub.Bench;

/// <summary>What was typed.</summary>
/// <param name="Names">Of measurements; none means all.</param>
/// <param name="Published">Where the programs were published; null for their builds.</param>
/// <param name="Out">Where the files of the run go.</param>
internal sealed record BenchArguments(IReadOnlyList<string> Names, bool IsShort, string? Published, string? Out)
{
    /// <param name="fault">What is wrong with it, a sentence.</param>
    public static bool TryParse(string[] typed, out BenchArguments arguments, out string fault)
    {
        (arguments, fault) = (new BenchArguments([], false, null, null), "");
        var names = new List<string>();
        for (var at = 0; at < typed.Length; at++)
            if (typed[at] == "--short")
                arguments = arguments with { IsShort = true };
            else if (typed[at] is "--published" or "--out" && at + 1 < typed.Length)
                arguments = typed[at] == "--out" ? arguments with { Out = typed[++at] } : arguments with { Published = typed[++at] };
            else if (BenchList.Names.Contains(typed[at]))
                names.Add(typed[at]);
            else
                fault = $"{typed[at]} is no measurement and no option.";
        arguments = arguments with { Names = names.Count == 0 ? BenchList.Names : names };
        return fault.Length == 0;
    }
}
