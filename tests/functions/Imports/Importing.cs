using System.Text.Json.Nodes;
using IntegrationHub.Functions.Tests.Kit;

namespace IntegrationHub.Functions.Tests.Imports;

/// <summary>Sends imports, and reads what they are answered.</summary>
internal static class Importing
{
    /// <summary>CSV tables, as a form.</summary>
    public static Task<JsonNode> Import(this HubClient hub, params string[] tables) => hub.Import("", Csv.Form(tables));

    public static Task<JsonNode> ImportJson(this HubClient hub, string json) => hub.Import("", HubClient.Content(json, "application/json"));

    public static async Task<JsonNode> Import(this HubClient hub, string query, HttpContent content)
    {
        var answer = await hub.Send(HttpMethod.Post, $"hub/imports{query}", hub.SocialCare, content);
        Assert.True(answer.Status == 200, answer.Body);
        return answer.Json;
    }

    /// <summary>Children read, new, changed, unchanged, left out and refused.</summary>
    public static string Counts(JsonNode report) =>
        string.Join(' ', new[] { "read", "new", "changed", "unchanged", "leftOut", "refused" }.Select(name => (int)report["children"]![name]!));

    /// <summary>Of one child, without what all types have in common.</summary>
    public static IEnumerable<string> Events(JsonNode taken) =>
        taken["events"]!.AsArray().Select(type => ((string)type!).Replace("uk.lac.", "", StringComparison.Ordinal).Replace(".v1", "", StringComparison.Ordinal));
}
