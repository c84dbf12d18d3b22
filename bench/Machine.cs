using System.Runtime.InteropServices;

namespace IntegrationHub.Bench;

/// <summary>What the figures were measured on.</summary>
internal static class Machine
{
    private const string CpuInfo = "/proc/cpuinfo";

    public static string Describe() =>
        $"{Environment.ProcessorCount} cores, {Cpu()}, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}, {Build()}";

    private static string Cpu()
    {
        if (!File.Exists(CpuInfo))
            return RuntimeInformation.ProcessArchitecture.ToString();
        var model = File.ReadLines(CpuInfo).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal));
        return model is null ? RuntimeInformation.ProcessArchitecture.ToString() : model[(model.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
    }

    private static string Build() =>
#if DEBUG
        "Debug build: no figures to quote";
#else
        "Release build";
#endif
}
