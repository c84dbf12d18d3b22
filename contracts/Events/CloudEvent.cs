using System.Text.Json.Nodes;

namespace IntegrationHub.Contracts.Events;

/// <summary>
/// A CloudEvents 1.0 event in structured JSON, as the hub sends it to social care. It names no person:
/// <see cref="Subject"/> is the council's own child reference.
/// </summary>
/// <param name="Id">Deterministic: the same happening has the same id however often it is sent.</param>
/// <param name="Source">URN of the hub.</param>
/// <param name="Type">One of <see cref="SocialCareEventTypes"/>.</param>
/// <param name="Time">When it happened, UTC.</param>
/// <param name="Subject">The council's own child reference; null when a refused message named none.</param>
/// <param name="Data">The event's own content.</param>
public sealed record CloudEvent(string Id, string Source, string Type, DateTimeOffset Time, string? Subject, JsonObject Data)
{
    /// <summary>CloudEvents version, always 1.0.</summary>
    public string Specversion { get; } = "1.0";

    /// <summary>Media type of <see cref="Data"/>.</summary>
    public string Datacontenttype { get; } = "application/json";
}
