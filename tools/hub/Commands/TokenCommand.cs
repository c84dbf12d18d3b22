using IntegrationHub.Functions.Security;
using IntegrationHub.Tools.Hub.Local;

namespace IntegrationHub.Tools.Hub.Commands;

/// <summary>`./hub token`: the token alone on standard output, so that a shell can take it into a variable.</summary>
internal static class TokenCommand
{
    private const int DefaultHours = 12;
    private const int MostHours = 24 * 366;

    public static Task<int> RunAsync(Arguments arguments, CancellationToken stop)
    {
        var persona = arguments.Positional is [var name] ? Personas.Find(name) : null;
        if (persona is null)
            throw new UsageException(
                $"token takes one persona: {string.Join(", ", Personas.All.Select(known => $"{known.Name} (organisation {known.DefaultOrganisation})"))}");
        var lifetime = TimeSpan.FromHours(arguments.Number("hours", DefaultHours, MostHours));
        Console.WriteLine(Tokens.Issue(LocalSettings.FromEnvironment().DataFolder, persona, arguments.Text("org"), lifetime));
        return Task.FromResult(0);
    }
}
