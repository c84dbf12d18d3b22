using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace IntegrationHub.Functions.Referrals.Search;

/// <summary>
/// Where another page of a search begins: as of which horizon, at which place, and the search itself. Identifiers stand in it as keyed hashes, so
/// that no NHS number ends in an address.
/// </summary>
internal sealed record SearchCursor(DateTimeOffset Horizon, int Offset, string Query)
{
    public override string ToString()
    {
        var text = JsonSerializer.Serialize(new[] { Horizon.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture), Offset.ToString(CultureInfo.InvariantCulture), Query });
        return Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
    }

    public static SearchCursor For(SearchQuery query, DateTimeOffset horizon, int offset) =>
        new(horizon, offset, string.Join('&', query.Hashed.Select(pair => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(pair.Value)}")));

    /// <summary>Null for what is no cursor of the hub's.</summary>
    public static SearchCursor? TryParse(string text)
    {
        try
        {
            var parts = JsonSerializer.Deserialize<string[]>(Base64Url.DecodeFromChars(text));
            return parts is [var horizon, var offset, { } query]
                && long.TryParse(horizon, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds < 250_000_000_000_000
                && int.TryParse(offset, NumberStyles.None, CultureInfo.InvariantCulture, out var place)
                ? new SearchCursor(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds), place, query)
                : null;
        }
        catch (Exception wrong) when (wrong is FormatException or JsonException)
        {
            return null;
        }
    }

    public IEnumerable<KeyValuePair<string, string>> Parameters =>
        QueryHelpers.ParseQuery(Query).SelectMany(pair => pair.Value.Select(value => new KeyValuePair<string, string>(pair.Key, value ?? "")));
}
