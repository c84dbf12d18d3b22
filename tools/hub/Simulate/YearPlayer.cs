using System.Text.Json.Nodes;
using IntegrationHub.Tools.Hub.Local;

namespace IntegrationHub.Tools.Hub.Simulate;

/// <summary>
/// Council and health team, over HTTP. What the hub accepts is told to the re-computation with the day on which it was accepted; what it refuses
/// is counted, for nothing of a story should be refused.
/// </summary>
internal sealed class YearPlayer(HubClient hub, DateTimeOffset start)
{
    private const string Council = "social-care";

    private readonly long since = TimeProvider.System.GetTimestamp();
    private DateTimeOffset movedTo = start;
    private long movedAt = TimeProvider.System.GetTimestamp();
    private int messages;

    /// <summary>What the hub refused, with the child's reference: by the story none of it should be.</summary>
    public List<string> Refused { get; } = [];
    public int Requests { get; private set; }
    public int Repeats { get; private set; }
    public TimeSpan Elapsed => TimeProvider.System.GetElapsedTime(since);
    private DateTimeOffset Now => movedTo + TimeProvider.System.GetElapsedTime(movedAt);

    /// <summary>The date in London by the hub's clock.</summary>
    public DateOnly Today => OwnCalendar.InLondon(Now);

    /// <summary>Moves the hub's clock on, which fires its timers.</summary>
    public async Task MoveClockAsync(DateTimeOffset to, CancellationToken stop)
    {
        var moment = to > Now ? to : Now.AddSeconds(1);
        if (Judge("the clock", await hub.MoveClockAsync(moment, stop)).IsSuccess)
            Restarted(moment);
    }

    /// <summary>The hub was started again with this moment as its clock's start.</summary>
    public void Restarted(DateTimeOffset moment) => (movedTo, movedAt) = (moment, TimeProvider.System.GetTimestamp());

    /// <summary>A message of the council's.</summary>
    /// <param name="kind">Without prefix and version.</param>
    /// <param name="happening">What the re-computation is told when the hub accepts it.</param>
    /// <param name="twice">The same message again, as a queue may do: nothing more may come of it.</param>
    public async Task NotifyAsync(SimulatedCase course, string kind, JsonObject data, Happening happening, bool twice, CancellationToken stop)
    {
        var localId = course.Child.LocalId;
        var message = Messages.Notification($"{localId}-{++messages}", kind, Now, localId, data);
        for (var time = 0; time < (twice ? 2 : 1); time++)
        {
            var answer = Judge($"{localId} {kind}", await hub.SendAsync(
                Council, HttpMethod.Post, "hub/notifications", message.DeepClone(), HubClient.CloudEvents, null, stop));
            Repeats += time;
            if (!answer.IsSuccess || time > 0)
                continue;
            course.CaseId ??= answer.Body?["caseId"]?.ToString();
            course.Learn(happening, Today);
        }
    }

    public async Task UploadAsync(SimulatedCase course, string kind, CancellationToken stop)
    {
        var paper = TinyPdf.Of($"{kind} - {course.Child.LocalId} - invented");
        if (Judge($"{course.Child.LocalId} {kind}", await hub.UploadAsync(Council, course.CaseId!, kind, paper, stop)).IsSuccess)
            course.Learn(new PaperUploaded(kind), Today);
    }

    public async Task MoveTaskAsync(SimulatedCase course, int review, string status, CancellationToken stop)
    {
        var referral = course.ReferralOf(review);
        if (await UpdateAsync(course, referral, "Task", course.FhirIdOf(referral), status, task =>
        {
            task["status"] = status;
            if (status == "rejected")
                task["statusReason"] = new JsonObject { ["text"] = "books closed" };
        }, stop))
            course.Learn(new TaskMoved(review, status), Today);
    }

    /// <summary>The Designated Doctor signs a Care Entry Health Assessment off.</summary>
    public async Task SignOffAsync(SimulatedCase course, CancellationToken stop)
    {
        var referral = course.ReferralOf(0);
        if (await UpdateAsync(course, referral, "Task", course.FhirIdOf(referral), "signed off", task =>
        {
            var outputs = task["output"] as JsonArray ?? [];
            task["output"] = outputs;
            outputs.Add(new JsonObject
            {
                ["type"] = new JsonObject { ["coding"] = new JsonArray(new JsonObject { ["system"] = Messages.TaskOutputs, ["code"] = "ceha-sign-off" }) },
                ["valueReference"] = new JsonObject
                {
                    ["identifier"] = new JsonObject { ["system"] = "https://fhir.hl7.org.uk/Id/gmc-number", ["value"] = "9999998" },
                },
            });
        }, stop, $"designated-doctor@{referral.Provider}"))
            course.Learn(new CehaSignedOff(), Today);
    }

