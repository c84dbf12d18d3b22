using IntegrationHub.LocalStack;

namespace IntegrationHub.Tools.Hub.Local;

/// <summary>The browser in which pages are tested: the system's own, installed where that can be done.</summary>
internal static class Chromium
{
    /// <summary>Names one that stands elsewhere.</summary>
    public const string Setting = "HUB_CHROMIUM";

    private static readonly string[] Usual =
    [
        "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", @"C:\Program Files\Google\Chrome\Application\chrome.exe",
    ];

    private static bool IsThere => Usual.Append(Environment.GetEnvironmentVariable(Setting) ?? "").Any(File.Exists);

    /// <summary>Installs Debian's where there is none.</summary>
    /// <exception cref="LocalStackException">There is none, and it can't be installed here.</exception>
    public static async Task EnsureAsync(Action<string> report, CancellationToken stop)
    {
        if (IsThere)
            return;
        if (File.Exists("/usr/bin/apt-get") && Environment.UserName == "root")
        {
            report("Installing Chromium (apt-get) ...");
            await Work.RunAsync("apt-get", ["update", "-qq"], stop);
            await Work.RunAsync(
                "apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-liberation"], stop, [new("DEBIAN_FRONTEND", "noninteractive")]);
        }
        if (!IsThere)
            throw new LocalStackException($"The pages are tested in Chromium, and none is here: install it (Debian: apt-get install chromium), or name one by {Setting}.");
    }
}
