using System.Text.Json.Nodes;
using IntegrationHub.Functions.Tests.Kit;

namespace IntegrationHub.Browser.Tests;

/// <summary>Invented children in every state that a page shows, told through the public interface day by day.</summary>
internal static class Story
{
    public static async Task Tell(TestHub hub)
    {
        var told = new Dictionary<string, (string Subject, string CaseId)>();
        foreach (var (name, day, change) in Children())
        {
            var subject = $"LCS-2026-{told.Count + 1:000}";
            var message = Sample.BecameLookedAfter(subject, day);
            change(message);
            await hub.MoveClock($"{day}T10:{told.Count:00}:00Z");
            told[name] = (subject, (await hub.Notify(message)).CaseId);
        }

        foreach (var name in new[] { "complete", "booked", "seen", "received", "sibling one", "sibling two" })
        {
            await hub.Notify(Sample.Consent(told[name].Subject, "2026-11-02"));
            await hub.Notify(Sample.Paperwork(told[name].Subject, "2026-11-02"));
        }

        foreach (var name in new[] { "complete", "booked", "seen", "received" })
        {
            await Move(hub, told[name].CaseId, "received");
        }

        foreach (var name in new[] { "complete", "booked", "seen" })
        {
            await Move(hub, told[name].CaseId, "accepted");
        }

        await hub.Fhir(HttpMethod.Post, "/Appointment", Sample.Appointment(told["complete"].CaseId, "fulfilled", "2026-11-06T09:00:00Z", "2026-11-06T10:00:00Z"));
        await hub.Fhir(HttpMethod.Post, "", Sample.Return(told["complete"].CaseId));
        await hub.Fhir(HttpMethod.Post, "/Appointment", Sample.Appointment(told["seen"].CaseId, "fulfilled", "2026-11-09T09:00:00Z", "2026-11-09T10:00:00Z"));
        await hub.Fhir(HttpMethod.Post, "/Appointment", Sample.Appointment(told["booked"].CaseId, "booked", "2026-11-25T14:00:00Z", "2026-11-25T15:00:00Z"));
        await Park(hub, "2026-11-18");
        await Park(hub, "2026-11-19");
    }

    /// <summary>A notification with a legal status that there isn't comes by queue: those who operate the hub have something to look at.</summary>
    public static async Task Park(TestHub hub, string on)
    {
        var message = Sample.BecameLookedAfter(Sample.NewSubject(), on);
        message["data"]!["care"]!["legalStatus"] = "ZZ";
        await hub.Trigger("ReceiveNotification", Sample.StorageQueueEnvelope(message.ToJsonString(), 1, Guid.CreateVersion7().ToString()));
    }

    private static async Task Move(TestHub hub, string caseId, string status)
    {
        var read = await hub.Get($"hub/fhir/Task/{caseId}", hub.Health);
        var task = read.Json;
        task["status"] = status;
        await hub.Fhir(HttpMethod.Put, $"/Task/{caseId}", task, ("If-Match", read.ETag));
    }

    private static IEnumerable<(string Name, string Day, Action<JsonObject> Change)> Children()
    {
        yield return ("complete", "2026-10-21", Alone);
        yield return ("no consent", "2026-10-22", Alone);
        yield return ("seen", "2026-10-26", Alone);
        yield return ("booked", "2026-10-28", Alone);
        yield return ("out of area", "2026-11-03", OutOfArea);
        yield return ("received", "2026-11-05", Alone);
        yield return ("sibling one", "2026-11-09", _ => { });
        yield return ("sibling two", "2026-11-09", _ => { });
        yield return ("new", "2026-11-12", Alone);
    }

    private static void OutOfArea(JsonObject message)
    {
        Alone(message);
        message["data"]!["care"]!["placement"]!["localAuthority"] = "869";
    }

    private static void Alone(JsonObject message) => message["data"]!["child"]!["siblingGroup"] = null;
}
