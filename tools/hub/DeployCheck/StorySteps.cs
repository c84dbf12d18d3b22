using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using IntegrationHub.Tools.Hub.Local;

namespace IntegrationHub.Tools.Hub.DeployCheck;

/// <summary>What the story is told with.</summary>
/// <param name="Now">The hub's business clock: the real time, except locally.</param>
/// <param name="RealNow">Makes the child a new one.</param>
/// <param name="Email">Where its invented contacts get alerts.</param>
internal sealed record StoryPlan(DateTimeOffset Now, DateTimeOffset RealNow, string Email, TimeSpan Wait);

/// <summary>One invented child from the notification to both documents, and to the end of care: everything through the public interface.</summary>
internal sealed class StorySteps(HubClient hub, CheckTokens tokens, StoryPlan plan, BusSender? bus)
{
    // Long enough ago that a key date has passed: the alert is due at once, without waiting for a day to pass.
    private const int DaysAgo = 40;

    private readonly string localId = $"CHECK-{plan.RealNow.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)}";
    private readonly DateOnly today = Json.DateOf(plan.Now);
    private string council = "";
    private string provider = "";
    private string caseId = "";

    public IEnumerable<CheckStep> All() =>
    [
        new("tokens", TokensAsync),
        new("notification", NotificationAsync),
        new("the same again", AgainAsync),
        new("alert", AlertAsync),
        new("pull", PullAsync),
        new("consent", ConsentAsync),
        new("paperwork", PaperworkAsync),
        new("referral received", ReceivedAsync),
        new("appointment", AppointmentAsync),
        new("return", ReturnAsync),
        new("documents", DocumentsAsync),
        new("end of care", EndAsync),
        new("operations", OperationsAsync),
    ];

    private Task<string> TokensAsync(CancellationToken stop)
    {
        council = tokens.OrganisationOf(CheckTokens.SocialCare, "SocialCare.Notify", plan.RealNow);
        provider = tokens.OrganisationOf(CheckTokens.Health, "Health.Write", plan.RealNow);
        return Task.FromResult($"council {council}, provider {provider}");
    }

    private async Task<string> NotificationAsync(CancellationToken stop)
    {
        var answer = await SendAsync("became-looked-after", Child(), HttpStatusCode.Created, stop);
        caseId = (string)answer["caseId"]!;
        return $"{localId} is case {caseId}";
    }

    private async Task<string> AgainAsync(CancellationToken stop)
    {
        var answer = await SendAsync("became-looked-after", Child(), HttpStatusCode.OK, stop);
        return (string?)answer["caseId"] == caseId ? "200, the same case" : throw new CheckFailedException($"it became another case, {answer["caseId"]}");
    }

    /// <summary>Outbox, broker, trigger and delivery: none of them is seen from outside, but without one of them nothing is recorded as delivered.</summary>
    private Task<string> AlertAsync(CancellationToken stop) => CheckStep.UntilAsync(async cancel =>
    {
        var alerts = (await hub.GetAsync(CheckTokens.SocialCare, $"hub/cases/{caseId}/alerts", cancel)).Body?["alerts"]?.AsArray() ?? [];
        var deliveries = alerts.SelectMany(alert => alert!["deliveries"]!.AsArray()).ToList();
        var delivered = deliveries.Where(delivery => (string?)delivery!["outcome"] == "delivered").Select(delivery => (string?)delivery!["channel"]).Distinct().ToList();
        return delivered.Count > 0
            ? ($"{alerts.Count} raised, delivered by {string.Join(", ", delivered)}", "")
            : (null, $"{alerts.Count} alerts, {deliveries.Count} attempts to deliver, none that succeeded");
    }, plan.Wait, stop);

    private Task<string> PullAsync(CancellationToken stop) => CheckStep.UntilAsync(async cancel =>
    {
        var since = Uri.EscapeDataString(Json.Instant(plan.Now.AddMinutes(-10)));
        var answer = await hub.GetAsync(
            CheckTokens.Health, $"hub/fhir/Task?owner=Organization/{provider}&status=requested&_lastUpdated=gt{since}&_id={caseId}&_include=Task:focus&_include=Task:patient", cancel);
        var found = (answer.Body?["entry"]?.AsArray() ?? []).Select(entry => (string?)entry!["resource"]?["resourceType"]).ToList();
        return found.Contains("Task") && found.Contains("ServiceRequest") && found.Contains("Patient")
            ? (string.Join(", ", found), "")
            : (null, $"{(int)answer.Status} with {found.Count} resources");
    }, plan.Wait, stop);

    private async Task<string> ConsentAsync(CancellationToken stop)
    {
        var consent = Messages.Consent("given", "parent", today);
        if (bus is null)
        {
            await SendAsync("consent-recorded", consent, HttpStatusCode.Created, stop);
            return "by HTTP";
        }

        await bus.SendAsync(Notification("consent-recorded", consent), stop);
        return await CheckStep.UntilAsync(async cancel =>
            (bool?)(await hub.GetAsync(CheckTokens.SocialCare, $"hub/cases/{caseId}", cancel)).Body?["consent"]?["valid"] == true
                ? ("by the queue lac-notifications", "")
                : (null, "the message was taken by the queue, but the case shows no consent"), plan.Wait, stop);
    }

