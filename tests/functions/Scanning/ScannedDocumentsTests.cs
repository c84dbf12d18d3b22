using System.Text;
using System.Text.Json.Nodes;
using Azure.Storage.Blobs.Models;
using IntegrationHub.Functions.Tests.Kit;
using IntegrationHub.Functions.Tests.Reliability;

namespace IntegrationHub.Functions.Tests.Scanning;

/// <summary>Every way in asks the scanner first: what it finds is refused, and what it can't be asked about is not kept.</summary>
[Collection(TestStack.Name)]
public sealed class ScannedDocumentsTests(ScannedHub scanned) : IClassFixture<ScannedHub>, IAsyncLifetime
{
    private const string Letter = "a letter";
    private readonly FakeClamd clamd = scanned.Clamd;
    private readonly InProcessHub hub = scanned.Hub;
    private string caseId = "";

    public static TheoryData<string> WaysIn => new("paper", "document", "binary", "native binary", "care plan", "transaction", "batch", "queue");

    public async Task InitializeAsync()
    {
        clamd.Answering = Clamd.Clean;
        clamd.Shown.Clear();
        caseId = (await hub.Notify(Sample.BecameLookedAfter(Sample.NewSubject()))).CaseId;
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [MemberData(nameof(WaysIn))]
    public async Task What_is_clean_is_scanned_and_kept(string way)
    {
        var answer = await Send(way);

        Assert.True(answer.Status is 200 or 201, answer.Body);
        Assert.NotEmpty(await Kept());
        Assert.Equal((await Kept()).Count, clamd.Shown.Count);
    }

    [Theory]
    [MemberData(nameof(WaysIn))]
    public async Task What_the_scanner_finds_is_refused_and_not_kept(string way)
    {
        clamd.Answering = Clamd.Finds;
        var answer = await Send(way);

        switch (way)
        {
            case "queue":
                Assert.Equal("parked: document-not-accepted", (string)answer.Json["Logs"]![0]!);
                break;
            case "batch":
                Assert.StartsWith("422", (string)answer.Json["entry"]![0]!["response"]!["status"]!, StringComparison.Ordinal);
                break;
            case "paper":
                Assert.Equal((422, "document-not-accepted"), (answer.Status, answer.Code));
                Assert.Equal([" malware"], answer.Faults);
                break;
            default:
                Assert.Equal(422, answer.Status);
                Assert.Contains("malware scanner refused", answer.Body, StringComparison.Ordinal);
                break;
        }

        Assert.Empty(await Kept());
    }

    [Theory]
    [MemberData(nameof(WaysIn))]
    public async Task Where_the_scanner_can_not_be_asked_the_sender_is_told_to_come_back_and_nothing_is_kept(string way)
    {
        clamd.Answering = Clamd.HangsUp;
        var answer = await Send(way);

        switch (way)
        {
            case "queue":
                Assert.Equal((500, "scanner-unavailable"), (answer.Status, (string)answer.Json["Logs"]![0]!));
                break;
            case "batch":
                Assert.StartsWith("503", (string)answer.Json["entry"]![0]!["response"]!["status"]!, StringComparison.Ordinal);
                break;
            default:
                Assert.Equal(503, answer.Status);
                Assert.NotNull(answer.Message.Headers.RetryAfter);
                Assert.Contains("scanner-unavailable", answer.Body, StringComparison.Ordinal);
                break;
        }

        Assert.Empty(await Kept());
        clamd.Answering = Clamd.Clean;
        Assert.True((await Send(way)).Status is 200 or 201);
    }

    [Fact]
    public async Task A_transaction_of_which_one_document_is_bad_keeps_none()
    {
        clamd.Answering = Clamd.Finds;
        var answer = await Send("transaction");

        Assert.Equal(
            ["Bundle.entry[0].resource.content[0].attachment", "Bundle.entry[1].resource.content[0].attachment"],
            answer.Json["issue"]!.AsArray().Select(issue => (string)issue!["expression"]![0]!));
        Assert.Empty(await Kept());
    }

    [Fact]
    public async Task Readiness_names_the_scanner_and_stays_ready_without_it()
    {
        async Task<string> Standing() => (await hub.Get("hub/health/ready", null)).Json["dependencies"]!.AsArray()
            .Where(entry => (string)entry!["name"]! == "content-scanner").Select(entry => (string)entry!["status"]!).Single();

        Assert.Equal("up", await Standing());
        clamd.Answering = Clamd.Babbles;
        Assert.Equal("down", await Standing());
    }

    private async Task<Answer> Send(string way) => way switch
    {
        "paper" => await hub.Send(HttpMethod.Post, $"hub/cases/{caseId}/documents", hub.SocialCare, HubClient.Content(Letter, "text/plain"), ("X-Document-Kind", "consent-form")),
        "document" => await hub.Fhir(HttpMethod.Post, "/DocumentReference", Sample.Document(caseId, "iha-summary", Letter)),
        "binary" => await hub.Fhir(HttpMethod.Post, "/Binary", new JsonObject
        {
            ["resourceType"] = "Binary",
            ["contentType"] = "text/plain",
            ["data"] = Convert.ToBase64String(Encoding.ASCII.GetBytes(Letter)),
            ["securityContext"] = new JsonObject { ["reference"] = $"ServiceRequest/{caseId}" },
        }),
        "native binary" => await hub.Send(HttpMethod.Post, "hub/fhir/Binary", hub.Health, HubClient.Content(Letter, "text/plain"), ("X-Security-Context", $"ServiceRequest/{caseId}")),
        "care plan" => await hub.Fhir(HttpMethod.Post, "/CarePlan", new JsonObject
        {
            ["resourceType"] = "CarePlan",
            ["status"] = "active",
            ["intent"] = "plan",
            ["subject"] = new JsonObject { ["reference"] = $"Patient/{caseId}" },
        }),
        "transaction" => await hub.Fhir(HttpMethod.Post, "", Sample.Return(caseId)),
        "batch" => await hub.Fhir(HttpMethod.Post, "", Batch()),
        _ => await hub.Trigger("ReceiveAssessment", Sample.StorageQueueEnvelope(Sample.Return(caseId).ToJsonString())),
    };

    private JsonObject Batch()
    {
        var bundle = Sample.Return(caseId, "iha-summary");
        bundle["type"] = "batch";
        return bundle;
    }

    private async Task<List<string>> Kept()
    {
        var names = new List<string>();
        await foreach (var blob in hub.Storage.Documents.GetBlobsAsync(BlobTraits.None, BlobStates.None, caseId, CancellationToken.None))
        {
            names.Add(blob.Name);
        }

        return names;
    }
}

/// <summary>A hub that asks a scanner of the tests' own.</summary>
public sealed class ScannedHub(TestStack stack) : IAsyncLifetime
{
    internal FakeClamd Clamd { get; } = new();

    internal InProcessHub Hub { get; private set; } = null!;

    public async Task InitializeAsync() => Hub = await InProcessHub.StartOn(stack, ("HUB_SCANNER", Clamd.Address.ToString()));

    public async Task DisposeAsync()
    {
        await Hub.DisposeAsync();
        Clamd.Dispose();
    }
}
