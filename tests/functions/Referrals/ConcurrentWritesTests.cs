using IntegrationHub.Functions.Tests.Kit;

namespace IntegrationHub.Functions.Tests.Referrals;

/// <summary>Transactions of several senders on one case at once.</summary>
[Collection(TestStack.Name)]
public sealed class ConcurrentWritesTests(TestStack stack)
{
    [Fact]
    public async Task Transactions_at_once_all_take_effect_and_each_wholly()
    {
        var hub = stack.Shared;
        var caseId = (await hub.Notify(Sample.BecameLookedAfter(Sample.NewSubject()))).CaseId;
        var bundles = Enumerable.Range(0, 8).Select(i =>
        {
            var bundle = Sample.Return(caseId);
            bundle["entry"]![0]!["resource"] = Sample.Document(caseId, "iha-summary", $"summary {i}");
            bundle["entry"]![1]!["resource"] = Sample.Document(caseId, "health-care-plan", $"plan {i}");
            return hub.Fhir(HttpMethod.Post, "", bundle);
        });
        var answers = await Task.WhenAll(bundles);

        Assert.All(answers, answer => Assert.All(answer.Json["entry"]!.AsArray(), entry => Assert.StartsWith("201", (string)entry!["response"]!["status"]!, StringComparison.Ordinal)));
        var received = (await hub.Facts(caseId)).Where(fact => (string)fact!["data"]!["type"]! == "document-received").Select(fact => (string)fact!["origin"]!["commit"]!).ToList();
        Assert.Equal(16, received.Count);
        Assert.All(received.CountBy(commit => commit), commit => Assert.Equal(2, commit.Value));
    }
}
