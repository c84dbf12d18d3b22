using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Escalations;
using IntegrationHub.Domain.Policies;
using IntegrationHub.Domain.Reports;
using IntegrationHub.Functions.Escalations.Delivery;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Policies;

namespace IntegrationHub.Functions.Reports.Weekly;

/// <summary>
/// Tells the service manager of each council, once a week, what is wanting in the data of its cases. It runs every hour: a channel that was away, a quiet time or
/// a process that was killed delays a message to a later run. What is told is fixed first, told under one id, and noted as told: whoever was told already can
/// tell the repeat by the id. A council for which there is nothing to say gets no message.
/// </summary>
internal sealed class SendDataQuality(
    CouncilQuality quality, QualityStandings standings, LocalRecord record, NoticeDelivery delivery, CaseRules rules, HubSettings settings, TimeProvider time,
    ILogger<SendDataQuality> log) : ITimerFunction
{
    /// <summary>Who is told; its address stands in the directory of the council's policy.</summary>
    public const string Role = "service-manager";

    public async Task<TriggerResult> Run(CancellationToken cancel)
    {
        var (sent, failed) = (0, 0);
        foreach (var council in await quality.Councils(cancel))
        {
            try
            {
                sent += await Tell(council, cancel) ? 1 : 0;
            }
            catch (Exception fault) when (!cancel.IsCancellationRequested)
            {
                // One council's must not keep the others' back.
                failed++;
                log.LogError("The weekly data quality of council {Council} was not sent: {Fault}", council, fault.GetType().Name);
            }
        }

        return failed == 0 ? TriggerResult.Done($"sent {sent}") : TriggerResult.Retry($"failed {failed}");
    }

    /// <returns>True when it was told now.</returns>
    private async Task<bool> Tell(string council, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var week = WeeklyMessage.WeekOf(now);
        var stored = await standings.Find(council, cancel);
        if (stored.Standing?.Week == week)
        {
            return IsReady(stored.Standing, now) && await Deliver(council, stored.Standing.NoticeId!, cancel);
        }

        return WeeklyMessage.MayBegin(now) && await Begin(council, week, stored, cancel) is { } noticeId && await Deliver(council, noticeId, cancel);
    }

    /// <summary>Fixes what is told. Of two who do so at once, or after a crash in between, the first one's text stays.</summary>
    /// <returns>The notice's id; null when there is nothing to say, or somebody else was faster.</returns>
    private async Task<string?> Begin(string council, DateOnly week, StoredStanding before, CancellationToken cancel)
    {
        var found = await quality.Of(council, cancel);
        var standing = new QualityStanding(week, QualityNotice.IsDue(found) ? QualityNotice.IdOf(council, week) : null);
        if (standing.NoticeId is null)
        {
            await standings.TryPut(council, standing with { SettledAt = time.GetUtcNow() }, before.ETag, cancel);
            return null;
        }

        await record.Deliver(QualityNotice.Of(council, week, found, await quality.Lines(found, cancel), $"{settings.PublicUrl}/hub/data-quality"), [], cancel);
        return await standings.TryPut(council, standing, before.ETag, cancel) ? standing.NoticeId : null;
    }

    private async Task<bool> Deliver(string council, string noticeId, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var policy = PolicyOf(council, LondonTime.DateOf(now));
        if (QuietTime.ReadyAt(now, policy.QuietHours, rules.Calendar) > now)
        {
            return false;
        }

        if (await record.Kept(QualityNotice.RecordName(noticeId), cancel) is not { } members)
        {
            // Removed together with a case that it named: this week's is not made again.
            return await Settle(council, noticeId, NoticeOutcome.Refused("What was to be told is gone."), cancel);
        }

        var notice = QualityNotice.Of(members);
        if (await record.Claim(notice, cancel) is not { } claim)
        {
            return false;
        }

        await using (claim)
        {
            // Read only now: whoever held the claim before has written what became of it.
            if ((await standings.Find(council, cancel)).Standing is not { } standing || standing.NoticeId != noticeId || !IsReady(standing, now))
            {
                return false;
            }

            var told = (await delivery.Deliver(notice, policy, [new NoticeRecipient(Role, policy.RoleAddresses.GetValueOrDefault(Role))], cancel))[0];
            return await Settle(council, noticeId, told.Outcome, cancel);
        }
    }

    /// <returns>True when it is told.</returns>
    private async Task<bool> Settle(string council, string noticeId, NoticeOutcome outcome, CancellationToken cancel)
    {
        var stored = await standings.Find(council, cancel);
        if (stored.Standing is not { SettledAt: null } standing || standing.NoticeId != noticeId)
        {
            return false;
        }

        var now = time.GetUtcNow();
        var firstFailedAt = standing.FirstFailedAt ?? now;
        if (outcome.Kind == NoticeOutcomeKind.Refused)
        {
            log.LogError("The weekly data quality of council {Council} can't be delivered: {Reason}", council, outcome.Reason);
        }

        await standings.TryPut(
            council,
            outcome.Kind == NoticeOutcomeKind.Failed
                ? standing with { FirstFailedAt = firstFailedAt, NotBefore = RedeliveryLadder.Default.NextAfter(firstFailedAt, now, outcome.RetryAfter) }
                : standing with { SettledAt = now, Refused = outcome.Reason },
            stored.ETag, cancel);
        return outcome.Kind == NoticeOutcomeKind.Delivered;
    }

    private static bool IsReady(QualityStanding standing, DateTimeOffset now) => standing is { SettledAt: null, NoticeId: not null } && !(standing.NotBefore > now);

    /// <summary>Of the council and the provider it refers to where it names none.</summary>
    private Policy PolicyOf(string council, DateOnly today) => rules.Policies.For(council, rules.Policies.ProviderOf(council, today) ?? Policy.Any, today);
}
