using System.Globalization;

namespace IntegrationHub.Bench.Kit;

/// <summary>What Linux says about a process and its children, from <c>/proc</c>.</summary>
internal static class ProcessUsage
{
    // USER_HZ: fixed at 100 for what /proc tells, whatever the kernel's own tick is.
    private const double TicksPerSecond = 100;

    // In /proc/PID/stat, counted from the state behind the name.
    private const int Parent = 1;
    private const int UserTime = 11;
    private const int SystemTime = 12;
    private const int ChildrenUserTime = 13;
    private const int ChildrenSystemTime = 14;

    /// <summary>User and system time of the process, of those that it started and of those that these started.</summary>
    public static TimeSpan ProcessorTime(int process) =>
        TimeSpan.FromSeconds(Family(process).Sum(fields => new[] { UserTime, SystemTime, ChildrenUserTime, ChildrenSystemTime }.Sum(at => Number(fields[at]))) / TicksPerSecond);

    /// <summary>Memory that is in use now, bytes.</summary>
    public static long Resident(int process) => Status(process, "VmRSS:");

    /// <summary>The most memory that was ever in use, bytes.</summary>
    public static long PeakResident(int process) => Status(process, "VmHWM:");

    /// <summary>Takes the memory that is in use now for the peak.</summary>
    public static void ForgetPeak(int process) => File.WriteAllText($"/proc/{process}/clear_refs", "5");

    private static long Status(int process, string name) =>
        (long)Number(File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith(name, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2]) * 1024;

    private static IEnumerable<string[]> Family(int process)
    {
        var all = Directory.EnumerateDirectories("/proc").Select(folder => Path.GetFileName(folder)).Where(name => name.All(char.IsAsciiDigit))
            .Select(name => (Id: int.Parse(name, CultureInfo.InvariantCulture), Fields: Fields(name)))
            .Where(known => known.Fields.Length > ChildrenSystemTime).ToList();
        var wanted = new HashSet<int> { process };
        while (all.Where(known => wanted.Contains((int)Number(known.Fields[Parent]))).Select(known => known.Id).Any(wanted.Add))
        {
        }
        return all.Where(known => wanted.Contains(known.Id)).Select(known => known.Fields);
    }

    /// <summary>Empty when it has ended meanwhile.</summary>
    private static string[] Fields(string process)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{process}/stat");
            return text[(text.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        }
        catch (IOException)
        {
            return [];
        }
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
