using IntegrationHub.LocalStack;

namespace IntegrationHub.Bench.Kit;

/// <summary>The programs that are started: as they are published, or as they were built when nothing was published.</summary>
/// <param name="Folder">Holds a folder for each; null for the builds.</param>
internal sealed record Programs(string? Folder)
{
    public bool ArePublished => Folder is not null;

    public string Hub => Published("hub", "IntegrationHub") ?? HubBuild;

    public string Floor => Published("floor", "IntegrationHub.Bench.Floor") ?? Built("floor", "IntegrationHub.Bench.Floor");

    public string Bare => Published("bare", "IntegrationHub.Bench.Bare") ?? Built("bare", "IntegrationHub.Bench.Bare");

    /// <summary>Not compiled ahead of time.</summary>
    public static string HubBuild => Repository.HubExecutable();

    public string Describe => ArePublished ? "published: self-contained, ReadyToRun, one file" : "Release build, not precompiled";

    private string? Published(string folder, string program) => Folder is null ? null : Path.Combine(Folder, folder, program);

    private static string Built(string folder, string program) => Repository.PathOf("bench", folder, "bin", "Release", "net10.0", program);
}
