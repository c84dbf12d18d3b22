using IntegrationHub.Functions.Tests.Kit;

namespace IntegrationHub.Functions.Tests.Storage;

/// <summary>Many writers at once: every fact kept, in one order.</summary>
[Collection(TestStack.Name)]
public sealed class WritersTests(TestStack stack)
{
    private TestHub Hub => stack.Shared;

    [Fact]
    public async Task Sixteen_writers_on_one_case_all_get_in_once()
    {
        var subject = Sample.NewSubject();
        var caseId = (await Hub.Notify(Sample.BecameLookedAfter(subject))).CaseId;
        var messages = Enumerable.Range(1, 16).Select(day => Sample.Paperwork(subject, on: $"2026-10-{day:00}")).ToList();

        var answers = await Task.WhenAll(messages.Select(message => Hub.Notify(message)));

        Assert.All(answers, answer => Assert.True(answer.Status == 201, answer.Body));
        var facts = await Hub.Facts(caseId);
        Assert.Equal(Enumerable.Range(1, facts.Count), facts.Select(fact => (int)fact!["number"]!));
        var papers = facts.Where(fact => (string)fact!["data"]!["type"]! == "paperwork-completed").Select(fact => (string)fact!["origin"]!["messageId"]!);
        Assert.Equal(messages.Select(message => (string)message["id"]!).Order(), papers.Order());
        Assert.True(facts.Zip(facts.Skip(1)).All(pair => string.CompareOrdinal((string)pair.First!["recordedAt"]!, (string)pair.Second!["recordedAt"]!) <= 0));
    }

    [Fact]
    public async Task The_same_notification_sixteen_times_at_once_is_one_case_with_one_answer()
    {
        var notification = Sample.BecameLookedAfter(Sample.NewSubject());

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Hub.Notify(notification)));

        Assert.Single(answers, answer => answer.Status == 201);
        Assert.All(answers, answer => Assert.True(answer.Status is 200 or 201, answer.Body));
        Assert.Single(answers.Select(answer => answer.Body).Distinct());
        Assert.Equal(2, (await Hub.Facts(answers[0].CaseId)).Count);
    }

    [Fact]
    public async Task The_same_key_at_once_for_different_contents_is_taken_in_for_one_of_them_only()
    {
        var one = Sample.BecameLookedAfter(Sample.NewSubject());
        var other = Sample.BecameLookedAfter(Sample.NewSubject());
        other["id"] = (string)one["id"]!;

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Hub.Notify(i % 2 == 0 ? one : other)));

        Assert.Single(answers, answer => answer.Status == 201);
        Assert.Single(answers.Where(answer => answer.Status is 200 or 201).Select(answer => answer.CaseId).Distinct());
        Assert.All(answers, answer => Assert.True(answer.Status is 200 or 201 or 409 or 503, answer.Body));
    }

    [Fact]
    public async Task Two_movers_of_one_task_with_the_same_version_are_one_success_and_one_412()
    {
        var caseId = (await Hub.Notify(Sample.BecameLookedAfter(Sample.NewSubject()))).CaseId;
        var task = await Hub.Get($"hub/fhir/Task/{caseId}", Hub.Health);
        var body = task.Json;
        body["status"] = "received";

        var answers = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Hub.Fhir(HttpMethod.Put, $"/Task/{caseId}", body, ("If-Match", task.ETag))));

        Assert.Equal([200, 412], answers.Select(answer => answer.Status).Order());
    }
}
