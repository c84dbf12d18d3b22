using System.Text.RegularExpressions;

namespace IntegrationHub.Functions.Hosting;

/// <summary>
/// Names that a sender gave to members and parameters, as far as a refusal repeats them. A sender may have put a person into one (a map by NHS number, a query that
/// was cut in the wrong place), and by queue a refusal goes on to whoever reads the events.
/// </summary>
public static partial class SentNames
{
    /// <summary>The name when it looks like one that a developer chose; three full stops otherwise.</summary>
    public static string Showable(string name) => Chosen().IsMatch(name) ? name : "...";

    /// <summary>One word of at most 40 characters, with no more digits in a row than a version or a line of an address has.</summary>
    [GeneratedRegex(@"^(?!.*[0-9]{4})[A-Za-z_$][A-Za-z0-9_.:-]{0,39}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Chosen();
}
