using IntegrationHub.Functions.Tests.Kit;

namespace IntegrationHub.Functions.Tests.Referrals;

/// <summary><c>$validate</c> leaves the storage as it was: no fact, no document, no index entry.</summary>
[Collection(TestStack.Name)]
public sealed class ValidateKeepsNothingTests(TestStack stack)
{
    [Fact]
    public async Task Not_even_a_document_under_its_hash_stays()
    {
        await using var hub = await stack.StartHub();
        var caseId = (await hub.Notify(Sample.BecameLookedAfter(Sample.NewSubject()))).CaseId;
        await Eventually.Holds("the outbox is empty", async () => (await hub.StoredCase(caseId))["outbox"]!.AsArray().Count == 0
            && !(await hub.BlobNames("index")).Any(name => name.StartsWith("outbox/", StringComparison.Ordinal)));
        var before = await Stored(hub, caseId);
        var task = (await hub.Get($"hub/fhir/Task/{caseId}", hub.Health)).Json;
        task["status"] = "received";
        foreach (var resource in new[]
        {
            Sample.Appointment(caseId, "booked"), Sample.Document(caseId, "iha-summary", "x"), Sample.Return(caseId), task,
            Sample.Document(caseId, "poem", "x"),
        })
        {
            var answer = await hub.Fhir(HttpMethod.Post, $"/{resource["resourceType"]}/$validate", resource);
            Assert.Equal((200, "OperationOutcome"), (answer.Status, (string)answer.Json["resourceType"]!));
        }

        Assert.Equal(before, await Stored(hub, caseId));
    }

    private static async Task<string> Stored(TestHub hub, string caseId)
    {
        var names = new List<string>();
        foreach (var container in new[] { "cases", "index", "documents", "parked", "deliveries" })
        {
            names.AddRange((await hub.BlobNames(container)).Select(name => $"{container}/{name}"));
        }

        return string.Join('\n', names.Order(StringComparer.Ordinal).Append((await hub.StoredCase(caseId)).ToJsonString()));
    }
}
