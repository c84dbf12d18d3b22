using IntegrationHub.LocalStack;
using IntegrationHub.Tools.Hub.Local;

namespace IntegrationHub.Tools.Hub.Commands;

/// <summary>`./hub screens`: a picture of every page, as wide as a screen and as a phone, from a hub with invented cases, and anew the three that the README shows.</summary>
internal static class ScreensCommand
{
    /// <summary>As they are called in the README: the top of these pages, as a screen shows it.</summary>
    private static readonly string[] InReadme = ["worklist", "case-health", "timeliness"];

    public static async Task<int> RunAsync(Arguments arguments, CancellationToken stop)
    {
        const string Project = "tests/browser";
        await Chromium.EnsureAsync(Console.WriteLine, stop);
        await Work.BuildAsync(Project, "the pages and their tests", stop);
        var (exitCode, tail) = await Work.RunAsync(
            "dotnet", ["test", Project, "-c", "Release", "--no-build", "--nologo", "--filter", "FullyQualifiedName~AccessibilityTests"], stop);
        if (exitCode != 0)
        {
            Console.WriteLine(tail);
            return 1;
        }

        foreach (var name in InReadme)
            File.Copy(Repository.PathOf(".local", "screens", $"{name}-top.png"), Path.Combine(Directory.CreateDirectory(Repository.PathOf("docs", "screens")).FullName, $"{name}.png"), overwrite: true);
        Console.WriteLine($"The pictures are in {Repository.PathOf(".local", "screens")}; docs/screens has the three of the README");
        return 0;
    }
}
