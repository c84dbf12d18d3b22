namespace IntegrationHub.LocalStack;

/// <summary>Where things lie in the checkout that the running program was built from.</summary>
public static class Repository
{
    public const string Solution = "IntegrationHub.sln";

    /// <summary>Absolute path of the folder that holds the solution.</summary>
    public static string Root { get; } = Find();

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>Where `dotnet build` leaves the hub: the native host where there is one, the assembly otherwise.</summary>
    public static string HubExecutable(string configuration = "Release") =>
        HubExecutableIn(PathOf("functions", "bin", configuration, "net10.0"));

    public static string HubExecutableIn(string folder)
    {
        var host = Path.Combine(folder, OperatingSystem.IsWindows() ? "IntegrationHub.exe" : "IntegrationHub");
        return File.Exists(host) ? host : Path.Combine(folder, "IntegrationHub.dll");
    }

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, Solution)))
                return folder.FullName;
        throw new LocalStackException($"{Solution} was found in no folder above {AppContext.BaseDirectory}");
    }
}