    /// <param name="key">Of the appointment, within the child's story.</param>
    public async Task BookAsync(SimulatedCase course, int review, string key, DateTimeOffset at, CancellationToken stop)
    {
        var referral = course.ReferralOf(review);
        var answer = Judge($"{course.Child.LocalId} booking", await hub.SendAsync(
            Health(referral), HttpMethod.Post, "hub/fhir/Appointment",
            Messages.Appointment(course.CaseId!, "booked", at, course.FhirIdOf(referral)), HubClient.Fhir, null, stop));
        if (!answer.IsSuccess)
            return;
        var id = course.AppointmentIds[key] = answer.Body?["id"]?.ToString() ?? answer.Location!.Split("Appointment/")[1].Split('/')[0];
        // Booked for the same hour as one before: it is that one, and a create that comes again changes nothing.
        if (!course.Known.Appointments.ContainsKey(id))
            course.Learn(new AppointmentIs(review, id, "booked", at), Today);
    }

    public async Task EndAppointmentAsync(SimulatedCase course, int review, string key, string status, CancellationToken stop)
    {
        if (!course.AppointmentIds.TryGetValue(key, out var id))
            return;
        if (await UpdateAsync(course, course.ReferralOf(review), "Appointment", id, status, appointment => appointment["status"] = status, stop))
            course.Learn(course.Known.Appointments[id] with { Status = status }, Today);
    }

    /// <param name="line">What makes this document another than the one before.</param>
    /// <param name="assessedOn">When it says that the child was seen.</param>
    /// <param name="replaced">The line of the wrong one whose place it takes.</param>
    public async Task ReturnAsync(
        SimulatedCase course, int review, string kind, string line, DateOnly? assessedOn, string? replaced, CancellationToken stop)
    {
        var referral = course.ReferralOf(review);
        var document = Messages.Document(course.CaseId!, course.FhirIdOf(referral), kind, $"{kind} - {course.Child.LocalId} - {line}", Now);
        if (assessedOn is { } seen)
            document["context"]!["period"] = new JsonObject { ["start"] = Json.Date(seen) };
        var replacedId = replaced is null ? null : course.DocumentIds.GetValueOrDefault($"{kind} {replaced}");
        if (replacedId is not null)
            document["relatesTo"] = new JsonArray(new JsonObject { ["code"] = "replaces", ["target"] = Messages.Reference($"DocumentReference/{replacedId}") });
        var answer = Judge($"{course.Child.LocalId} {kind}", await hub.SendAsync(
            Health(referral), HttpMethod.Post, "hub/fhir/DocumentReference", document, HubClient.Fhir, null, stop));
        if (!answer.IsSuccess)
            return;
        var id = course.DocumentIds[$"{kind} {line}"] = answer.Body?["id"]?.ToString() ?? answer.Location!.Split("DocumentReference/")[1].Split('/')[0];
        course.Learn(new DocumentReturned(review, kind, id, assessedOn, replacedId), Today);
    }

    private async Task<bool> UpdateAsync(
        SimulatedCase course, Referral referral, string type, string id, string what, Action<JsonObject> change, CancellationToken stop, string? persona = null)
    {
        var said = $"{course.Child.LocalId} {type} {what}";
        var read = Judge($"{said} (read)", await hub.GetAsync(persona ?? Health(referral), $"hub/fhir/{type}/{id}", stop));
        if (read is not { IsSuccess: true, Body: JsonObject resource })
            return false;
        change(resource);
        return Judge(said, await hub.SendAsync(
            persona ?? Health(referral), HttpMethod.Put, $"hub/fhir/{type}/{id}", resource, HubClient.Fhir, read.ETag, stop)).IsSuccess;
    }

    private static string Health(Referral referral) => $"health@{referral.Provider}";

    private Answer Judge(string what, Answer answer)
    {
        Requests++;
        if (!answer.IsSuccess)
            Refused.Add($"{Json.Date(Today)} {what}: {(int)answer.Status} {answer.Code} {answer.Body?["detail"] ?? answer.Body?["issue"]?[0]?["diagnostics"]}");
        return answer;
    }
}
