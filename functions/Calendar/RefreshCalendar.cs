using IntegrationHub.Domain.Calendar;
using IntegrationHub.Functions.Hosting;

namespace IntegrationHub.Functions.Calendar;

/// <summary>
/// Reads the feed of bank holidays once a week, and keeps what it says when it can be believed. When it is away, what is kept stays; when it says
/// something that can't be, too, and an alarm is raised (<c>calendar-feed-refused</c>).
/// </summary>
public sealed class RefreshCalendar(
    HubSettings settings, BankHolidayFeed feed, CalendarStore store, KeptCalendar kept, RecountCases recount, TimeProvider time, ILogger<RefreshCalendar> log) : ITimerFunction
{
    private const int MaxAttempts = 5;

    public async Task<TriggerResult> Run(CancellationToken cancel)
    {
        if (settings.BankHolidayFeed is not { } address)
        {
            return TriggerResult.Done("no feed");
        }

        var read = await feed.Read(address, cancel);
        var refresh = await Keep(read, cancel);
        if (refresh.Reasons.Count > 0)
        {
            log.LogWarning("The bank-holiday feed was not taken ({Outcome}): {Reasons}", refresh.Outcome, string.Join(' ', refresh.Reasons));
        }

        if (refresh.Outcome != RefreshOutcomes.Unreachable)
        {
            // Who could not be reached has taken nothing back: a feed that was refused stays refused, and its alarm open.
            await store.Record(refresh, cancel);
        }

        await recount.WhereRulesChanged(cancel);
        return TriggerResult.Done(refresh.Outcome);
    }

    /// <summary>Another instance may keep the same at the same moment: then it is judged again beside what that one kept.</summary>
    private async Task<LastRefresh> Keep(FeedRead read, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        if (read.Holidays is not { } holidays)
        {
            return new LastRefresh(now, read.Outcome!, [read.Reason!]);
        }

        for (var attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            var before = await store.Read(null, cancel) ?? KeptHolidays.None;
            if (FeedCheck.Faults(before.Effective, holidays) is { Count: > 0 } faults)
            {
                return new LastRefresh(now, RefreshOutcomes.Refused, faults);
            }

            var next = before.Holidays?.With(holidays) ?? holidays;
            if (before.Holidays is { } known && known.Dates.SequenceEqual(next.Dates))
            {
                kept.Use(before);
                return new LastRefresh(now, RefreshOutcomes.Unchanged, []);
            }

            if (await store.TryKeep(next, before.ETag, cancel) is { } etag)
            {
                kept.Use(new KeptHolidays(next, etag));
                return new LastRefresh(now, RefreshOutcomes.Taken, []);
            }
        }

        throw new TimeoutException("The bank holidays could not be kept: too many keep them at once.");
    }
}
