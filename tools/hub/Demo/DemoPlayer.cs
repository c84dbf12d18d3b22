using System.Net;
using System.Text.Json.Nodes;
using IntegrationHub.Tools.Hub.Local;

namespace IntegrationHub.Tools.Hub.Demo;

/// <summary>Plays the steps of a demo as the people that they are: council and health team, over HTTP.</summary>
internal sealed class DemoPlayer(HubClient hub, DateTimeOffset start)
{
    private const string Council = "social-care";
    private const string Health = "health";

    private readonly long since = TimeProvider.System.GetTimestamp();
    private DateTimeOffset movedTo = start;
    private long movedAt = TimeProvider.System.GetTimestamp();

    /// <summary>What the hub refused, by what was asked and why; empty when all went as the interface says.</summary>
    public SortedDictionary<string, int> Refused { get; } = [];
    public int Requests { get; private set; }
    public TimeSpan Elapsed => TimeProvider.System.GetElapsedTime(since);

    /// <summary>Moves the hub's clock on; never backwards, and it runs on by itself in the meantime.</summary>
    public async Task MoveClockAsync(DateTimeOffset to, CancellationToken stop)
    {
        if (to <= movedTo + TimeProvider.System.GetElapsedTime(movedAt))
            return;
        Judge("clock", await hub.MoveClockAsync(to, stop));
        (movedTo, movedAt) = (to, TimeProvider.System.GetTimestamp());
    }

    public async Task NotifyAsync(DemoCase course, DateOnly on, CancellationToken stop)
    {
        var answer = await SendAsync(course, "became-looked-after", course.Child.BecameLookedAfter(on), stop);
        course.CaseId = answer.Body?["caseId"]?.ToString();
        course.IsOver = course.CaseId is null;
    }

    public Task ConsentAsync(DemoCase course, string status, DateOnly on, CancellationToken stop) =>
        SendAsync(course, "consent-recorded", Messages.Consent(status, course.Child.ConsentGiver(on), on), stop);

    public Task PaperworkAsync(DemoCase course, DateOnly on, CancellationToken stop) =>
        SendAsync(course, "paperwork-completed", Messages.On(on), stop);

    public async Task CeaseAsync(DemoCase course, DateOnly on, CancellationToken stop)
    {
        await SendAsync(course, "ceased-to-be-looked-after", new JsonObject { ["on"] = Json.Date(on), ["reason"] = "E4A" }, stop);
        course.IsOver = true;
    }

    public Task MoveTaskAsync(DemoCase course, string status, CancellationToken stop) =>
        UpdateAsync($"Task/{course.CaseId}", $"Task {status}", task => task["status"] = status, stop);

    public async Task RejectTaskAsync(DemoCase course, CancellationToken stop)
    {
        await UpdateAsync($"Task/{course.CaseId}", "Task rejected", task =>
        {
            task["status"] = "rejected";
            task["statusReason"] = new JsonObject { ["text"] = "books closed" };
        }, stop);
        course.IsOver = true;
    }

    public async Task BookAsync(DemoCase course, DateTimeOffset at, CancellationToken stop)
    {
        var answer = Judge("Appointment booked", await hub.SendAsync(
            Health, HttpMethod.Post, "hub/fhir/Appointment", Messages.Appointment(course.CaseId!, "booked", at), HubClient.Fhir, null, stop));
        course.AppointmentId = answer.Body?["id"]?.ToString() ?? IdIn(answer.Location);
    }

    public Task EndAppointmentAsync(DemoCase course, string status, CancellationToken stop) => course.AppointmentId is null
        ? Task.CompletedTask
        : UpdateAsync($"Appointment/{course.AppointmentId}", $"Appointment {status}", appointment => appointment["status"] = status, stop);

    public async Task ReturnAsync(DemoCase course, CancellationToken stop) => Judge("assessment return", await hub.SendAsync(
        Health, HttpMethod.Post, "hub/fhir", Messages.AssessmentReturn(course.CaseId!, course.Child.LocalId, movedTo), HubClient.Fhir, null, stop));

    private async Task<Answer> SendAsync(DemoCase course, string kind, JsonObject data, CancellationToken stop)
    {
        var localId = course.Child.LocalId;
        return Judge(kind, await hub.SendAsync(
            Council, HttpMethod.Post, "hub/notifications", Messages.Notification($"{localId}-{kind}", kind, movedTo, localId, data),
            HubClient.CloudEvents, null, stop));
    }

    private async Task UpdateAsync(string path, string what, Action<JsonObject> change, CancellationToken stop)
    {
        var read = Judge($"read before {what}", await hub.GetAsync(Health, $"hub/fhir/{path}", stop));
        if (read is not { IsSuccess: true, Body: JsonObject resource })
            return;
        change(resource);
        Judge(what, await hub.SendAsync(Health, HttpMethod.Put, $"hub/fhir/{path}", resource, HubClient.Fhir, read.ETag, stop));
    }

    private Answer Judge(string what, Answer answer)
    {
        Requests++;
        if (!answer.IsSuccess)
        {
            var key = $"{what}: {(int)answer.Status} {(answer.Status == HttpStatusCode.NotFound ? "" : answer.Code)}".TrimEnd();
            Refused[key] = Refused.GetValueOrDefault(key) + 1;
        }
        return answer;
    }

    // .../Appointment/{id} or .../Appointment/{id}/_history/{version}
    private static string? IdIn(string? location) => location?.Split("Appointment/") is [_, var rest] ? rest.Split('/')[0] : null;
}
