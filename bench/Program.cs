using System.Globalization;
using IntegrationHub.Bench;

var wanted = args.Length == 0 ? Measurements.All : [.. Measurements.All.Where(measurement => measurement.Name == args[0])];
if (args.Length > 1 || wanted.Count == 0)
{
    Console.Error.WriteLine($"Usage: bench [{string.Join(" | ", Measurements.All.Select(measurement => measurement.Name))}]");
    return 2;
}
Console.WriteLine(Machine.Describe());
Report.Write(wanted.Select(Rounds.Full.Measure), Console.Out, CultureInfo.InvariantCulture);
return 0;
