using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using IntegrationHub.Tools.Hub.Local;

namespace IntegrationHub.Tools.Hub.DeployCheck;

/// <summary>Tokens that the issuer of a deployed hub gave, by persona; a local hub's are signed here.</summary>
internal sealed class CheckTokens(Uri hub, Func<string, string?> environment, string dataFolder)
{
    public const string SocialCare = "social-care";
    public const string Health = "health";
    public const string Operations = "operations";

    /// <summary>The variable that holds a persona's token.</summary>
    public static string VariableOf(string persona) => $"HUB_CHECK_TOKEN_{persona.ToUpperInvariant().Replace('-', '_')}";

    /// <summary>Null when there is none.</summary>
    public string? Find(string persona) => environment(VariableOf(persona)) is { Length: > 0 } token ? token
        : hub.IsLoopback ? Tokens.Issue(dataFolder, persona)
        : null;

    /// <exception cref="UsageException">There is none.</exception>
    public string Of(string persona) => Find(persona) ?? throw new UsageException(
        $"a hub elsewhere needs tokens of its issuer in {VariableOf(SocialCare)} and {VariableOf(Health)}, or --probes; see docs/deploy-check.md");

    /// <summary>The organisation in a persona's token. What else the hub needs of it is looked at too; the signature isn't.</summary>
    /// <exception cref="CheckFailedException">Something is missing.</exception>
    public string OrganisationOf(string persona, string role, DateTimeOffset now)
    {
        var claims = Claims(Of(persona)) ?? throw new CheckFailedException($"{VariableOf(persona)} holds no signed token of three parts");
        var roles = claims["roles"] is JsonArray several ? several.Select(one => (string?)one) : [(string?)claims["roles"]];
        if (!roles.Contains(role))
            throw new CheckFailedException($"the token for {persona} lacks the role {role} in its claim roles");
        if (claims["exp"] is not JsonValue expires || expires.GetValue<long>() < now.ToUnixTimeSeconds())
            throw new CheckFailedException($"the token for {persona} has expired");
        return (string?)claims["org"] ?? throw new CheckFailedException($"the token for {persona} lacks the claim org, the organisation that it speaks for");
    }

    private static JsonObject? Claims(string token)
    {
        try
        {
            return token.Split('.') is [_, var body, _]
                ? JsonNode.Parse(Encoding.UTF8.GetString(Convert.FromBase64String(body.Replace('-', '+').Replace('_', '/').PadRight((body.Length + 3) / 4 * 4, '=')))) as JsonObject
                : null;
        }
        catch (Exception fault) when (fault is FormatException or JsonException)
        {
            return null;
        }
    }
}
