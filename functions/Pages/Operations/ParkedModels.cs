using System.Text.Json;
using IntegrationHub.Contracts;
using IntegrationHub.Contracts.Operations;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Pages.Operations;

/// <summary>Which parked messages are listed. What a link says that isn't known is passed over.</summary>
/// <param name="State"><c>parked</c>, <c>replayed</c> or <c>discarded</c>.</param>
/// <param name="Queue">Null for every queue.</param>
/// <param name="Cursor">Where the list goes on; null from its beginning.</param>
public sealed record ParkedFilter(string State, string? Queue, string? Cursor)
{
    public const int PageSize = 50;

    public static ParkedFilter Read(IQueryCollection query)
    {
        var (state, queue, cursor) = (query["state"].ToString(), query["queue"].ToString(), query["cursor"].ToString());
        return new ParkedFilter(ParkedStates.All.Contains(state) ? state : ParkedStates.Parked, Queues.All.Contains(queue) ? queue : null, cursor.Length > 0 ? cursor : null);
    }

    /// <summary>As the interface takes it.</summary>
    public string ApiQuery() => $"?state={State}&limit={PageSize}{Optional("queue", Queue)}{Optional("cursor", Cursor)}";

    /// <summary>As the page takes it.</summary>
    public string Query() => $"?state={State}{Optional("queue", Queue)}{Optional("cursor", Cursor)}";

    private static string Optional(string name, string? value) => value is null ? "" : $"&{name}={Uri.EscapeDataString(value)}";
}

/// <summary>A page of the list.</summary>
/// <param name="Next">Where it goes on; null at its end.</param>
public sealed record ParkedListModel(ParkedFilter Filter, IReadOnlyList<ParkedView> Messages, string? Next);

/// <summary>A parked message without its content.</summary>
/// <param name="Facts">Name and value.</param>
/// <param name="CanReplay">Nobody has replayed or discarded it.</param>
/// <param name="CanDiscard">Its content is still there.</param>
public sealed record ParkedModel(string Id, string Reason, IReadOnlyList<(string Name, string Value)> Facts, bool CanReplay, bool CanDiscard)
{
    public static ParkedModel Of(StoredParked stored)
    {
        var message = stored.Message;
        List<(string Name, string? Value)> facts =
        [
            ("Reason", message.Reason),
            ("Queue", $"{message.Queue}: {OperationsWords.Queue(message.Queue).ToLowerInvariant()}"),
            ("Parked", OperationsWords.Moment(message.ParkedAt)),
            ("Delivered", OperationsWords.Times(message.Attempts)),
            ("Correlation, for the log", message.Correlation.Length > 0 ? message.Correlation : "none"),
            ("State", OperationsWords.ParkedState(message.State)),
            (OperationsWords.ParkedState(message.State), message.SettledAt is { } at ? $"{OperationsWords.Moment(at)}, by {message.SettledBy}" : null),
            ("Why", message.DiscardReason),
        ];
        return new ParkedModel(
            stored.Id, message.Reason, [.. facts.Where(fact => fact.Value is not null).Select(fact => (fact.Name, fact.Value!))],
            message.State == ParkedStates.Parked, message.State != ParkedStates.Discarded);
    }
}

/// <summary>What a message says, as people read it.</summary>
public static class ParkedText
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>JSON with a line for each member; anything else as it is. Null of a discarded message.</summary>
    public static string? Readable(string? body)
    {
        if (body is null)
        {
            return null;
        }

        try
        {
            using var json = JsonDocument.Parse(body);
            return JsonSerializer.Serialize(json.RootElement, Indented);
        }
        catch (JsonException)
        {
            return body;
        }
    }
}