    private async Task<string> PaperworkAsync(CancellationToken stop) =>
        $"the case is {(await SendAsync("paperwork-completed", Messages.On(today), HttpStatusCode.Created, stop))["status"]}";

    private async Task<string> ReceivedAsync(CancellationToken stop)
    {
        var task = Expect(await hub.GetAsync(CheckTokens.Health, $"hub/fhir/Task/{caseId}", stop), HttpStatusCode.OK);
        task.Body!["status"] = "received";
        var moved = Expect(await hub.SendAsync(CheckTokens.Health, HttpMethod.Put, $"hub/fhir/Task/{caseId}", task.Body, HubClient.Fhir, task.ETag, stop), HttpStatusCode.OK);
        return $"the Task is {moved.Body!["status"]}, version {moved.ETag}";
    }

    private async Task<string> AppointmentAsync(CancellationToken stop)
    {
        var answer = Expect(
            await hub.SendAsync(CheckTokens.Health, HttpMethod.Post, "hub/fhir/Appointment", Messages.Appointment(caseId, "fulfilled", plan.Now.AddHours(-1)), HubClient.Fhir, null, stop),
            HttpStatusCode.Created);
        return $"{answer.Body!["id"]}";
    }

    private async Task<string> ReturnAsync(CancellationToken stop)
    {
        Expect(await hub.SendAsync(CheckTokens.Health, HttpMethod.Post, "hub/fhir", Messages.AssessmentReturn(caseId, localId, plan.Now), HubClient.Fhir, null, stop), HttpStatusCode.OK);
        var status = (string?)Expect(await hub.GetAsync(CheckTokens.SocialCare, $"hub/cases/{caseId}", stop), HttpStatusCode.OK).Body!["status"];
        return status == "completed" ? "the case is completed" : throw new CheckFailedException($"the return was taken, but the case is {status}");
    }

    private async Task<string> DocumentsAsync(CancellationToken stop)
    {
        var list = Expect(await hub.GetAsync(CheckTokens.SocialCare, $"hub/cases/{caseId}/documents", stop), HttpStatusCode.OK).Body!["documents"]!.AsArray();
        var sent = Messages.AssessmentReturn(caseId, localId, plan.Now)["entry"]!.AsArray()
            .Select(entry => (string)entry!["resource"]!["content"]![0]!["attachment"]!["data"]!).ToHashSet();
        foreach (var document in list)
        {
            var content = await hub.DownloadAsync(CheckTokens.SocialCare, $"hub/cases/{caseId}/documents/{document!["documentId"]}", stop);
            if (content is null || !sent.Remove(Convert.ToBase64String(content)))
                throw new CheckFailedException($"the {document["kind"]} didn't come back as it was sent");
        }

        return sent.Count == 0 ? $"{string.Join(", ", list.Select(document => document!["kind"]))}, as sent" : throw new CheckFailedException($"{sent.Count} documents are missing");
    }

    /// <summary>Nobody is to be chased for a child who isn't.</summary>
    private async Task<string> EndAsync(CancellationToken stop) =>
        $"the case is {(await SendAsync("ceased-to-be-looked-after", new JsonObject { ["on"] = Json.Date(today), ["reason"] = "E4A" }, HttpStatusCode.Created, stop))["status"]}";

    private async Task<string> OperationsAsync(CancellationToken stop)
    {
        if (tokens.Find(CheckTokens.Operations) is null)
            return $"not asked: {CheckTokens.VariableOf(CheckTokens.Operations)} isn't set";
        Expect(await hub.GetAsync(CheckTokens.Operations, "hub/operations/outbox", stop), HttpStatusCode.OK);
        var alarms = Expect(await hub.GetAsync(CheckTokens.Operations, "hub/operations/alarms?state=raised", stop), HttpStatusCode.OK).Body!["alarms"]!.AsArray();
        return alarms.Count == 0 ? "no alarm is open" : $"open alarms, see docs/operations.md: {string.Join(", ", alarms.Select(alarm => alarm!["kind"]))}";
    }

    private JsonObject Child()
    {
        var since = Json.Date(today.AddDays(-DaysAgo));
        var data = Examples.Child(today, plan.RealNow);
        data["care"]!["becameLookedAfterOn"] = since;
        data["care"]!["placement"]!["startedOn"] = since;
        data["care"]!["placement"]!["localAuthority"] = council;
        data["healthProvider"] = provider;
        foreach (var contact in data["contacts"]!.AsArray())
            contact!["email"] = plan.Email;
        return data;
    }

    private JsonObject Notification(string kind, JsonObject data) => Messages.Notification($"{localId}-{kind}", kind, plan.Now, localId, data, council);

    private async Task<JsonNode> SendAsync(string kind, JsonObject data, HttpStatusCode status, CancellationToken stop) => Expect(
        await hub.SendAsync(CheckTokens.SocialCare, HttpMethod.Post, "hub/notifications", Notification(kind, data), HubClient.CloudEvents, null, stop), status).Body!;

    private static Answer Expect(Answer answer, HttpStatusCode status) => answer.Status == status && (answer.Body is not null || status == HttpStatusCode.NoContent)
        ? answer
        : throw new CheckFailedException($"{(int)answer.Status} ({answer.Code}), not {(int)status}: {answer.Body?.ToJsonString()}");
}
