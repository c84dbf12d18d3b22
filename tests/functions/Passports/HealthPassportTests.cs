using System.Text.Json;
using System.Text.Json.Nodes;
using IntegrationHub.Functions.Referrals.Shape;
using IntegrationHub.Functions.Tests.Kit;
using Task = System.Threading.Tasks.Task;

namespace IntegrationHub.Functions.Tests.Passports;

/// <summary>The health passport from the sweep to the council, from outside.</summary>
[Collection(TestStack.Name)]
public sealed class HealthPassportTests(TestStack stack)
{
    private const string Due = "2026-11-10";
    private const string Birthday = "2027-05-10";

    [Fact]
    public async Task It_is_issued_once_however_often_the_sweep_runs_and_the_council_is_told_once()
    {
        await using var hub = await stack.StartHub();
        var (subject, caseId) = await Near18(hub);
        await hub.MoveClock("2026-11-09T10:00:00Z");
        Assert.Empty(await Issued(hub, caseId));

        await hub.MoveClock($"{Due}T10:00:00Z");
        await hub.MoveClock($"{Due}T15:00:00Z");
        await hub.MoveClock("2026-11-12T10:00:00Z");

        var issued = await Issued(hub, caseId);
        Assert.Equal(["health-passport", "health-passport-page"], issued.Select(document => (string)document["kind"]!).Order());
        Assert.Equal(2, (await hub.Facts(caseId)).Count(IsOfPassport));
        var told = Assert.Single(await Events(hub, subject, 1));
        Assert.Equal(issued.Select(document => (string)document["documentId"]!).Order(), told["data"]!["documents"]!.AsArray().Select(document => (string)document!["documentId"]!).Order());
        Assert.Equal(caseId, (string)told["data"]!["caseId"]!);
        Assert.DoesNotContain("Testchild", told.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_council_collects_both_and_they_are_what_they_say()
    {
        await using var hub = await stack.StartHub();
        var (_, caseId) = await Near18(hub);
        await hub.Fhir(HttpMethod.Post, "", Sample.Return(caseId));
        await hub.MoveClock($"{Due}T10:00:00Z");

        var document = await Download(hub, caseId, "health-passport");
        var page = await Download(hub, caseId, "health-passport-page");

        Assert.Equal(("application/fhir+json", "text/html"), (document.Message.Content.Headers.ContentType!.MediaType, page.Message.Content.Headers.ContentType!.MediaType));
        Assert.Equal("attachment", page.Message.Content.Headers.ContentDisposition!.DispositionType);
        using var json = JsonDocument.Parse(document.Body);
        Assert.Empty(FhirShape.Check(json.RootElement, "Bundle").Select(fault => $"{fault.Expression}: {fault.Text}"));
        Assert.Contains("Dr Sample, GMC number 9999999", page.Body, StringComparison.Ordinal);
        Assert.Contains("<title>Health passport</title>", page.Body, StringComparison.Ordinal);
        Assert.All(await Issued(hub, caseId), entry => Assert.NotNull(entry["collectedAt"]));
    }

    [Fact]
    public async Task It_is_no_return_and_the_health_team_does_not_see_it_in_FHIR()
    {
        await using var hub = await stack.StartHub();
        var (_, caseId) = await Near18(hub);
        var before = await hub.Get($"hub/fhir/Task/{caseId}", hub.Health);
        await hub.MoveClock($"{Due}T10:00:00Z");
        var passport = (string)(await Issued(hub, caseId))[0]["documentId"]!;

        var after = await hub.Get($"hub/fhir/Task/{caseId}", hub.Health);
        Assert.Equal((before.ETag, before.Body), (after.ETag, after.Body));
        Assert.NotEqual("met", TestHub.StateOf(await hub.Case(caseId), "summary-and-plan-returned"));
        Assert.Equal(404, (await hub.Get($"hub/fhir/DocumentReference/{passport}", hub.Health)).Status);
        Assert.Equal(404, (await hub.Get($"hub/fhir/Binary/{passport}", hub.Health)).Status);
        Assert.Equal(0, (int)(await hub.Get($"hub/fhir/DocumentReference?patient={caseId}", hub.Health)).Json["total"]!);
    }

    [Fact]
    public async Task When_an_assessment_comes_back_afterwards_a_new_pair_takes_the_place_of_the_old()
    {
        await using var hub = await stack.StartHub();
        var (subject, caseId) = await Near18(hub);
        await hub.MoveClock($"{Due}T10:00:00Z");
        var first = await Issued(hub, caseId);
        var firstIdentifier = await IdentifierOf(hub, caseId);

        Assert.Equal(200, (await hub.Fhir(HttpMethod.Post, "", Sample.Return(caseId))).Status);
        await hub.MoveClock("2026-11-10T12:00:00Z");
        await hub.MoveClock("2026-11-11T12:00:00Z");

        var second = await Issued(hub, caseId);
        Assert.Equal(2, second.Count);
        Assert.Empty(second.Select(document => (string)document["documentId"]!).Intersect(first.Select(document => (string)document["documentId"]!)));
        Assert.Equal(4, (await hub.Facts(caseId)).Count(IsOfPassport));
        Assert.Equal(2, (await Events(hub, subject, 2)).Count);
        var composition = JsonNode.Parse((await Download(hub, caseId, "health-passport")).Body)!["entry"]![0]!["resource"]!;
        Assert.Equal("replaces", (string)composition["relatesTo"]![0]!["code"]!);
        Assert.Equal(firstIdentifier, (string)composition["relatesTo"]![0]!["targetIdentifier"]!["value"]!);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Nothing_is_issued_after_care_ended_or_from_the_18th_birthday_on(bool careEnds)
    {
        await using var hub = await stack.StartHub();
        var (subject, caseId) = await Near18(hub);
        if (careEnds)
        {
            await hub.Notify(Sample.Ceased(subject));
        }

        await hub.MoveClock(careEnds ? $"{Due}T10:00:00Z" : $"{Birthday}T00:30:00Z");

        Assert.Empty(await Issued(hub, caseId));
        Assert.Equal(200, (await hub.Get($"hub/cases/{caseId}/health-passport", hub.SocialCare)).Status);
    }

    /// <summary>The commit is lost with the process, or reaches storage after nobody waits for it any more.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Killed_between_the_documents_and_the_commit_it_is_there_once_after_the_next_start(bool reaches)
    {
        using var proxy = new LossyBlobProxy(stack.Azurite.BlobPort);
        await using var hub = await stack.StartHubBehind(proxy);
        var (subject, caseId) = await Near18(hub);
        await hub.Fhir(HttpMethod.Post, "", Sample.Return(caseId));
        await Eventually.Holds("nothing else is to be committed", async () => (await hub.StoredCase(caseId))["outbox"]!.AsArray().Count == 0);
        var returned = await hub.BlobNames("documents");

        var held = proxy.HoldNextCommit();
        var moving = Send(hub, $"{Due}T10:00:00Z");
        await held.Arrived;
        var written = await hub.BlobNames("documents");
        hub.Process.Kill();
        await moving;
        if (reaches)
        {
            held.Release();
            await Eventually.Holds("the commit has reached storage", async () => (await hub.StoredCase(caseId))["facts"]!.AsArray().Count(IsOfPassport) == 2);
        }

        Assert.Equal(reaches ? 2 : 0, (await hub.StoredCase(caseId))["facts"]!.AsArray().Count(IsOfPassport));
        await hub.Process.RestartAsync();
        await hub.UntilReady();
        await hub.MoveClock("2026-11-11T10:00:00Z");

        Assert.Equal(2, written.Except(returned).Count());
        Assert.Equal(written.Order(), (await hub.BlobNames("documents")).Order());
        Assert.Equal(2, (await Issued(hub, caseId)).Count);
        Assert.Equal(2, (await hub.Facts(caseId)).Count(IsOfPassport));
        Assert.Single(await Events(hub, subject, 1));
    }

    [Theory]
    [InlineData("application/fhir+json", "application/fhir+json")]
    [InlineData("application/json", "application/fhir+json")]
    [InlineData("*/*", "application/fhir+json")]
    [InlineData("text/html", "text/html")]
    [InlineData("text/html,application/xhtml+xml,*/*;q=0.8", "text/html")]
    [InlineData("application/fhir+json;q=0.1, text/html;q=0.2", "text/html")]
    public async Task On_demand_it_comes_as_the_caller_accepts_and_nothing_is_stored(string accept, string mediaType)
    {
        var hub = stack.Shared;
        var caseId = (await hub.Notify(Sample.BecameLookedAfter(Sample.NewSubject()))).CaseId;
        var facts = (await hub.Facts(caseId)).Count;

        foreach (var token in new[] { hub.SocialCare, hub.Health })
        {
            var answer = await hub.Get($"hub/cases/{caseId}/health-passport", token, ("Accept", accept));
            Assert.Equal((200, mediaType), (answer.Status, answer.Message.Content.Headers.ContentType!.MediaType));
            Assert.Equal("no-store", answer.Message.Headers.CacheControl!.ToString());
            Assert.Contains("default-src 'none'", answer.Message.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        }

        Assert.Equal(facts, (await hub.Facts(caseId)).Count);
        Assert.Empty(await hub.BlobNames("documents", caseId));
    }

    [Fact]
    public async Task What_it_has_not_got_is_not_acceptable_and_a_read_is_audited()
    {
        var hub = stack.Shared;
        var caseId = (await hub.Notify(Sample.BecameLookedAfter(Sample.NewSubject()))).CaseId;

        var refused = await hub.Get($"hub/cases/{caseId}/health-passport", hub.SocialCare, ("Accept", "application/pdf"));
        Assert.Equal((406, "not-acceptable"), (refused.Status, refused.Code));
        Assert.Equal(200, (await hub.Get($"hub/cases/{caseId}/health-passport", hub.SocialCare)).Status);

        var audit = await AuditOf(hub, caseId);
        Assert.Equal([200, 406], audit.Where(entry => ((string)entry["route"]!).EndsWith("/health-passport", StringComparison.Ordinal)).Select(entry => (int)entry["status"]!).Order());
    }

    private static bool IsOfPassport(JsonNode? fact) => ((string?)fact!["data"]!["kind"])?.StartsWith("health-passport", StringComparison.Ordinal) == true;

    private static async Task<(string Subject, string CaseId)> Near18(TestHub hub)
    {
        var subject = Sample.NewSubject();
        var notification = Sample.BecameLookedAfter(subject);
        notification["data"]!["child"]!["dateOfBirth"] = "2009-05-10";
        return (subject, (await hub.Notify(notification)).CaseId);
    }

    private static async Task<List<JsonNode>> Issued(TestHub hub, string caseId) =>
        [.. (await hub.Get($"hub/cases/{caseId}/documents", hub.SocialCare)).Json["documents"]!.AsArray()
            .Where(document => ((string)document!["kind"]!).StartsWith("health-passport", StringComparison.Ordinal)).Select(document => document!)];

    private static async Task<Answer> Download(TestHub hub, string caseId, string kind)
    {
        var document = (await Issued(hub, caseId)).Single(document => (string)document["kind"]! == kind);
        return await hub.Get($"hub/cases/{caseId}/documents/{document["documentId"]}", hub.SocialCare);
    }

    private static async Task<string> IdentifierOf(TestHub hub, string caseId) =>
        (string)JsonNode.Parse((await Download(hub, caseId, "health-passport")).Body)!["identifier"]!["value"]!;

    private static async Task<List<JsonNode>> Events(TestHub hub, string subject, int count)
    {
        List<JsonNode> found = [];
        await Eventually.Holds($"{count} told", async () =>
        {
            found = [.. (await hub.Peek("social-care-events")).Where(message =>
                (string)message["type"]! == "uk.lac.health-passport-issued.v1" && (string)message["subject"]! == subject)];
            return found.Count >= count;
        });
        return [.. found.DistinctBy(message => (string)message["id"]!)];
    }

    private static async Task Send(TestHub hub, string now)
    {
        try
        {
            await hub.MoveClock(now);
        }
        catch (HttpRequestException)
        {
            // Killed before it could answer.
        }
    }

    private static async Task<List<JsonNode>> AuditOf(TestHub hub, string caseId)
    {
        var entries = new List<JsonNode>();
        foreach (var name in await hub.BlobNames("audit"))
        {
            var content = (await hub.Blobs.GetBlobContainerClient("audit").GetBlobClient(name).DownloadContentAsync()).Value.Content.ToString();
            entries.AddRange(content.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!));
        }

        return [.. entries.Where(entry => (string?)entry["caseId"] == caseId)];
    }
}
