using System.Globalization;
using System.Text.Json;
using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Domain.Subscriptions;
using IntegrationHub.Functions.Referrals.Rendering;

namespace IntegrationHub.Functions.Subscriptions;

/// <summary>A resource that a notification names.</summary>
/// <param name="Id">Without its type.</param>
/// <param name="Version">FHIR <c>versionId</c> when it was found.</param>
/// <param name="LastUpdated">UTC.</param>
public sealed record WaitingFocus(string Id, int Version, DateTimeOffset LastUpdated);

/// <summary>What was found and is not confirmed taken yet; kept as found, so that a repeat is the same notification.</summary>
/// <param name="Type">Resource type of all of them.</param>
/// <param name="FoundAt">Business time, UTC.</param>
public sealed record WaitingNotification(string Type, DateTimeOffset FoundAt, IReadOnlyList<WaitingFocus> Focuses);

/// <summary>An instance of the hub that is sending for a subscription right now.</summary>
/// <param name="Token">Of this one sending.</param>
/// <param name="Until">Real time, UTC: then the sender is taken to be dead.</param>
public sealed record SendingClaim(string Token, DateTimeOffset Until);

/// <summary>What is stored of a subscription. It prints as its type's name: it holds secrets.</summary>
/// <param name="Version">FHIR <c>versionId</c>.</param>
/// <param name="LastUpdated">Business time, UTC: FHIR <c>lastUpdated</c>.</param>
/// <param name="Resource">What the client sent, as FHIR JSON, without secrets; empty once deleted.</param>
/// <param name="Secret">Signs notifications; empty once deleted.</param>
/// <param name="Headers">Sent with each notification, such as <c>Authorization: Bearer x</c>; secret.</param>
/// <param name="RequestedInVersion">The version in which the client last asked for it: what a handshake is about.</param>
/// <param name="Cursor">Business time, UTC: everything that changed up to here has been found.</param>
/// <param name="Events">How many resources were named in notifications that were taken.</param>
public sealed record SubscriptionDocument(
    string Id, string Organisation, int Version, DateTimeOffset LastUpdated, string Resource, string Secret, IReadOnlyList<string> Headers,
    int RequestedInVersion, SubscriptionStanding Standing, DateTimeOffset Cursor, long Events, WaitingNotification? Waiting, SendingClaim? Claim, bool Deleted)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>What the list of blobs says of it: deleted, off, paused, failing, or active and requested.</summary>
    public string State => Deleted ? "deleted" : Standing switch
    {
        { Status: SubscriptionStanding.InError } => "paused",
        { Status: SubscriptionStanding.Off } => "off",
        { Failures: > 0 } => "failing",
        _ => Standing.Status,
    };

    public static SubscriptionDocument Read(BinaryData blob) =>
        blob.ToObjectFromJson<SubscriptionDocument>(Json) ?? throw new JsonException("A subscription blob holds no subscription.");

    public BinaryData Write() => BinaryData.FromObjectAsJson(this, Json);

    public sealed override string ToString() => nameof(SubscriptionDocument);

    /// <summary>The resource as the client may see it: secrets left out, header values masked.</summary>
    public Subscription Render()
    {
        using var json = JsonDocument.Parse(Resource);
        return FhirJson.Read<Subscription>(json.RootElement) with
        {
            Id = Id,
            Meta = new Meta { VersionId = Version.ToString(CultureInfo.InvariantCulture), LastUpdated = Fhir.Instant(LastUpdated) },
            Status = Standing.Status,
            Error = Standing.Error,
        };
    }

    /// <summary>The same with another standing; a new version when that shows.</summary>
    public SubscriptionDocument WithStanding(SubscriptionStanding standing, DateTimeOffset now)
    {
        var shows = standing.Status != Standing.Status || standing.Error != Standing.Error;
        return this with { Standing = standing, Version = shows ? Version + 1 : Version, LastUpdated = shows && now > LastUpdated ? now : LastUpdated };
    }
}
