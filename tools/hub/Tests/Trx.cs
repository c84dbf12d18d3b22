using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace IntegrationHub.Tools.Hub.Tests;

/// <summary>The results file that `dotnet test` writes.</summary>
public static partial class Trx
{
    private static readonly XNamespace Ns = "http://microsoft.com/schemas/VisualStudio/TeamTest/2010";

    public static Outcome Read(XDocument results)
    {
        var tests = results.Descendants(Ns + "UnitTestResult").ToLookup(test => (string?)test.Attribute("outcome") ?? "");
        var failures = tests
            .Where(group => group.Key != "Passed")
            .SelectMany(group => group.Select(test => group.Key == "NotExecuted" ? Outcome.Skipped(NameOf(test)) : FailureOf(test)));
        return new Outcome(tests["Passed"].Count(), [.. failures])
        {
            CrashPoints = results.Descendants(Ns + "StdOut").SelectMany(output => CrashPointsSaid().Matches(output.Value)).Sum(said => int.Parse(said.Groups[1].Value, CultureInfo.InvariantCulture)),
        };
    }

    [GeneratedRegex(@"^(\d+) crash points:", RegexOptions.Multiline)]
    private static partial Regex CrashPointsSaid();

    private static string NameOf(XElement test) => (string?)test.Attribute("testName") ?? "unnamed test";

    private static Failure FailureOf(XElement test)
    {
        var error = test.Element(Ns + "Output")?.Element(Ns + "ErrorInfo");
        return new Failure(NameOf(test), $"{(string?)error?.Element(Ns + "Message")}\n{(string?)error?.Element(Ns + "StackTrace")}".Trim());
    }
}
