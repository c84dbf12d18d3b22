using IntegrationHub.Tools.Hub.Local;

namespace IntegrationHub.Tools.Hub.Simulate;

/// <summary>A simulated year in counts, and every difference with the child's story.</summary>
internal static class YearReport
{
    public static void Print(YearResult result)
    {
        var cases = result.Plan.Cases.Where(course => course.CaseId is not null).ToList();
        var dates = cases.SelectMany(course => Expected.Dates(course.Known, result.LastDay)).ToList();
        Console.WriteLine($"\n{"Children",-34}{cases.Count,6}");
        Print("Pathways", cases.Select(course => Expected.Pathway(course.Known)));
        Print("Cases by status", cases.Select(course => Expected.Status(course.Known)));
        Print("Key dates by state", dates.Select(date => date.State));
        Print("Alerts by level", cases.SelectMany(course => course.Alerts.All.Values).Select(alert => $"level {alert.Step.Level}, {(alert.IsOpen ? "open" : "resolved")}"));
        Print("Reviews by outcome", cases.SelectMany(course => ExpectedReviews.Of(course.Known)).Select(review => review.Outcome));
        Console.WriteLine($"\n{result.Plan.Outages.Count} days of outage; {result.Player.Requests} requests, {result.Player.Repeats} of them repeats, in {result.Player.Elapsed.TotalSeconds:0.0} s");
        foreach (var refused in result.Player.Refused)
            Console.WriteLine($"  refused: {refused}");
        foreach (var difference in Differences(result))
            Console.WriteLine(difference);
        Console.WriteLine($"{result.Compared} values compared; {result.Differences.Sum(one => one.Found.Count)} differ, of {result.Differences.Count} children");
    }

    /// <summary>One text for each child about whom there is disagreement.</summary>
    public static IEnumerable<string> Differences(YearResult result) => result.Differences.Select(one => string.Join('\n',
    [
        $"\n{one.Course.Child.LocalId} ({one.Course.CaseId}), born {Json.Date(one.Course.Child.DateOfBirth)}",
        .. one.Found.Select(found => $"  DIFFERS {found}"),
        .. one.Course.Story.Select(told => $"    {told}"),
    ]));

    private static void Print(string title, IEnumerable<string> values)
    {
        Console.WriteLine(title);
        foreach (var (name, count) in values.CountBy(value => value).OrderBy(count => count.Key, StringComparer.Ordinal))
            Console.WriteLine($"  {name,-32}{count,6}");
    }
}
