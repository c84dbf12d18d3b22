using IntegrationHub.LocalStack;
using IntegrationHub.Tools.Hub.Local;

namespace IntegrationHub.Tools.Hub.Commands;

/// <summary>`./hub screens`: a picture of every page, as wide as a screen and as a phone, from a hub with invented cases.</summary>
internal static class ScreensCommand
{
    public static async Task<int> RunAsync(Arguments arguments, CancellationToken stop)
    {
        const string Project = "tests/browser";
        await Chromium.EnsureAsync(Console.WriteLine, stop);
        await Work.BuildAsync(Project, "the pages and their tests", stop);
        var (exitCode, tail) = await Work.RunAsync(
            "dotnet", ["test", Project, "-c", "Release", "--no-build", "--nologo", "--filter", "FullyQualifiedName~AccessibilityTests"], stop);
        Console.WriteLine(exitCode == 0 ? $"The pictures are in {Repository.PathOf(".local", "screens")}" : tail);
        return exitCode == 0 ? 0 : 1;
    }
}
