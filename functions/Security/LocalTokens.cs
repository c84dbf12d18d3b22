using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace IntegrationHub.Functions.Security;

/// <summary>
/// Tokens for a hub on a developer's machine, signed with a key that never leaves it. `./hub token` issues them and
/// a hub in local mode accepts them beside nothing else; a published hub knows neither the issuer nor the key.
/// They live in real time: moving the business clock expires nobody.
/// </summary>
public static class LocalTokens
{
    public const string Issuer = "urn:integrationhub:local";
    public const string Audience = "integration-hub";
    public const string Client = "local-client";

    /// <summary>Of those who signed in to a local hub's pages: no API takes it.</summary>
    public const string PagesAudience = "integration-hub-pages";

    private const int KeyBits = 2048;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Where a local hub and `./hub token` look for the key.</summary>
    /// <param name="dataFolder">`HUB_DATA`.</param>
    public static string KeyPath(string dataFolder) => Path.Combine(dataFolder, "keys", "local-signing-key.json");

    /// <summary>
    /// The RSA key in the JWK file, made on first use: readable by its owner alone, whole or not there at all, and the
    /// same for all when several processes make it at once.
    /// </summary>
    /// <exception cref="IOException">The file can't be read or written.</exception>
    /// <exception cref="JsonException">The file holds something else; delete it to get a new key.</exception>
    public static SecurityKey LoadOrCreateKey(string path)
    {
        if (!File.Exists(path))
            Create(path);
        var key = JsonSerializer.Deserialize<StoredKey>(File.ReadAllBytes(path)) ?? throw new JsonException($"{path} is empty");
        return key.ToSecurityKey();
    }

    /// <summary>A signed token (compact JWS, RS256) that is valid from <paramref name="realNow"/> for the given time.</summary>
    /// <param name="key">From <see cref="LoadOrCreateKey"/>.</param>
    /// <param name="persona">Whose roles it carries.</param>
    /// <param name="organisation">Council code or ODS code.</param>
    /// <param name="subject">Who acts: becomes `sub`, and what the audit names.</param>
    /// <param name="realNow">The system's clock, not the hub's business clock.</param>
    /// <param name="lifetime">More than zero.</param>
    /// <param name="audience">For whom: the APIs, or the pages.</param>
    public static string Issue(
        SecurityKey key, Persona persona, string organisation, string subject, DateTimeOffset realNow, TimeSpan lifetime, string audience = Audience)
    {
        var claims = new LocalClaims(
            Issuer, audience, realNow.ToUnixTimeSeconds(), realNow.ToUnixTimeSeconds(), (realNow + lifetime).ToUnixTimeSeconds(),
            subject, persona.Name, persona.Roles, organisation, Client);
        return new JsonWebTokenHandler().CreateToken(
            JsonSerializer.Serialize(claims), new SigningCredentials(key, SecurityAlgorithms.RsaSha256));
    }

    private static void Create(string path)
    {
        var folder = Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!).FullName;
        var draft = Path.Combine(folder, $"{Path.GetFileName(path)}.{Guid.CreateVersion7():n}.draft");
        try
        {
            WriteOwnerOnly(draft, JsonSerializer.SerializeToUtf8Bytes(StoredKey.Generate()));
            File.Move(draft, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another process was first: its key is everyone's key.
        }
        finally
        {
            File.Delete(draft);
        }
    }

    private static void WriteOwnerOnly(string path, byte[] content)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        using var file = new FileStream(path, options);
        file.Write(content);
        file.Flush(flushToDisk: true);
    }

    private sealed record LocalClaims(
        [property: JsonPropertyName("iss")] string Issuer,
        [property: JsonPropertyName("aud")] string Audience,
        [property: JsonPropertyName("iat")] long IssuedAt,
        [property: JsonPropertyName("nbf")] long NotBefore,
        [property: JsonPropertyName("exp")] long Expires,
        [property: JsonPropertyName("sub")] string Subject,
        [property: JsonPropertyName("name")] string Name,
        [property: JsonPropertyName("roles")] IReadOnlyList<string> Roles,
        [property: JsonPropertyName("org")] string Organisation,
        [property: JsonPropertyName("azp")] string Client);

    /// <summary>An RSA private key as JWK (RFC 7517, RFC 7518 section 6.3).</summary>
    private sealed record StoredKey(
        [property: JsonPropertyName("kty")] string KeyType,
        [property: JsonPropertyName("use")] string Use,
        [property: JsonPropertyName("alg")] string Algorithm,
        [property: JsonPropertyName("kid")] string KeyId,
        [property: JsonPropertyName("n")] string N,
        [property: JsonPropertyName("e")] string E,
        [property: JsonPropertyName("d")] string D,
        [property: JsonPropertyName("p")] string P,
        [property: JsonPropertyName("q")] string Q,
        [property: JsonPropertyName("dp")] string Dp,
        [property: JsonPropertyName("dq")] string Dq,
        [property: JsonPropertyName("qi")] string Qi)
    {
        public static StoredKey Generate()
        {
            using var rsa = RSA.Create(KeyBits);
            var key = rsa.ExportParameters(includePrivateParameters: true);
            var (n, e) = (Base64UrlEncoder.Encode(key.Modulus), Base64UrlEncoder.Encode(key.Exponent));
            return new StoredKey(
                "RSA", "sig", SecurityAlgorithms.RsaSha256, Thumbprint(n, e), n, e,
                Base64UrlEncoder.Encode(key.D), Base64UrlEncoder.Encode(key.P), Base64UrlEncoder.Encode(key.Q),
                Base64UrlEncoder.Encode(key.DP), Base64UrlEncoder.Encode(key.DQ), Base64UrlEncoder.Encode(key.InverseQ));
        }

        public RsaSecurityKey ToSecurityKey() => new(new RSAParameters
        {
            Modulus = Base64UrlEncoder.DecodeBytes(N),
            Exponent = Base64UrlEncoder.DecodeBytes(E),
            D = Base64UrlEncoder.DecodeBytes(D),
            P = Base64UrlEncoder.DecodeBytes(P),
            Q = Base64UrlEncoder.DecodeBytes(Q),
            DP = Base64UrlEncoder.DecodeBytes(Dp),
            DQ = Base64UrlEncoder.DecodeBytes(Dq),
            InverseQ = Base64UrlEncoder.DecodeBytes(Qi),
        })
        { KeyId = KeyId };

        // RFC 7638: the required members in alphabetical order, no white space.
        private static string Thumbprint(string n, string e) =>
            Base64UrlEncoder.Encode(SHA256.HashData(Encoding.UTF8.GetBytes($$"""{"e":"{{e}}","kty":"RSA","n":"{{n}}"}""")));
    }
}

/// <summary>Who someone is at a local hub: the app roles that such a person has, and where they work unless told otherwise.</summary>
public sealed record Persona(string Name, IReadOnlyList<string> Roles, string DefaultOrganisation);

/// <summary>The people of a local hub.</summary>
public static class Personas
{
    public static IReadOnlyList<Persona> All { get; } =
    [
        new("social-care", ["SocialCare.Notify", "SocialCare.Read"], "825"),
        new("health", ["Health.Read", "Health.Write"], "RXQ"),
        new("designated-doctor", ["Health.Read", "Health.Write", "Health.SignOff"], "RXQ"),
        new("manager", ["Reports.Read"], "825"),
        new("operations", ["Operations.Admin"], "hub"),
    ];

    public static Persona? Find(string name) => All.FirstOrDefault(persona => persona.Name == name);
}
