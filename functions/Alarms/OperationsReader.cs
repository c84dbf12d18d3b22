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
using IntegrationHub.Functions.Telemetry;

namespace IntegrationHub.Functions.Alarms;

/// <summary>Finds out how the hub's operation stands: by listings, without reading cases, except those with something in the outbox that should be gone.</summary>
public sealed class OperationsReader(
    HubSettings settings, IMessageSender sender, CaseIndex index, CaseStore cases, CaseRules rules, HeardCouncils heard, ParkedStore parked, CalendarStore calendar,
    AlertedCases alerted, LastCheck lastCheck, HubGauges gauges, TimeProvider time)
{
    /// <summary>One alarm is enough for very many.</summary>
    private const int MostLookedAt = 500;

    public async Task<OperationsPicture> Read(CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var listed = await alerted.Read(cancel);
        var (unsent, oldest) = await Unsent(now, cancel);
        var picture = new OperationsPicture(
            now, rules.Calendar, await Councils(LondonTime.DateOf(now), cancel), await Parked(cancel), await Poison(cancel), unsent,
            listed.Unreached, await FeedRefusedFor(cancel), listed.Failing)
        {
            Refused = listed.Refused,
            Damage = await lastCheck.Damage(cancel),
        };
        if (gauges.AreRead)
        {
            gauges.Saw(new HubStanding(listed.ByStatus, picture.Parked, picture.Poison, await QueueAges(cancel), now - (oldest ?? now)));
        }

        return picture;
    }

    private async Task<Dictionary<string, TimeSpan>> QueueAges(CancellationToken cancel)
    {
        var ages = new Dictionary<string, TimeSpan>();
        foreach (var queue in Queues.All)
        {
            if (await sender.OldestOf(queue, cancel) is { } oldest)
            {
                // By the broker's clock, which is the real one.
                var age = TimeProvider.System.GetUtcNow() - oldest;
                ages[queue] = age > TimeSpan.Zero ? age : TimeSpan.Zero;
            }
        }

        return ages;
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

    /// <summary>What should long be gone, and since when the oldest of all could have been sent; null when nothing is to be sent.</summary>
    private async Task<(IReadOnlyList<UnsentMessage> Unsent, DateTimeOffset? Oldest)> Unsent(DateTimeOffset now, CancellationToken cancel)
    {
        var unsent = new List<UnsentMessage>();
        DateTimeOffset? oldest = null;
        var looked = 0;
        await foreach (var entry in index.OutboxDue(now, cancel))
        {
            var isYoung = CaseIndex.OutboxFrom(entry) > now - AlarmConditions.LongestUnsent;
            if (++looked > MostLookedAt || (isYoung && (oldest is not null || !gauges.AreRead)))
            {
                break;
            }

            var outbox = (await cases.Load(entry.CaseId, cancel))?.Document.Outbox ?? [];
            var ready = outbox.Where(message => !message.IsWaiting(now)).Select(message => new UnsentMessage(message.Queue, message.From)).ToList();
            unsent.AddRange(isYoung ? [] : ready);
            oldest = ready.Select(message => (DateTimeOffset?)message.Since).Append(oldest).Min();
        }

        return (unsent, oldest);
    }
}
