using IntegrationHub.LocalStack;
using IntegrationHub.Tools.Hub.Operations;

namespace IntegrationHub.Tools.Hub.Commands;

/// <summary>`./hub check`: does what is stored agree? Exit code 1 when something is left that isn't mended.</summary>
internal static class CheckCommand
{
    public static async Task<int> RunAsync(Arguments arguments, CancellationToken stop)
    {
        if (arguments.Positional.Count > 0)
            throw new UsageException("check takes --mend, --hub and --token only");
        using var hub = OperationsHub.Of(arguments);
        var path = $"hub/operations/check?mend={(arguments.Has("mend") ? "true" : "false")}";
        var answer = await hub.AskAsync(HttpMethod.Post, path, null, "compares all that it stores", stop)
            ?? throw new LocalStackException($"no hub answers at {hub.Address}");
        Console.WriteLine(StorageCheckTable.Of(answer, hub.Address));
        return (int)answer["found"]! == (int)answer["mended"]! ? 0 : 1;
    }
}
