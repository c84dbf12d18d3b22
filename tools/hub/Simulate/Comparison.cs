using System.Text.Json.Nodes;
using IntegrationHub.LocalStack;
using IntegrationHub.Tools.Hub.Local;

namespace IntegrationHub.Tools.Hub.Simulate;

/// <summary>Lays what the hub says of a case beside what must be so, date by date and alert by alert.</summary>
internal sealed class Comparison(HubClient hub, DateOnly today)
{
    private const string Council = "social-care";
    private static readonly string[] KeyDates =
        ["became-looked-after", "health-notified", "consent-and-paperwork-received", "assessment-attended", "summary-and-plan-returned"];

    /// <summary>How many single values were compared.</summary>
    public int Compared { get; private set; }

    /// <summary>Every difference, in words; empty when the hub agrees.</summary>
    public async Task<List<string>> OfAsync(SimulatedCase course, CancellationToken stop)
    {
        if (course.CaseId is null)
            return [];
        var differences = new List<string>();
        var view = await ReadAsync($"hub/cases/{course.CaseId}", stop);
        Same(differences, "pathway", Expected.Pathway(course.Known), view["pathway"]?["code"]);
        Same(differences, "status", Expected.Status(course.Known), view["status"]);
        Dates(differences, "", Expected.Dates(course.Known, today), view["keyDates"]);
        Reviews(differences, course.Known, view["reviews"]?.AsArray() ?? []);
        var facts = (await ReadAsync($"hub/cases/{course.CaseId}/chronology", stop))["facts"]!.AsArray();
        Alerts(differences, course, (await ReadAsync($"hub/cases/{course.CaseId}/alerts", stop))["alerts"]!.AsArray(), facts);
        Silence(differences, facts);
        return differences;
    }

    private void Reviews(List<string> differences, Known known, JsonArray shown)
    {
        var expected = ExpectedReviews.Of(known);
        // The one after an open one depends on when that is done: it isn't shown, but it is raised when the time comes.
        if (expected is [.., { Outcome: "open" }, { RaisedOn: null }])
            expected.RemoveAt(expected.Count - 1);
        Same(differences, "number of reviews", $"{expected.Count}", $"{shown.Count}");
        foreach (var (review, told) in expected.Zip(shown))
        {
            var name = $"review {review.Number}";
            Same(differences, $"{name} dueOn", Json.Date(review.Due), told?["dueOn"]);
            Same(differences, $"{name} raisedOn", review.RaisedOn is { } on ? Json.Date(on) : null, told?["raisedOn"]);
            Same(differences, $"{name} outcome", review.Outcome, told?["outcome"]);
            if (review.RaisedOn is not null)
                Dates(differences, $"{name} ", ExpectedReviews.Dates(known, review, today), told?["keyDates"]);
        }
    }

    private void Dates(List<string> differences, string of, ExpectedDate[] expected, JsonNode? dates)
    {
        for (var number = 0; number < expected.Length; number++)
        {
            var date = dates?.AsArray().FirstOrDefault(one => one?["keyDate"]?.ToString() == KeyDates[number]);
            var (wanted, name) = (expected[number], $"{of}{KeyDates[number]}");
            Same(differences, $"{name} state", wanted.State, date?["state"]);
            Same(differences, $"{name} on", wanted.On is { } on ? Json.Date(on) : null, date?["on"]);
            Same(differences, $"{name} workingDaysLate", $"{wanted.Late}", date?["workingDaysLate"]);
            if (number > 0 && wanted.Due is { } due)
                Same(differences, $"{name} dueOn", Json.Date(due), date?["dueOn"]);
        }
    }

    private void Alerts(List<string> differences, SimulatedCase course, JsonArray alerts, JsonArray facts)
    {
        var told = alerts.ToLookup(alert => alert!["alertId"]!.ToString()[(course.CaseId!.Length + 1)..], alert => alert!);
        foreach (var alert in course.Alerts.All.Values)
        {
            var id = alert.Step.ToString();
            Same(differences, $"alert {id} listed", "once", told[id].Count() switch { 0 => null, 1 => "once", var times => $"{times} times" });
            if (told[id].FirstOrDefault() is { } shown)
                OneAlert(differences, alert, shown);
            Same(differences, $"alert {id} raised", Rounds(alert.Rounds), Rounds(Raised(facts, $"{course.CaseId}.{id}")));
        }
        foreach (var shown in told.Where(shown => course.Alerts.All.Keys.All(step => step.ToString() != shown.Key)))
            Same(differences, $"alert {shown.Key}", null, $"{shown.First()["state"]}, raised on {DayOf(shown.First()["raisedAt"])}");
    }

