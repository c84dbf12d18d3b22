using System.Globalization;
using IntegrationHub.LocalStack;
using IntegrationHub.Tools.Hub.Imports;
using IntegrationHub.Tools.Hub.Operations;

namespace IntegrationHub.Tools.Hub.Commands;

/// <summary>`./hub import FILE...`: takes in what a council's case system emits. Exit code 1 when a child was refused.</summary>
internal static class ImportCommand
{
    public static async Task<int> RunAsync(Arguments arguments, CancellationToken stop)
    {
        if (arguments.Positional.Count == 0)
            throw new UsageException("import takes a file: the daily JSON, SSDA903 XML, or the CSV tables header and episodes");
        if (arguments.Text("since") is { } since && !DateOnly.TryParseExact(since, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
            throw new UsageException("--since takes a date such as 2026-11-02");
        var files = ImportFiles.Read([.. arguments.Positional.Select(LocalHubSettings.TypedPath)]);
        using var hub = OperationsHub.Of(arguments, "social-care", "SocialCare.Notify");
        var import = new ImportRun(hub, files, arguments.Has("dry-run"), arguments.Text("since"));
        var report = await import.RunAsync(stop);
        Console.WriteLine(ImportTable.Of(report, hub.Address));
        return report.Refused == 0 ? 0 : 1;
    }
}
