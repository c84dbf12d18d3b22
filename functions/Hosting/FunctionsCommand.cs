using System.Text.Encodings.Web;
using System.Text.Json;
using IntegrationHub.Functions.Messaging;

namespace IntegrationHub.Functions.Hosting;

/// <summary>
/// What the app does for publishing without starting: <c>functions FOLDER BROKER</c> writes <c>{FOLDER}/{function}/function.json</c> for every function of the catalogue.
/// </summary>
public static class FunctionsCommand
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <returns>The exit code, or null when the arguments aren't this command and the app starts.</returns>
    public static async Task<int?> Run(string[] arguments)
    {
        if (arguments is not ["functions", var folder, var broker])
        {
            return null;
        }

        if (!Brokers.All.Contains(broker))
        {
            await Console.Error.WriteLineAsync($"The broker must be one of {string.Join(" and ", Brokers.All)}.");
            return 1;
        }

        foreach (var entry in FunctionCatalogue.All)
        {
            var file = Path.Combine(Directory.CreateDirectory(Path.Combine(folder, entry.Name)).FullName, "function.json");
            await File.WriteAllTextAsync(file, FunctionBindings.Of(entry, broker).ToJsonString(Json) + "\n");
        }

        return 0;
    }
}
