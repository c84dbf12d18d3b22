using System.Text.Json;
using System.Text.Json.Serialization;

namespace IntegrationHub.Functions.Storage;

/// <summary>That a message was sent. It says nothing of what the message said but its kind, and names nobody.</summary>
/// <param name="MessageId">As it stood in the outbox.</param>
/// <param name="Queue">One of <see cref="Contracts.Queues"/>.</param>
/// <param name="Kind">Of an event its CloudEvents <c>type</c>, of a notice <c>raised</c> or <c>resolved</c>; null when the body didn't say.</param>
/// <param name="CalledForAt">When what called for it was recorded, UTC.</param>
/// <param name="SentAt">When it was put on its queue, the last time if it was more than once, UTC.</param>
/// <param name="IsSetAside">The queue would never have taken it: it was parked for operations instead.</param>
public sealed record SentMessage(
    string MessageId, string Queue, string? Kind, DateTimeOffset CalledForAt, DateTimeOffset SentAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool IsSetAside = false)
{
    /// <summary>What a later version of the hub wrote here; it must not get lost.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? More { get; init; }
}
