using IntegrationHub.Domain.Cases;

namespace IntegrationHub.Domain.Notifications;

/// <summary>A notification that has been read and found right in itself.</summary>
/// <param name="Source">CloudEvents <c>source</c>.</param>
/// <param name="Id">CloudEvents <c>id</c>; with the source the key of the message.</param>
/// <param name="Type">CloudEvents <c>type</c>.</param>
/// <param name="Time">CloudEvents <c>time</c>, UTC.</param>
/// <param name="LocalId">CloudEvents <c>subject</c>: the council's child reference.</param>
/// <param name="LocalAuthority">The council, from the source.</param>
/// <param name="ContentHash">SHA-256 of the content, independent of white space and member order.</param>
/// <param name="Facts">What it says, in the hub's words.</param>
public sealed record Notification(
    string Source, string Id, string Type, DateTimeOffset Time, string LocalId, string LocalAuthority, string ContentHash,
    IReadOnlyList<FactData> Facts);
