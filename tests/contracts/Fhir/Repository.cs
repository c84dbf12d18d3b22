namespace IntegrationHub.Contracts.Tests.Fhir;

internal static class Repository
{
    public static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    private static string FindRoot(string folder) =>
        File.Exists(Path.Combine(folder, "IntegrationHub.sln")) ? folder : FindRoot(Directory.GetParent(folder)!.FullName);
}
