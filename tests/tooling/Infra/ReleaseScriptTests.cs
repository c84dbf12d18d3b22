using System.Diagnostics;
using IntegrationHub.LocalStack;

namespace IntegrationHub.Tooling.Tests.Infra;

/// <summary>infra/release.sh against a stand-in for `az` that keeps blobs as files.</summary>
public sealed class ReleaseScriptTests : IDisposable
{
    private const string Az = """
        #!/usr/bin/env bash
        set -euo pipefail
        echo "$*" >>"$FAKE/calls"
        argument() { local name=$1; shift; while [ $# -gt 0 ]; do [ "$1" = "$name" ] && { echo "$2"; return; }; shift; done; }
        file=$FAKE/$(argument --name "$@" | tr / _)
        case "$1 $2 ${3:-}" in
          "storage blob exists") [ -f "$file" ] && echo true || echo false ;;
          "storage blob upload")
            cp "$(argument --file "$@")" "$file"
            : >"$file.said"
            for word in "$@"; do case $word in release=* | before=*) echo "$word" >>"$file.said" ;; esac; done ;;
          "storage blob download") cp "$file" "$(argument --file "$@")" ;;
          "storage blob metadata") sed -n "s/^$(argument --query "$@")=//p" "$file.said" ;;
          "account show --query") echo a-subscription ;;
        esac
        """;

    private readonly TemporaryFolder folder = new();

    public ReleaseScriptTests()
    {
        Directory.CreateDirectory(folder["bin"]);
        File.WriteAllText(folder["bin/az"], Az.ReplaceLineEndings("\n"));
        File.WriteAllText(folder["package.zip"], "");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(folder["bin/az"], UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    [Fact]
    public async Task A_package_goes_in_and_the_one_before_comes_back()
    {
        Assert.Equal((0, "hub runs one; before it ran nothing.\n"), await PutAsync("one"));
        Assert.Equal((0, "hub runs two; before it ran one.\n"), await PutAsync("two"));
        Assert.Equal((0, "two\n"), await RunAsync("which"));
        Assert.Equal("content of two", await File.ReadAllTextAsync(folder["released-package.zip"]));

        Assert.Equal((0, "hub runs one; before it ran two.\n"), await RunAsync("back"));
        Assert.Equal("content of one", await File.ReadAllTextAsync(folder["released-package.zip"]));

        var calls = await File.ReadAllLinesAsync(folder["calls"]);
        Assert.Contains("sites/hub/syncfunctiontriggers", calls[^2], StringComparison.Ordinal);
        Assert.StartsWith("functionapp restart --name hub --resource-group rg", calls[^1], StringComparison.Ordinal);
        Assert.All(calls.Where(call => call.StartsWith("storage", StringComparison.Ordinal)), call => Assert.Contains("--auth-mode login", call, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_same_package_twice_does_not_hide_the_one_before()
    {
        await PutAsync("one");
        await PutAsync("two");
        await PutAsync("two");

        Assert.Equal((0, "hub runs one; before it ran two.\n"), await RunAsync("back"));
    }

    [Fact]
    public async Task A_release_that_is_named_and_one_that_is_not_there()
    {
        await PutAsync("one");
        await PutAsync("two");
        await PutAsync("three");

        Assert.Equal((0, "hub runs one; before it ran three.\n"), await RunAsync("back", "one"));
        var (code, said) = await RunAsync("back", "nought");
        Assert.Equal(1, code);
        Assert.Contains("no longer kept", said, StringComparison.Ordinal);
        Assert.Equal("content of one", await File.ReadAllTextAsync(folder["released-package.zip"]));
    }

    [Theory]
    [InlineData(2, "usage")]
    [InlineData(2, "takes a package", "put", "package.zip")]
    [InlineData(2, "no name of a release", "put", "package.zip", "../x")]
    [InlineData(1, "isn't there", "put", "other.zip", "one")]
    [InlineData(1, "no release before", "back")]
    public async Task What_was_typed_wrong_is_said(int exitCode, string said, params string[] typed)
    {
        var (code, output) = await RunAsync(typed);

        Assert.Contains(said, output, StringComparison.Ordinal);
        Assert.Equal(exitCode, code);
    }

    public void Dispose() => folder.Dispose();

    private async Task<(int Code, string Said)> PutAsync(string release)
    {
        await File.WriteAllTextAsync(folder["package.zip"], $"content of {release}");
        return await RunAsync("put", "package.zip", release);
    }

    private async Task<(int Code, string Said)> RunAsync(params string[] typed)
    {
        var start = new ProcessStartInfo("bash", [Repository.PathOf("infra", "release.sh"), .. typed])
        {
            WorkingDirectory = folder.FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PATH"] = $"{folder["bin"]}{Path.PathSeparator}{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["FAKE"] = folder.FullName;
        (start.Environment["APP"], start.Environment["RESOURCE_GROUP"], start.Environment["STORAGE"]) = ("hub", "rg", "account");
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await error);
    }
}
