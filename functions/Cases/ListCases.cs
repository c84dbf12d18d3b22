using IntegrationHub.Contracts.Problems;
using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Identifiers;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Policies;
using IntegrationHub.Functions.Security;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Cases;

/// <summary>
/// <c>GET /hub/cases?status=&amp;keyDate=&amp;state=&amp;team=&amp;cursor=&amp;limit=</c>, and with what reports are opened by (<see cref="CaseFilter"/>): a council's, or a
/// provider's, own cases. The filter works on the listing's metadata; only the cases of the page are read.
/// </summary>
public static class ListCases
{
    /// <summary>422: what the filter asks by is unknown, or not a value of it.</summary>
    public static IResult NotUnderstood(CaseFilter filter) =>
        Answers.Refused(422, ProblemCodes.InvalidRequest, "The list can't be filtered like this. Every fault is listed.", filter.Faults);

    public static async Task<IResult> Get(
        HttpContext http, HubStorage storage, CaseStore cases, CaseIndex index, CaseViews views, CaseRules rules, TimeProvider time, CancellationToken cancel)
    {
        var filter = CaseFilter.Read(http.Request.Query, LondonTime.Today(time), rules.Calendar);
        if (filter.Faults.Count > 0)
        {
            return NotUnderstood(filter);
        }

        var caller = VisibleCases.CallerOf(http);
        var page = new List<Contracts.Cases.CaseView>();
        string? last = null;
        await foreach (var id in Candidates(caller, storage, index, filter, cancel))
        {
            if (page.Count == filter.Limit)
            {
                return Answers.Ok(new { cases = page, next = CaseFilter.Cursor(last!) });
            }

            if (await cases.Load(id, cancel) is { } stored && Access.Sees(caller, Operation.ReadCase, stored.State) && filter.Fits(id.LocalAuthority, CaseMetadata.Of(stored.State, rules.For(stored.State), rules.Calendar)))
            {
                page.Add(views.Today(stored));
                last = id.Value;
            }
        }

        return Answers.Ok(new { cases = page, next = (string?)null });
    }

    private static async IAsyncEnumerable<CaseId> Candidates(
        Caller caller, HubStorage storage, CaseIndex index, CaseFilter filter, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        var isCouncil = LocalAuthorityCode.TryParse(caller.Organisation, out var council);
        if (!isCouncil && !filter.IsOfReport)
        {
            await foreach (var id in OnWorklist(caller.Organisation, index, filter, cancel))
            {
                yield return id;
            }

            yield break;
        }

        await foreach (var listed in CaseListing.Read(storage, isCouncil ? council.Value : filter.Council, cancel))
        {
            if (string.CompareOrdinal(listed.Id.Value, filter.After) > 0 && !CaseRemoval.IsMarked(listed.Metadata)
                && (isCouncil || FiguresMetadata.ProviderOf(listed.Metadata) == caller.Organisation) && filter.Fits(listed.Council, listed.Metadata))
            {
                yield return listed.Id;
            }
        }
    }

    private static async IAsyncEnumerable<CaseId> OnWorklist(
        string provider, CaseIndex index, CaseFilter filter, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        var ids = new SortedSet<string>(StringComparer.Ordinal);
        await foreach (var entry in index.List(CaseIndex.SearchPrefix(provider), cancel))
        {
            ids.Add(entry.CaseId.Value);
        }

        foreach (var id in ids.Where(id => string.CompareOrdinal(id, filter.After) > 0))
        {
            _ = CaseId.TryParse(id, out var caseId);
            yield return caseId;
        }
    }
}
