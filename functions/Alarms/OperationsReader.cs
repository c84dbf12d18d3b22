using IntegrationHub.Contracts;
using IntegrationHub.Domain.Alarms;
using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Policies;
using IntegrationHub.Functions.Calendar;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Messaging;
using IntegrationHub.Functions.Operations;
using IntegrationHub.Functions.Policies;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Alarms;

/// <summary>Finds out how the hub's operation stands: by listings, without reading cases, except those with something in the outbox that should be gone.</summary>
public sealed class OperationsReader(
    HubSettings settings, IMessageSender sender, CaseIndex index, CaseStore cases, CaseRules rules, HeardCouncils heard, ParkedStore parked, CalendarStore calendar,
    AlertedCases alerted, LastCheck lastCheck, TimeProvider time)
{
    /// <summary>One alarm is enough for very many.</summary>
    private const int MostLookedAt = 500;

    public async Task<OperationsPicture> Read(CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var told = await alerted.Read(cancel);
        return new OperationsPicture(
            now, rules.Calendar, await Councils(LondonTime.DateOf(now), cancel), await Parked(cancel), await Poison(cancel), await Unsent(now, cancel),
            told.Unreached, await FeedRefusedFor(cancel), told.Failing)
        {
            Refused = told.Refused,
            Damage = await lastCheck.Damage(cancel),
        };
    }

    /// <summary>Once no feed is read any more, nobody waits for it to be believed.</summary>
    private async Task<IReadOnlyList<string>> FeedRefusedFor(CancellationToken cancel) =>
        settings.BankHolidayFeed is not null && await calendar.LastRefresh(cancel) is { Outcome: RefreshOutcomes.Refused } refused ? refused.Reasons : [];

    private async Task<IReadOnlyList<ExpectedCouncil>> Councils(DateOnly today, CancellationToken cancel) =>
        [.. (await heard.All(cancel)).Select(council => new ExpectedCouncil(council.Council, council.Since, council.HasSent, PolicyOf(council.Council, today).SilentCouncilWorkingDays))];

    private Policy PolicyOf(string council, DateOnly today) => rules.Policies.For(council, rules.Policies.ProviderOf(council, today) ?? Policy.Any, today);

    private async Task<Dictionary<string, int>> Parked(CancellationToken cancel)
    {
        var byQueue = new Dictionary<string, int>();
        foreach (var queue in Queues.All)
        {
            byQueue[queue] = await parked.List(queue, null, cancel).Where(message => message.State == ParkedStates.Parked).Take(MostLookedAt).CountAsync(cancel);
        }

        return byQueue;
    }

    private async Task<Dictionary<string, int>> Poison(CancellationToken cancel)
    {
        var byQueue = new Dictionary<string, int>();
        foreach (var queue in Queues.All)
        {
            if (await sender.DeadLettersOf(queue, cancel) is { } count)
            {
                byQueue[queue] = count;
            }
        }

        return byQueue;
    }

    private async Task<IReadOnlyList<UnsentMessage>> Unsent(DateTimeOffset now, CancellationToken cancel)
    {
        var unsent = new List<UnsentMessage>();
        var looked = 0;
        await foreach (var entry in index.OutboxDue(now - AlarmConditions.LongestUnsent, cancel))
        {
            if (++looked > MostLookedAt)
            {
                break;
            }

            var outbox = (await cases.Load(entry.CaseId, cancel))?.Document.Outbox ?? [];
            unsent.AddRange(outbox.Where(message => !message.IsWaiting(now)).Select(message => new UnsentMessage(message.Queue, message.From)));
        }

        return unsent;
    }
}
