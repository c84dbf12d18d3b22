using System.Globalization;
using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.KeyDates;
using IntegrationHub.Domain.Pathways;
using IntegrationHub.Domain.Policies;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Pages.Case;
using IntegrationHub.Functions.Pages.Timeline;
using IntegrationHub.Functions.Policies;
using IntegrationHub.Functions.Security;
using IntegrationHub.Functions.Storage;
using Microsoft.AspNetCore.Http.Features;

namespace IntegrationHub.Functions.Pages.Lists;

/// <summary>Lists as their pages show them: sorted and filtered by what the listing says, with the cases of the page read.</summary>
public sealed class CaseRows(CaseList list, CaseStore cases, CaseRules rules, TimeProvider time)
{
    /// <summary>One page. The cases that it shows are noted for the audit.</summary>
    public async Task<ListModel> Page(HttpContext http, string path, bool isCouncil, ListFilter filter, CancellationToken cancel)
    {
        var context = http.Features.GetRequiredFeature<RequestContext>();
        var (today, calendar) = (LondonTime.Today(time), rules.Calendar);
        var own = await list.Of(context.Caller!, cancel);
        var found = own.Where(row => filter.Fits(row, today, calendar)).ToList();
        filter = filter with { Page = Math.Clamp(filter.Page, 1, Math.Max(1, (found.Count + ListModel.PageSize - 1) / ListModel.PageSize)) };
        var wanted = ListOrder.Sort(found, isCouncil).Skip((filter.Page - 1) * ListModel.PageSize).Take(ListModel.PageSize).ToList();
        var shown = await Read(context, [.. wanted.Select(row => row.Id)], cancel);
        context.ShownCases = [.. shown.Select(stored => stored.State.Header.CaseId)];
        return new ListModel(
            path, isCouncil, filter, [.. shown.Select(stored => RowOf(stored, today))], found.Count,
            ListOrder.Counts(own, isCouncil, today, calendar), await list.TeamsOf(own, cancel), today);
    }

    /// <summary>Every case that a filter finds, in its order, some at a time.</summary>
    public async IAsyncEnumerable<RowModel> All(RequestContext context, bool isCouncil, ListFilter filter, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        var (today, calendar) = (LondonTime.Today(time), rules.Calendar);
        var found = ListOrder.Sort((await list.Of(context.Caller!, cancel)).Where(row => filter.Fits(row, today, calendar)), isCouncil);
        foreach (var some in found.Chunk(ListModel.PageSize))
        {
            foreach (var stored in await Read(context, [.. some.Select(row => row.Id)], cancel))
            {
                yield return RowOf(stored, today);
            }
        }
    }

    /// <summary>Those that the caller may see, in the order in which they were asked for.</summary>
    public async Task<IReadOnlyList<StoredCase>> Read(RequestContext context, IReadOnlyList<Domain.Identifiers.CaseId> ids, CancellationToken cancel)
    {
        var read = await Task.WhenAll(ids.Select(id => cases.Load(id, cancel)));
        var own = read.OfType<StoredCase>().Where(stored => Access.Sees(context.Caller!, context.Operation, stored.State)).ToList();
        own.ForEach(list.Note);
        return own;
    }

    /// <summary>A case as a row, as it stands today.</summary>
    public RowModel RowOf(StoredCase stored, DateOnly today)
    {
        var (state, policy, calendar) = (stored.State, rules.For(stored.State), rules.Calendar);
        var referral = CaseStatus.WorkedOn(state, policy);
        var dates = KeyDateStandings.On(today, state, policy, calendar, referral.Review).Select(TimelineDate.Of).ToList();
        var next = dates.Where(date => date.State is KeyDateState.Waiting or KeyDateState.DueSoon or KeyDateState.Overdue).MinBy(date => date.DueOn);
        var task = CaseStatus.TaskStatus(state, policy, referral);
        var status = CaseStatus.Of(state, policy, referral);
        return new RowModel(
            state.Header.CaseId, state.Header.LocalId, calendar.Between(state.DayZero, today), policy.For(KeyDate.SummaryAndPlanReturned).TargetWorkingDays,
            Words.Status(status), Words.Task(task), Words.Pathway((referral.Review == 0 ? Pathway.Of(state, policy) : Pathway.OfReview(state, policy)).Name),
            state.Care.Placement?.LocalAuthority is { } area && area != state.Header.LocalAuthority,
            UrgencyOf(next?.State), DeadlineWords(next, today), dates, NextStep.Of(state, policy, time.GetUtcNow()), state.ContactFor(ContactRoles.TeamManager)?.Name,
            SiblingsOf(state, policy, calendar), referral.Review, task == TaskStatuses.Requested, task is TaskStatuses.Received);
    }

    private static Urgency UrgencyOf(KeyDateState? state) => state switch
    {
        KeyDateState.Overdue => Urgency.Overdue,
        KeyDateState.DueSoon => Urgency.DueSoon,
        KeyDateState.Waiting => Urgency.Later,
        _ => Urgency.None,
    };

    private static (string, string)? SiblingsOf(CaseState state, Policy policy, WorkingDays calendar) =>
        state.Child.SiblingGroup is { Length: > 0 } group && CaseMetadata.Of(state, policy, calendar).TryGetValue(CaseMetadata.Siblings, out var hash) ? (group, hash) : null;

    private static string DeadlineWords(TimelineDate? next, DateOnly today) => next switch
    {
        null => "Nothing due",
        { State: KeyDateState.Overdue } => string.Create(CultureInfo.InvariantCulture, $"{next.Name}: {Words.WorkingDays(next.WorkingDaysLate)} late"),
        _ => $"{next.Name}: {Words.Day(next.DueOn!.Value, today)}",
    };
}
