using IntegrationHub.Contracts.Imports;
using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.Identifiers;
using IntegrationHub.Domain.KeyDates;
using IntegrationHub.Functions.Alarms;
using IntegrationHub.Functions.Notifications;
using IntegrationHub.Functions.Policies;

namespace IntegrationHub.Functions.Imports;

/// <summary>A file, or a part of it, to be taken in.</summary>
/// <param name="Children">Of the part.</param>
/// <param name="InFile">How many children the whole file has.</param>
/// <param name="Subject">Who sends it: the token's subject.</param>
/// <param name="Since">A child that the hub doesn't know and whose care began earlier is left out; null for none.</param>
internal sealed record ImportRequest(
    SourceFile File, IReadOnlyList<ImportedChild> Children, int InFile, LocalAuthorityCode Council, string Subject, bool DryRun, DateOnly? Since);

/// <summary>
/// Takes a file in, child by child: all that is new of a child, or nothing of it. A child with a fault doesn't hold up the others. Everything goes the way of a
/// notification, and is judged before the first of it is kept; whoever was killed half way sends the file again.
/// </summary>
internal sealed class ImportChildren(ReceiveNotification receive, KnownCases known, CaseRules rules, HeardCouncils heard, TimeProvider time)
{
    private const int MaxAttempts = 3;

    /// <summary>A file of 16 MB takes some 100 MB while it is read: no more than two at a time.</summary>
    public SemaphoreSlim Turns { get; } = new(2);

    /// <returns>The report, and the cases that took something.</returns>
    public async Task<(ImportReport Report, IReadOnlyList<string> CaseIds)> Handle(ImportRequest request, CancellationToken cancel)
    {
        var tally = new ImportTally();
        foreach (var child in request.Children)
        {
            if (child.Faults.Count > 0)
            {
                tally.Refused(child.Faults);
            }
            else
            {
                await Take(request, child, tally, cancel);
            }
        }

        if (!request.DryRun)
        {
            // A daily file without news is a sign of life, too.
            await heard.Note(request.Council.Value, cancel);
        }

        return (tally.Report(request.File, request.DryRun, request.InFile), tally.CaseIds);
    }

    private async Task Take(ImportRequest request, ImportedChild child, ImportTally tally, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            var plan = await Plan(request, child, cancel);
            if (plan.LeftOut is { } code)
            {
                tally.LeftOut(child, code);
                return;
            }

            if (plan.Faults.Count > 0)
            {
                tally.Refused(plan.Faults);
                return;
            }

            var refusal = plan.Steps.Select(step => receive.Judge(step.Stored, step.Notifications).Refusal).FirstOrDefault(refused => refused is not null)
                ?? (request.DryRun ? null : await Send(request, plan, cancel));
            if (refusal is { Kind: RefusalKind.Busy or RefusalKind.Conflict } && attempt < MaxAttempts)
            {
                // Somebody else changed the case meanwhile: what is news is another thing now.
                continue;
            }

            Tell(child, plan, refusal, tally);
            return;
        }
    }

    private void Tell(ImportedChild child, ImportPlan plan, Refusal? refusal, ImportTally tally)
    {
        if (refusal is not null)
        {
            tally.Refused(child, refusal);
        }
        else if (plan.Steps.Count == 0)
        {
            tally.Unchanged();
        }
        else
        {
            tally.Taken(child, plan, IsOverdue(plan));
        }
    }

    private async Task<ImportPlan> Plan(ImportRequest request, ImportedChild child, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        return ImportPlan.Of(
            child, await known.Find(request.Council, child.LocalId, cancel), request.Council, request.Since, now,
            care => NotificationReader.ProviderOf(request.Council.Value, LondonTime.DateOf(now), care, rules.Policies));
    }

    private async Task<Refusal?> Send(ImportRequest request, ImportPlan plan, CancellationToken cancel)
    {
        foreach (var notification in plan.Steps.SelectMany(step => step.Notifications))
        {
            if ((await receive.Handle(notification, request.Subject, cancel)).Refusal is { } refusal)
            {
                return refusal;
            }
        }

        return null;
    }

    /// <summary>Whether the summary and the plan of a new child were due before today.</summary>
    private bool IsOverdue(ImportPlan plan)
    {
        if (plan.Opened is not { } period || Ssda903.ShortBreaks.Contains(period.LegalStatuses.Select(status => status.Code).LastOrDefault() ?? ""))
        {
            return false;
        }

        var opening = plan.Steps[^1].Notifications[0];
        var policy = rules.Policies.For(opening.LocalAuthority, ((BecameLookedAfter)opening.Facts[0]).HealthProvider, period.StartedOn);
        return rules.Calendar.Add(period.StartedOn, policy.For(KeyDate.SummaryAndPlanReturned).TargetWorkingDays) < LondonTime.Today(time);
    }
}
