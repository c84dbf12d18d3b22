using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Azure.Storage.Blobs.Models;
using IntegrationHub.Functions.Tests.Kit;
using IntegrationHub.Functions.Tests.Reliability;
using IntegrationHub.Functions.Tests.Retention;

namespace IntegrationHub.Functions.Tests.Exports;

/// <summary>Everything that is held on a child, as a zip.</summary>
[Collection(TestStack.Name)]
public sealed class ExportCaseTests(TestStack stack) : IAsyncLifetime
{
    private CrashBench bench = null!;

    public async Task InitializeAsync() => bench = await CrashBench.Start(stack.NewAccount(), stack.NewFolder());

    public async Task DisposeAsync() => await bench.DisposeAsync();

    [Fact]
    public async Task An_export_holds_what_storage_holds_on_the_case_and_nothing_of_another()
    {
        var child = await ClosedCase.Make(bench);
        var other = (await bench.Clean.Notify(Sample.BecameLookedAfter(Sample.NewSubject()))).CaseId;
        await bench.Clean.Get("hub/fhir/Task?_include=Task:patient", bench.Clean.Health);
        await bench.Clean.Send(
            HttpMethod.Put, $"hub/operations/cases/{child.CaseId}/legal-hold", bench.Clean.Token("operations"), HubClient.Content("""{"reason":"A claim."}""", "application/json"));

        using var zip = await Export(child.CaseId);

        Assert.Equal(
            ["README.txt", "case.json", "chronology.json", "fhir.json", "alerts.json", "messages.json", "documents/001-iha-summary.pdf", "documents/002-health-care-plan.pdf", "documents/index.json"],
            zip.Entries.Select(entry => entry.FullName).Take(9));
        var view = Json(zip, "case.json");
        Assert.Equal(("closed", 5, true), ((string)view["view"]!["status"]!, view["view"]!["keyDates"]!.AsArray().Count, (bool)view["legalHold"]!["isHeld"]!));
        Assert.True(JsonNode.DeepEquals((await bench.Clean.Facts(child.CaseId)), Json(zip, "chronology.json")["facts"]));
        var types = Json(zip, "fhir.json")["entry"]!.AsArray().Select(entry => (string)entry!["resource"]!["resourceType"]!).ToHashSet();
        Assert.Superset(new HashSet<string> { "Patient", "Task", "ServiceRequest", "Consent", "Appointment", "DocumentReference", "Provenance" }, types);
        Assert.Equal($"%PDF-1.4\n% iha-summary of {child.CaseId}\n%%EOF\n", Text(zip, "documents/001-iha-summary.pdf"));
        Assert.Equal(["iha-summary", "health-care-plan"], Json(zip, "documents/index.json")["documents"]!.AsArray().Select(document => (string)document!["kind"]!));
        Assert.Contains(zip.Entries, entry => entry.FullName.StartsWith($"deliveries/{child.CaseId}.", StringComparison.Ordinal));
        Assert.Contains(child.Subject, Text(zip, Assert.Single(zip.Entries, entry => entry.FullName.StartsWith("parked/", StringComparison.Ordinal)).FullName), StringComparison.Ordinal);
        var messages = Json(zip, "messages.json");
        Assert.Contains(messages["sent"]!.AsArray(), message => (string)message!["kind"]! == "uk.lac.assessment-returned.v1" && message["sentAt"] is not null);
        Assert.Empty(messages["waiting"]!.AsArray());
        foreach (var entry in zip.Entries)
        {
            Assert.DoesNotContain(other, Text(zip, entry.FullName), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_export_itself_is_audited_with_the_case_and_stands_in_its_own_lines()
    {
        var child = await ClosedCase.Make(bench);

        using var zip = await Export(child.CaseId);

        var lines = Text(zip, "audit.jsonl").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).ToList();
        Assert.Contains(lines, line => (string)line["operation"]! == "Notify" && (int)line["status"]! == 201);
        var last = lines[^1];
        Assert.Equal(("ExportCase", 200, "test-operations", child.CaseId), ((string)last["operation"]!, (int)last["status"]!, (string)last["subject"]!, (string)last["caseId"]!));
    }

    [Theory]
    [InlineData("825-aaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("nonsense")]
    [InlineData("..%2F..%2Faudit")]
    public async Task Of_a_case_that_is_not_there_it_is_said_so(string id)
    {
        var answer = await bench.Clean.Get($"hub/operations/cases/{id}/export", bench.Clean.Token("operations"));

        Assert.Equal((404, "not-found"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task A_document_that_is_missing_is_named_in_the_index_and_the_rest_is_there()
    {
        var child = await ClosedCase.Make(bench);
        await foreach (var document in bench.Storage.Documents.GetBlobsAsync(new GetBlobsOptions { Prefix = child.CaseId }))
        {
            await bench.Storage.Documents.DeleteBlobAsync(document.Name);
        }

        using var zip = await Export(child.CaseId);

        Assert.All(Json(zip, "documents/index.json")["documents"]!.AsArray(), document => Assert.Null(document!["file"]));
        Assert.NotNull(zip.GetEntry("audit.jsonl"));
    }

    private async Task<ZipArchive> Export(string caseId)
    {
        var answer = await bench.Clean.Get($"hub/operations/cases/{caseId}/export", bench.Clean.Token("operations"));
        Assert.True(answer.Status == 200, answer.Body);
        var content = answer.Message.Content;
        Assert.Equal(("application/zip", $"{caseId}.zip"), (content.Headers.ContentType!.MediaType, content.Headers.ContentDisposition!.FileName));
        Assert.Equal("nosniff", Assert.Single(answer.Message.Headers.GetValues("X-Content-Type-Options")));
        Assert.True(answer.Message.Headers.CacheControl!.NoStore);
        return new ZipArchive(new MemoryStream(await content.ReadAsByteArrayAsync()));
    }

    private static JsonNode Json(ZipArchive zip, string name) => JsonNode.Parse(Text(zip, name))!;

    private static string Text(ZipArchive zip, string name)
    {
        using var reader = new StreamReader(zip.GetEntry(name)!.Open(), Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
