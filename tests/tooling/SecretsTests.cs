using System.Text.RegularExpressions;
using IntegrationHub.LocalStack;
using IntegrationHub.Tools.Hub.Sbom;

namespace IntegrationHub.Tooling.Tests;

/// <summary>No secret stands in the repository: settings that are secret are references to a vault.</summary>
public sealed partial class SecretsTests
{
    /// <summary>The account key of the storage emulator, published by Microsoft: the same on every machine, and it opens nothing else.</summary>
    private const string AzuriteKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private static readonly string[] Text = [".cs", ".mjs", ".cjs", ".js", ".json", ".md", ".http", ".csproj", ".props", ".sln", ".yml", ".yaml", ".cmd", ".txt", ".bicep", ""];

    // Hashes of packages look like keys; they are public.
    private static readonly string[] LockFiles = ["packages.lock.json", "package-lock.json"];

    [Fact]
    public void Nothing_in_the_repository_looks_like_a_secret()
    {
        var found = PackageReader.Find(Repository.Root, "*")
            .Where(file => Text.Contains(Path.GetExtension(file)) && !LockFiles.Contains(Path.GetFileName(file)))
            .SelectMany(file => Look(File.ReadAllText(file)).Select(what => $"{Path.GetRelativePath(Repository.Root, file)}: {what}"))
            .ToList();

        Assert.True(found.Count == 0, string.Join('\n', found));
    }

    [Theory]
    [InlineData("a private key", "-----BEGIN RSA PRIVATE", " KEY-----")]
    [InlineData("an account key", "DefaultEndpointsProtocol=https;AccountName=x;AccountKey=", "aGVsbG8gd29ybGQgaGVsbG8gd29ybGQgaGVsbG8gd29ybGQgaGVsbG8gd29ybGQ=")]
    [InlineData("a key of Service Bus or a signature", "Endpoint=sb://x/;SharedAccessKey", "=aGVsbG8gd29ybGQgaGVsbG8gd29ybGQ=")]
    [InlineData("a private JWK", "{\"kty\":\"RSA\",\"d\":", "\"c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0\"")]
    [InlineData("a token", "eyJhbGciOiJSUzI1NiJ9", ".eyJzdWIiOiJ4In0xxxxxxxxxxxx.c2lnbmF0dXJlc2lnbmF0dXJlc2lnbmF0dXJl")]
    [InlineData("64 bytes of base64", "key = \"Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6", "IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGA==\"")]
    [InlineData("a signed address", "https://x.blob.core.windows.net/c?sv=2024-01-01&sig=", "aGVsbG8gd29ybGQgaGVsbG8gd29ybGQ%3D")]
    [InlineData("a key of a service", "ghp_", "abcdefghijklmnopqrstuvwxyz0123456789")]
    public void What_looks_like_a_secret_is_seen(string what, string begin, string end) => Assert.Contains(what, Look(begin + end));

    [Fact]
    public void The_published_key_of_the_emulator_is_not_a_secret() => Assert.Empty(Look($"AccountKey={AzuriteKey};"));

    private static IEnumerable<string> Look(string text)
    {
        var rest = text.Replace(AzuriteKey, "", StringComparison.Ordinal);
        (string What, Regex Form)[] forms =
        [
            ("a private key", PrivateKey()), ("an account key", AccountKey()), ("a key of Service Bus or a signature", SharedAccess()), ("a private JWK", PrivateJwk()),
            ("a token", Jwt()), ("64 bytes of base64", Base64OfAKey()), ("a signed address", SignedAddress()), ("a key of a service", ServiceKey()),
        ];
        return forms.Where(form => form.Form.IsMatch(rest)).Select(form => form.What);
    }

    [GeneratedRegex("-----BEGIN [A-Z ]*PRIVATE KEY-----")]
    private static partial Regex PrivateKey();

    [GeneratedRegex("AccountKey=[A-Za-z0-9+/]{40,}")]
    private static partial Regex AccountKey();

    [GeneratedRegex("SharedAccess(Key|Signature)=[A-Za-z0-9+/%]{20,}")]
    private static partial Regex SharedAccess();

    [GeneratedRegex("\"d\" ?: ?\"[A-Za-z0-9_-]{40,}\"")]
    private static partial Regex PrivateJwk();

    [GeneratedRegex(@"eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{20,}")]
    private static partial Regex Jwt();

    [GeneratedRegex(@"(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{86}==(?![A-Za-z0-9+/=])")]
    private static partial Regex Base64OfAKey();

    [GeneratedRegex("[?&]sig=[A-Za-z0-9%+/]{20,}")]
    private static partial Regex SignedAddress();

    [GeneratedRegex("(gh[pousr]_[A-Za-z0-9]{30,}|AKIA[0-9A-Z]{16}|xox[bap]-[0-9A-Za-z-]{20,}|npm_[A-Za-z0-9]{30,})")]
    private static partial Regex ServiceKey();
}
