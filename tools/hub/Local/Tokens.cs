using IntegrationHub.Functions.Security;

namespace IntegrationHub.Tools.Hub.Local;

internal static class Tokens
{
    /// <summary>A token that the local hub over this data folder accepts.</summary>
    public static string Issue(string dataFolder, Persona persona, string? organisation, TimeSpan lifetime) => LocalTokens.Issue(
        LocalTokens.LoadOrCreateKey(LocalTokens.KeyPath(dataFolder)),
        persona, organisation ?? persona.DefaultOrganisation, $"local-{persona.Name}", TimeProvider.System.GetUtcNow(), lifetime);

    /// <inheritdoc cref="Issue(string, Persona, string?, TimeSpan)"/>
    public static string Issue(string dataFolder, string persona) =>
        Issue(dataFolder, Personas.Find(persona)!, null, TimeSpan.FromHours(12));
}
