using System.Text.Json.Nodes;
using IntegrationHub.Functions.Tests.Kit;

namespace IntegrationHub.Functions.Tests.Referrals.Search;

/// <summary>Pages of one search neither lose nor repeat a resource, whatever is written between them.</summary>
[Collection(TestStack.Name)]
public sealed class PagingTests(TestStack stack)
{
    private const int Cases = 17;

    [Theory]
    [InlineData("")]
    [InlineData("&_sort=-_lastUpdated")]
    [InlineData("&_sort=business-status,-authored-on")]
    public async Task While_cases_are_made_and_moved(string sort)
    {
        await using var hub = await stack.StartHub();
        var ids = new List<string>();
        for (var i = 0; i < Cases; i++)
        {
            ids.Add((await hub.Notify(Sample.BecameLookedAfter(Sample.NewSubject()))).CaseId);
        }

        var found = new List<string>();
        var next = $"hub/fhir/Task?status=requested&_count=4{sort}";
        while (next is not null)
        {
            var page = (await hub.Get(next, hub.Health)).Json;
            Assert.Equal(Cases, (int)page["total"]!);
            found.AddRange(page["entry"]!.AsArray().Select(entry => (string)entry!["resource"]!["id"]!));
            Assert.All(page["entry"]!.AsArray(), entry => Assert.Equal("requested", (string)entry!["resource"]!["status"]!));
            next = Link(page, "next");
            await ChangeMuch(hub, ids, found);
        }

        Assert.Equal(ids.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
    }

    /// <summary>The entry that a change made obsolete is still there, where alone the first page looks.</summary>
    [Fact]
    public async Task A_case_that_has_moved_is_found_where_it_is_and_nowhere_else()
    {
        await using var hub = await stack.StartHub();
        var ids = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            ids.Add((await hub.Notify(Sample.BecameLookedAfter(Sample.NewSubject()))).CaseId);
        }

        await Receive(hub, ids[0]);
        Assert.Equal([ids[0]], Ids((await hub.Get("hub/fhir/Task?status=received", hub.Health)).Json));
        var first = (await hub.Get("hub/fhir/Task?status=requested&_count=2", hub.Health)).Json;
        var second = (await hub.Get(Link(first, "next")!, hub.Health)).Json;
        Assert.Equal((4, 4), ((int)first["total"]!, (int)second["total"]!));
        Assert.Equal(ids[1..], [.. Ids(first), .. Ids(second)]);
    }

    [Fact]
    public async Task A_number_that_is_corrected_between_pages_loses_nothing()
    {
        await using var hub = await stack.StartHub();
        var subjects = new[] { Sample.NewSubject(), Sample.NewSubject(), Sample.NewSubject() };
        var ids = new List<string>();
        foreach (var subject in subjects)
        {
            ids.Add((await hub.Notify(Sample.BecameLookedAfter(subject))).CaseId);
        }

        var first = (await hub.Get("hub/fhir/Task?patient.identifier=https://fhir.nhs.uk/Id/nhs-number|9990000018&_count=1", hub.Health)).Json;
        var corrected = Sample.Event("uk.lac.details-corrected.v1", subjects[0], new JsonObject { ["child"] = new JsonObject { ["nhsNumber"] = "9990000026", ["nhsNumberStatus"] = "01" } });
        Assert.Equal(201, (await hub.Notify(corrected)).Status);
        await RemoveObsoleteEntries(hub);
        var second = (await hub.Get(Link(first, "next")!, hub.Health)).Json;
        var third = (await hub.Get(Link(second, "next")!, hub.Health)).Json;
        Assert.Equal(ids, [.. Ids(first), .. Ids(second), .. Ids(third)]);
    }

