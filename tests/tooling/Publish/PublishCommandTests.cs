using System.IO.Compression;
using System.Runtime.Versioning;
using IntegrationHub.LocalStack;
using IntegrationHub.Tools.Hub;
using IntegrationHub.Tools.Hub.Publish;

namespace IntegrationHub.Tooling.Tests.Publish;

/// <summary>`./hub publish` as far as nothing is compiled.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class PublishCommandTests
{
    [Fact]
    public async Task What_is_no_published_hub_is_not_replaced()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["integrationhub"]);
        await File.WriteAllTextAsync(folder["integrationhub/thesis.txt"], "The only copy.");

        await Assert.ThrowsAsync<LocalStackException>(() => CommandList.RunAsync(["publish", folder.FullName], CancellationToken.None));
        await Assert.ThrowsAsync<UsageException>(() => CommandList.RunAsync(["publish", folder.FullName, "--broker", "pigeon"], CancellationToken.None));
        await Assert.ThrowsAsync<UsageException>(() => CommandList.RunAsync(["publish"], CancellationToken.None));

        Assert.True(File.Exists(folder["integrationhub/thesis.txt"]));
    }

    [Fact]
    public void A_zip_that_was_written_on_Windows_keeps_the_modes()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["app/One"]);
        File.WriteAllText(folder["app/run"], "#!/bin/sh\n");
        File.WriteAllText(folder["app/One/function.json"], "{}");
        ZipPackage.Write(folder["app"], folder["app.zip"], "run");
        var bytes = File.ReadAllBytes(folder["app.zip"]);
        foreach (var at in Headers(bytes))
        {
            Assert.Equal(3, bytes[at + 5]);
            bytes[at + 5] = 0;
        }

        File.WriteAllBytes(folder["app.zip"], bytes);
        ZipPackage.MarkAsUnix(folder["app.zip"]);

        Assert.Equal([3, 3], Headers(File.ReadAllBytes(folder["app.zip"])).Select(at => (int)File.ReadAllBytes(folder["app.zip"])[at + 5]));
        ZipFile.ExtractToDirectory(folder["app.zip"], folder["unpacked"]);
        Assert.Equal([ZipPackage.ModeOf(true), ZipPackage.ModeOf(false)], new[] { "run", "One/function.json" }.Select(file => File.GetUnixFileMode(folder[$"unpacked/{file}"])));
    }

    private static IEnumerable<int> Headers(byte[] zip) =>
        Enumerable.Range(0, zip.Length - 4).Where(at => zip[at] == 'P' && zip[at + 1] == 'K' && zip[at + 2] == 1 && zip[at + 3] == 2);
}
