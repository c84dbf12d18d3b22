namespace IntegrationHub.Browser.Tests;

/// <summary>The system's own Chromium: Playwright's would be fetched from the internet.</summary>
internal static class Chromium
{
    private static readonly string[] Usual = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", @"C:\Program Files\Google\Chrome\Application\chrome.exe"];

    /// <exception cref="InvalidOperationException">There is none.</exception>
    public static string Path => new[] { Environment.GetEnvironmentVariable("HUB_CHROMIUM") }.Concat(Usual).FirstOrDefault(File.Exists)
        ?? throw new InvalidOperationException("No Chromium is here: install it (Debian: apt-get install chromium), or name one by HUB_CHROMIUM.");
}