    [Fact]
    public async Task The_page_before_shows_what_it_showed()
    {
        await using var hub = await stack.StartHub();
        var id = (await hub.Notify(Sample.BecameLookedAfter(Sample.NewSubject()))).CaseId;
        await hub.Notify(Sample.BecameLookedAfter(Sample.NewSubject()));
        var first = (await hub.Get("hub/fhir/Task?_count=1", hub.Health)).Json;
        var second = (await hub.Get(Link(first, "next")!, hub.Health)).Json;
        await Receive(hub, id);
        await RemoveObsoleteEntries(hub);
        var again = (await hub.Get(Link(second, "previous")!, hub.Health)).Json;
        Assert.Equal(first["entry"]!.ToJsonString(), again["entry"]!.ToJsonString());
    }

    [Fact]
    public async Task No_identifier_of_a_child_stands_in_a_link()
    {
        await using var hub = await stack.StartHub();
        await hub.Notify(Sample.BecameLookedAfter(Sample.NewSubject()));
        await hub.Notify(Sample.BecameLookedAfter(Sample.NewSubject()));
        using var form = new FormUrlEncodedContent([new("patient.identifier", "https://fhir.nhs.uk/Id/nhs-number|9990000018"), new("_count", "1")]);
        var first = (await hub.Send(HttpMethod.Post, "hub/fhir/Task/_search", hub.Health, form)).Json;
        Assert.Equal(2, (int)first["total"]!);
        Assert.DoesNotContain("9990000018", Link(first, "self"), StringComparison.Ordinal);
        Assert.Equal(Ids(first), Ids((await hub.Get(Link(first, "self")!, hub.Health)).Json));
        var next = Link(first, "next")!;
        var cursor = Convert.FromBase64String(next[(next.IndexOf('=', StringComparison.Ordinal) + 1)..].Replace('-', '+').Replace('_', '/').PadRight((next.Length - next.IndexOf('=', StringComparison.Ordinal) + 2) / 4 * 4, '='));
        Assert.DoesNotContain("9990000018", System.Text.Encoding.UTF8.GetString(cursor), StringComparison.Ordinal);
        var second = (await hub.Get(next, hub.Health)).Json;
        Assert.NotEqual((string)first["entry"]![0]!["resource"]!["id"]!, (string)second["entry"]![0]!["resource"]!["id"]!);
    }

    /// <summary>Moves one that was shown and one that wasn't, makes a new one, and takes away the entries that nobody names any more.</summary>
    private static async Task ChangeMuch(TestHub hub, List<string> ids, List<string> found)
    {
        await hub.Notify(Sample.BecameLookedAfter(Sample.NewSubject()));
        foreach (var id in ids.Except(found).TakeLast(1).Concat(found.TakeLast(1)))
        {
            await Receive(hub, id);
        }

        await RemoveObsoleteEntries(hub);
    }

    private static async Task Receive(TestHub hub, string id)
    {
        var task = (await hub.Get($"hub/fhir/Task/{id}", hub.Health)).Json;
        if ((string)task["status"]! == "requested")
        {
            task["status"] = "received";
            Assert.Equal(200, (await hub.Fhir(HttpMethod.Put, $"/Task/{id}", task, ("If-Match", $"W/\"{task["meta"]!["versionId"]}\""))).Status);
        }
    }

    /// <summary>What the hub does itself, a while later.</summary>
    private static async Task RemoveObsoleteEntries(TestHub hub)
    {
        foreach (var name in await hub.BlobNames("index", "search/"))
        {
            var caseId = name.Split('_', '.')[^2];
            if (!(await hub.StoredCase(caseId))["indexEntries"]!.AsArray().Any(named => (string)named! == name))
            {
                await hub.Blobs.GetBlobContainerClient("index").DeleteBlobIfExistsAsync(name);
            }
        }
    }

    private static IEnumerable<string> Ids(JsonNode bundle) => (bundle["entry"]?.AsArray() ?? []).Select(entry => (string)entry!["resource"]!["id"]!);

    private static string? Link(JsonNode bundle, string relation) =>
        (string?)bundle["link"]!.AsArray().FirstOrDefault(link => (string)link!["relation"]! == relation)?["url"];
}
