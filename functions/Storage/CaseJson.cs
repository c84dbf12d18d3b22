using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Functions.Hosting;

namespace IntegrationHub.Functions.Storage;

/// <summary>
/// JSON of a stored case. Every version of the hub reads what earlier ones wrote (tests keep an example of each), and keeps what a later one wrote: a fact or a member
/// that this version doesn't know is written again as it was read, letter for letter.
/// </summary>
internal static class CaseJson
{
    private static readonly JsonSerializerOptions Tolerant = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new UtcInstantConverter() },
        AllowOutOfOrderMetadataProperties = true,
    };

    private static readonly JsonSerializerOptions Strict = new(Tolerant) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    private static readonly string[] Members = ["version", "header", "facts", "outbox", "indexEntries"];
    private const string TraceParent = "traceParent";
    private const string Sent = "sent";

    // Of before these were kept a case has none.
    private static readonly string[] Optional = [TraceParent, Sent];

    public static CaseDocument Read(BinaryData blob)
    {
        try
        {
            return blob.ToObjectFromJson<CaseDocument>(Strict) is { Header.CaseId: not null, Facts: not null, Outbox: not null, IndexEntries: not null } document
                ? document
                : throw new JsonException("A case blob holds no case.");
        }
        catch (JsonException)
        {
            // Something that this version doesn't know, or no case at all: then this ends in an exception, too.
            using var json = JsonDocument.Parse(blob);
            return ReadKeeping(json.RootElement.Clone());
        }
    }

    public static BinaryData Write(CaseDocument document)
    {
        if (document.AsRead is not { } read)
        {
            return BinaryData.FromObjectAsJson(document, Tolerant);
        }

        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = Tolerant.Encoder }))
        {
            writer.WriteStartObject();
            writer.WriteNumber("version", document.Version);
            WriteMember(writer, "header", document.Header);
            writer.WritePropertyName("facts");
            WriteFacts(writer, document, read);
            WriteMember(writer, "outbox", document.Outbox);
            WriteMember(writer, "indexEntries", document.IndexEntries);
            if (document.TraceParent is { } trace)
            {
                writer.WriteString(TraceParent, trace);
            }

            WriteMember(writer, Sent, document.Sent);
            foreach (var member in read.EnumerateObject().Where(member => !Members.Contains(member.Name) && !Optional.Contains(member.Name)))
            {
                member.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        return BinaryData.FromBytes(buffer.ToArray());
    }

    /// <summary>The facts as JSON, those of later versions as they came.</summary>
    public static JsonElement Facts(CaseDocument document)
    {
        if (document.AsRead is not { } read)
        {
            return JsonSerializer.SerializeToElement(document.Facts, Tolerant);
        }

        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            WriteFacts(writer, document, read);
        }

        return JsonSerializer.Deserialize<JsonElement>(buffer.ToArray());
    }

    private static CaseDocument ReadKeeping(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object || Members.Any(name => !json.TryGetProperty(name, out _)))
        {
            throw new JsonException("A case blob holds no case.");
        }

        return new CaseDocument(
            json.GetProperty("version").GetInt32(), Member<CaseHeader>(json, "header"), [.. json.GetProperty("facts").EnumerateArray().Select(FactOf)],
            Member<IReadOnlyList<OutgoingMessage>>(json, "outbox"), Member<IReadOnlyList<string>>(json, "indexEntries"))
        {
            AsRead = json,
            TraceParent = json.TryGetProperty(TraceParent, out var trace) ? trace.GetString() : null,
            Sent = json.TryGetProperty(Sent, out var sent) ? sent.Deserialize<IReadOnlyList<SentMessage>>(Tolerant) ?? [] : [],
        };
    }

    private static Fact FactOf(JsonElement fact)
    {
        var data = fact.GetProperty("data");
        var type = data.GetProperty("type").GetString()!;
        return FactData.KnownTypes.Contains(type)
            ? fact.Deserialize<Fact>(Tolerant)!
            : new Fact(
                fact.GetProperty("number").GetInt32(), Member<DateTimeOffset>(fact, "occurredAt"), Member<DateTimeOffset>(fact, "recordedAt"), Member<Origin>(fact, "origin"),
                new UnknownFact(type));
    }

    /// <summary>Facts are only appended: those that were read are the first.</summary>
    private static void WriteFacts(Utf8JsonWriter writer, CaseDocument document, JsonElement read)
    {
        writer.WriteStartArray();
        var before = read.GetProperty("facts");
        for (var i = 0; i < document.Facts.Count; i++)
        {
            if (i < before.GetArrayLength())
            {
                before[i].WriteTo(writer);
            }
            else
            {
                JsonSerializer.Serialize(writer, document.Facts[i], Tolerant);
            }
        }

        writer.WriteEndArray();
    }

    private static T Member<T>(JsonElement json, string name) => json.GetProperty(name).Deserialize<T>(Tolerant) ?? throw new JsonException($"A case without {name}.");

    private static void WriteMember<T>(Utf8JsonWriter writer, string name, T value)
    {
        writer.WritePropertyName(name);
        JsonSerializer.Serialize(writer, value, Tolerant);
    }
}
