using System.Text.Json;
using System.Text.Json.Nodes;
using IntegrationHub.Contracts.Operations;
using IntegrationHub.Functions.Calendar;
using IntegrationHub.Functions.Escalations;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Pages.Actions;
using IntegrationHub.Functions.Policies;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Pages.Operations;

/// <summary>Asks the hub's own addresses for operations, and puts the answers together: the page says what they say.</summary>
internal sealed class OperationsReading(HubRequests requests, LastRun<SweepStanding> sweep, LastRun<RecountStanding> recount, CalendarStore calendar, CaseRules rules, TimeProvider time, RealTime realTime)
{
    /// <summary>How many parked messages are counted.</summary>
    private const int MostParked = 200;

    public async Task<OperationsFacts> Read(HttpContext http, CancellationToken cancel)
    {
        var ready = (await requests.Send(http, new HubRequest("GET", "/hub/health/ready"))).Body;
        var outbox = await requests.Send(http, new HubRequest("GET", "/hub/operations/outbox"));
        var alarms = await requests.Send(http, new HubRequest("GET", "/hub/operations/alarms"));
        var (parked, next) = await Parked(http, $"?state=parked&limit={MostParked}");
        return new OperationsFacts(
            time.GetUtcNow(), realTime.Now, [.. (ready?["dependencies"]?.AsArray() ?? []).Select(entry => DependencyOf(entry!))],
            Members<OutboxView>(outbox, "queues"), [.. Members<AlarmView>(alarms, "alarms").Where(alarm => alarm.ResolvedAt is null)], parked, next is not null,
            await sweep.Find(cancel), rules.Calendar.Holidays.LastDay, await calendar.LastRefresh(cancel), rules.Policies.Policies,
            await recount.Find(cancel), rules.Fingerprint);
    }

    /// <param name="query">As the interface takes it.</param>
    /// <returns>A page of the list, and where the next one goes on; null when there is none.</returns>
    public async Task<(IReadOnlyList<ParkedView> Messages, string? Next)> Parked(HttpContext http, string query)
    {
        var answer = await requests.Send(http, new HubRequest("GET", "/hub/operations/parked") { Query = query });
        return (Members<ParkedView>(answer, "parked"), (string?)answer.Body?["next"]);
    }

    private static IReadOnlyList<T> Members<T>(HubAnswer answer, string name) => answer.Body?[name].Deserialize<List<T>>(Answers.Json) ?? [];

    private static DependencyModel DependencyOf(JsonNode entry)
    {
        List<string?> details =
        [
            (string?)entry["reason"],
            entry["since"] is { } since ? $"Since {OperationsWords.Moment(since.Deserialize<DateTimeOffset>(Answers.Json))}." : null,
            entry["knownUntil"] is { } until ? $"Known until {Domain.Calendar.DateWords.Of(until.Deserialize<DateOnly>(Answers.Json))}." : null,
            entry["active"] is { } active ? $"Active: {active}, failing: {entry["failing"]}, paused: {entry["paused"]}." : null,
        ];
        return new DependencyModel((string)entry["name"]!, (string)entry["status"]!, string.Join(' ', details.Where(detail => detail is { Length: > 0 })));
    }
}
