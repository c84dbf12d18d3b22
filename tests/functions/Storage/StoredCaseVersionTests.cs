using System.Text.Json.Nodes;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Tests.Storage;

/// <summary>
/// Cases as earlier versions of the hub stored them are read by this one, and what a later one stored gets through this one unharmed. The examples in <c>Golden/</c> are
/// never changed: a new version adds its own.
/// </summary>
public sealed class StoredCaseVersionTests
{
    public static TheoryData<string> Examples => [.. Directory.GetFiles(Folder).Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal)];

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Storage", "Golden");

    [Theory]
    [MemberData(nameof(Examples))]
    public void An_example_is_read_and_written_again_without_loss(string file)
    {
        var text = File.ReadAllText(Path.Combine(Folder, file));
        var document = CaseDocument.Read(BinaryData.FromString(text));

        Assert.Null(document.AsRead);
        Assert.DoesNotContain(document.Facts, fact => fact.Data is UnknownFact);
        Assert.Empty(Lost(JsonNode.Parse(text)!, JsonNode.Parse(document.Write().ToString())));
        Assert.True(CaseFold.Fold(document.Header, document.Facts).Exists);
    }

    [Fact]
    public void There_is_an_example_of_every_fact()
    {
        var shown = Directory.GetFiles(Folder).SelectMany(file => CaseDocument.Read(BinaryData.FromString(File.ReadAllText(file))).FactsAsJson().EnumerateArray())
            .Select(fact => fact.GetProperty("data").GetProperty("type").GetString()).ToHashSet();

        Assert.Empty(FactData.KnownTypes.Except(shown!));
    }

    [Fact]
    public void What_a_later_version_stored_is_passed_over_and_kept_through_a_change()
    {
        var later = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, "every-fact.v1.json")))!.AsObject();
        later["version"] = 7;
        later["seals"] = new JsonArray("x");
        later["sent"] = new JsonArray(new JsonObject { ["messageId"] = "m", ["queue"] = "social-care-events", ["calledForAt"] = "2026-11-02T21:00:00.000Z", ["sentAt"] = "2026-11-02T21:00:01.000Z", ["readAt"] = "2031-01-01" });
        var facts = later["facts"]!.AsArray();
        facts[0]!["data"]!["child"]!["shoeSize"] = 31;
        facts[0]!["origin"]!["device"] = "tablet";
        var unheardOf = facts[1]!.DeepClone();
        unheardOf["number"] = facts.Count + 1;
        unheardOf["data"] = new JsonObject { ["type"] = "tooth-fairy-came", ["on"] = "2031-01-01", ["coins"] = new JsonArray(1, 2) };
        facts.Add(unheardOf);
        var before = CaseDocument.Read(BinaryData.FromString(File.ReadAllText(Path.Combine(Folder, "every-fact.v1.json"))));

        var read = CaseDocument.Read(BinaryData.FromString(later.ToJsonString()));
        var changed = read with { Facts = [.. read.Facts, read.Facts[^2] with { Number = read.Facts.Count + 1, Data = new NotificationRepeated() }] };
        var written = JsonNode.Parse(changed.Write().ToString())!;

        Assert.Equal(new UnknownFact("tooth-fairy-came"), read.Facts[^1].Data);
        Assert.Equal(CaseFold.Fold(before.Header, before.Facts).Version, CaseFold.Fold(read.Header, read.Facts).Version);
        Assert.Equal("notification-repeated", (string)written["facts"]!.AsArray()[^1]!["data"]!["type"]!);
        written["facts"]!.AsArray().RemoveAt(facts.Count);
        Assert.Empty(Lost(later, written));
        Assert.Equal(facts.Count + 1, changed.FactsAsJson().GetArrayLength());
    }

    [Fact]
    public void A_case_of_before_sent_messages_were_kept_has_none_and_what_a_later_version_says_of_one_is_kept()
    {
        Assert.Empty(CaseDocument.Read(BinaryData.FromString(File.ReadAllText(Path.Combine(Folder, "every-fact.v1.json")))).Sent);

        var later = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, "sent-messages.v1.json")))!.AsObject();
        later["sent"]![0]!["readAt"] = "2031-01-01";
        var read = CaseDocument.Read(BinaryData.FromString(later.ToJsonString()));
        Assert.Equal(3, read.Sent.Count);
        Assert.Empty(Lost(later, JsonNode.Parse((read with { Sent = [.. read.Sent] }).Write().ToString())));
        later["sent"] = null;
        Assert.Empty(CaseDocument.Read(BinaryData.FromString(later.ToJsonString())).Sent);
    }

    /// <summary>The paths of what stood in one document and doesn't stand so in another; what that one has besides may be new.</summary>
    private static IEnumerable<string> Lost(JsonNode before, JsonNode? after) => (before, after) switch
    {
        (JsonObject was, JsonObject now) => was.SelectMany(member => Lost(member.Value!, now[member.Key])),
        (JsonArray was, JsonArray now) when was.Count == now.Count => was.SelectMany((element, i) => Lost(element!, now[i])),
        _ => JsonNode.DeepEquals(before, after) ? [] : [before.GetPath()],
    };

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"version":1,"header":{},"facts":[{"number":1}],"outbox":[],"indexEntries":[]}""")]
    public void What_is_no_case_is_not_taken_for_one(string text) =>
        Assert.ThrowsAny<Exception>(() => CaseDocument.Read(BinaryData.FromString(text)));
}
