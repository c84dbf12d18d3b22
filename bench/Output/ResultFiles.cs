using System.Text.Encodings.Web;
using System.Text.Json;

namespace IntegrationHub.Bench.Output;

/// <summary>What a run leaves: the figures for programs, and the picture.</summary>
internal static class ResultFiles
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <returns>The files.</returns>
    public static IReadOnlyList<string> Write(string folder, IReadOnlyList<string> about, IReadOnlyList<BenchResult> results)
    {
        Directory.CreateDirectory(folder);
        var (figures, picture) = (Path.Combine(folder, "bench.json"), Path.Combine(folder, "bench.svg"));
        File.WriteAllText(figures, JsonSerializer.Serialize(new { about, results }, Json) + "\n");
        Picture.Draw("IntegrationHub: what ./hub bench measured", about, results.SelectMany(result => result.Bars)).Save(picture);
        return [figures, picture];
    }
}
