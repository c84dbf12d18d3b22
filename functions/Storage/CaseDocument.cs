using System.Text.Json;
using System.Text.Json.Serialization;
using Azure;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Functions.Messaging;

namespace IntegrationHub.Functions.Storage;

/// <summary>A message that became durable together with the facts that call for it, and isn't confirmed sent yet.</summary>
/// <param name="MessageId">Deterministic, so that sending twice can be told from two messages.</param>
/// <param name="Queue">One of <see cref="Contracts.Queues"/>.</param>
/// <param name="Body">JSON.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="NotBefore">It stays in the outbox until then, UTC; null for at once.</param>
/// <param name="Attempt">
/// How often it was put back, after sending or for later. Who confirms that it was sent confirms one attempt: with clocks that differ, the same message may be
/// put back until the same moment while another instance is still sending it.
/// </param>
/// <param name="SentAt">When it was put on its queue; it stays in the outbox, waiting, until what it is for is recorded. Null when it isn't on its way.</param>
public sealed record OutgoingMessage(
    string MessageId, string Queue, string Body, DateTimeOffset CreatedAt, DateTimeOffset? NotBefore = null, int Attempt = 0, DateTimeOffset? SentAt = null)
{
    /// <summary>Since when it may be sent, UTC.</summary>
    [JsonIgnore]
    public DateTimeOffset From => NotBefore ?? CreatedAt;

    /// <summary>W3C trace context of what called for it; null when nothing says.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TraceParent { get; init; }

    /// <summary>
    /// The broker's id of this attempt: the same however often the attempt is sent, another for each time that the message was put back. Else a broker that detects
    /// duplicates would drop what is to be sent again.
    /// </summary>
    [JsonIgnore]
    public string SendingId => Attempt == 0 ? MessageId : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{MessageId}.{Attempt}");

    public bool IsWaiting(DateTimeOffset now) => NotBefore > now;
}

/// <summary>What is stored of a case: the chronology, the outbox, what was sent of it, and the names of its index entries.</summary>
/// <param name="Version">Version of this shape.</param>
/// <param name="IndexEntries">Names of the index blobs that point here; no name is ever used twice.</param>
public sealed record CaseDocument(
    int Version, CaseHeader Header, IReadOnlyList<Fact> Facts, IReadOnlyList<OutgoingMessage> Outbox, IReadOnlyList<string> IndexEntries)
{
    /// <summary>The version this code writes.</summary>
    public const int CurrentVersion = 1;

    /// <summary>W3C trace context of the last commit of facts, for whatever follows from it by time alone; null of before there was one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TraceParent { get; init; }

    /// <summary>What left the outbox for its queue, in that order; empty of before this was kept.</summary>
    public IReadOnlyList<SentMessage> Sent { get; init => field = value ?? []; } = [];

    /// <summary>The JSON that it was read from, when that holds something that this version doesn't know; it must not get lost.</summary>
    [JsonIgnore]
    public JsonElement? AsRead { get; init; }

    public static CaseDocument Empty(CaseHeader header) => new(CurrentVersion, header, [], [], []);

    public static CaseDocument Read(BinaryData blob) => CaseJson.Read(blob);

    public BinaryData Write() => CaseJson.Write(this);

    /// <summary>The facts as JSON, for the chronology.</summary>
    public JsonElement FactsAsJson() => CaseJson.Facts(this);
}

/// <summary>A case as read, with what makes a conditional write possible.</summary>
/// <param name="ETag">Null while the case isn't stored yet.</param>
public sealed record StoredCase(CaseDocument Document, ETag? ETag)
{
    /// <summary>The provider who looks, and sees its own referrals only; null for all of them.</summary>
    public string? SeenBy { get; init; }

    /// <summary>The referrals that whoever looks may see, in the order in which they were raised.</summary>
    public IReadOnlyList<ReferralState> Referrals =>
        [.. State.Referrals.Where(referral => SeenBy is null || referral.Provider == SeenBy)];

    /// <summary>The case as it stands. It follows from header and facts alone: a copy with another outbox or other index entries has the same.</summary>
    public CaseState State { get; } = CaseFold.Fold(Document.Header, Document.Facts);

    /// <summary>FHIR <c>versionId</c>: how many facts show in the FHIR resources.</summary>
    public int Version => State.Version;

    /// <summary>FHIR <c>lastUpdated</c>: when the hub learnt the last fact that shows.</summary>
    public DateTimeOffset LastUpdated => Document.Facts.Last(fact => fact.Data.ShowsInFhir).RecordedAt;

    /// <summary>The hashes of all contents that the case ever named.</summary>
    public IEnumerable<string> NamedContents() => Document.Facts.Select(fact => fact.Data switch
    {
        DocumentReceived document => document.Sha256,
        CarePlanReceived plan => plan.Sha256,
        _ => null,
    }).OfType<string>();

    /// <summary>The case as it stood right after a message was recorded; null when it never was.</summary>
    public StoredCase? AsOfMessage(string source, string id)
    {
        var last = Document.Facts.LastOrDefault(fact => fact.Origin.MessageSource == source && fact.Origin.MessageId == id);
        return last is null ? null : UpToFact(last.Number);
    }

    /// <summary>The case as it stood at a FHIR version; null when there is no such version.</summary>
    public StoredCase? AsOfVersion(int version)
    {
        var shown = Document.Facts.Where(fact => fact.Data.ShowsInFhir).ToList();
        return version < 1 || version > shown.Count ? null : UpToFact(shown[version - 1].Number);
    }

    /// <summary>The case as it stood at an instant; null when FHIR showed nothing of it yet.</summary>
    public StoredCase? AsOf(DateTimeOffset instant)
    {
        var last = Document.Facts.LastOrDefault(fact => fact.RecordedAt <= instant && fact.Data.ShowsInFhir);
        return last is null ? null : UpToFact(last.Number);
    }

    /// <summary>
    /// The case as a provider sees it: whose turn it is sees all of it; who was asked before, as it stood when another one was asked, and
    /// nothing of what came later or with that change; null for anybody else.
    /// </summary>
    /// <param name="provider">ODS code.</param>
    public StoredCase? AsSeenBy(string provider)
    {
        if (State.HealthProvider == provider)
        {
            return this with { SeenBy = provider };
        }

        if (State.Referrals.LastOrDefault(referral => referral.Provider == provider) is not { } last)
        {
            return null;
        }

        var next = Document.Facts.First(fact => fact.Data is ReferralRaised raised && raised.Number == last.Number + 1);
        var seen = Document.Facts.Where(fact =>
            fact.Number == next.Number || (fact.Number < next.Number && (fact.Origin.Commit != next.Origin.Commit || fact.Origin.Organisation == provider))).ToList();
        var messages = MessageIds.Of(Document.Header.CaseId, seen);
        return new StoredCase(
            Document with
            {
                Facts = seen,
                Outbox = [.. Document.Outbox.Where(message => messages.Contains(message.MessageId))],
                Sent = [.. Document.Sent.Where(message => messages.Contains(message.MessageId))],
            }, ETag)
        { SeenBy = provider };
    }

    private StoredCase UpToFact(int number) => number == Document.Facts[^1].Number
        ? this
        : new(Document with { Facts = [.. Document.Facts.TakeWhile(fact => fact.Number <= number)] }, ETag) { SeenBy = SeenBy };
}