    private void OneAlert(List<string> differences, ExpectedAlert alert, JsonNode shown)
    {
        var (id, isOpen) = (alert.Step.ToString(), shown["state"]!.ToString() != "resolved");
        Same(differences, $"alert {id}", alert.IsOpen ? "open" : "resolved", isOpen ? "open" : "resolved");
        Same(differences, $"alert {id} review", $"{alert.Step.Review}", shown["review"]);
        Same(differences, $"alert {id} key date", KeyDates[alert.Step.KeyDate - 1], shown["keyDate"]);
        Same(differences, $"alert {id} level", $"{alert.Step.Level}", shown["level"]);
        if (alert.ResolvedOn is { } resolved && !isOpen)
            Same(differences, $"alert {id} resolved on", Json.Date(resolved), DayOf(shown["resolvedAt"]));
    }

    /// <summary>After care has ended nobody is told of anything any more; what was open is closed in the same moment.</summary>
    private void Silence(List<string> differences, JsonArray facts)
    {
        var ended = facts.FirstOrDefault(fact => TypeOf(fact) == "ceased-to-be-looked-after")?["recordedAt"]?.GetValue<DateTimeOffset>();
        var later = ended is null ? 0 : facts.Count(fact =>
            fact!["recordedAt"]!.GetValue<DateTimeOffset>() > ended && TypeOf(fact) is "alert-raised" or "alert-resolved" or "referral-raised");
        Same(differences, "alerts and referrals after care ended", "0", $"{later}");
    }

    private static IEnumerable<(DateOnly On, IReadOnlyList<string> Covers)> Raised(JsonArray facts, string alertId) => facts
        .Where(fact => TypeOf(fact) == "alert-raised" && fact!["data"]!["alertId"]!.ToString() == alertId)
        .Select(fact => (
            OwnCalendar.InLondon(fact!["recordedAt"]!.GetValue<DateTimeOffset>()),
            (IReadOnlyList<string>)[.. fact["data"]!["covers"]!.AsArray().Select(step => StepOf(step!.ToString())).Order(StringComparer.Ordinal)]));

    private static string Rounds(IEnumerable<(DateOnly On, IReadOnlyList<string> Covers)> rounds) =>
        string.Join("; ", rounds.Select(round => $"{Json.Date(round.On)} for {string.Join(' ', round.Covers)}"));

    private static string? TypeOf(JsonNode? fact) => fact?["data"]?["type"]?.ToString();

    /// <summary>`summary-and-plan-returned:2`, of a review with its number in front, as `5.2` and `v1.5.2`.</summary>
    private static string StepOf(string covered)
    {
        var keyDate = Array.FindIndex(KeyDates, name => covered.Contains(name, StringComparison.Ordinal));
        var review = new string([.. covered[..covered.IndexOf(KeyDates[keyDate], StringComparison.Ordinal)].Where(char.IsAsciiDigit)]);
        return $"{(review.Length == 0 ? "" : $"v{review}.")}{keyDate + 1}.{covered[^1]}";
    }

    private static string? DayOf(JsonNode? instant) => instant is null ? null : Json.Date(OwnCalendar.InLondon(instant.GetValue<DateTimeOffset>()));

    private void Same(List<string> differences, string what, string? expected, JsonNode? said) => Same(differences, what, expected, said?.ToString());

    private void Same(List<string> differences, string what, string? expected, string? said)
    {
        Compared++;
        if (expected != said)
            differences.Add($"{what}: must be {expected ?? "absent"}, the hub says {said ?? "nothing"}");
    }

    private async Task<JsonNode> ReadAsync(string path, CancellationToken stop)
    {
        var answer = await hub.GetAsync(Council, path, stop);
        return answer is { IsSuccess: true, Body: not null } ? answer.Body : throw new LocalStackException($"GET /{path} answered {(int)answer.Status} {answer.Code}");
    }
}
