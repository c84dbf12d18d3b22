using System.Globalization;
using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Policies;
using IntegrationHub.Functions.Cases;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Referrals.Rendering;
using IntegrationHub.Functions.Security;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Referrals;

/// <summary>
/// The pull: searches a provider's Tasks. Which Tasks match is read from the names of the index <c>changed/{provider}</c>, oldest change
/// first; only the page's cases are read. A case that changes while somebody pages moves to the end and is met again there.
/// </summary>
internal sealed class TaskSearch(CaseIndex index, CaseStore cases, ReferralResources referrals, Policy policy, HubSettings settings)
{
    private readonly HubSettings settings = settings;

    public static Task<IResult> Get(HttpContext http, TaskSearch search, CancellationToken cancel) =>
        search.Run(http, TaskSearchQuery.Read(Pairs(http.Request.Query), search.settings.PublicUrl), cancel);

    public static async Task<IResult> Post(HttpContext http, TaskSearch search, CancellationToken cancel)
    {
        if (!http.Request.HasFormContentType)
        {
            return Answers.Refused(415, Contracts.Problems.ProblemCodes.UnsupportedMediaType, "Send application/x-www-form-urlencoded.");
        }

        var form = await http.Request.ReadFormAsync(cancel);
        return await search.Run(http, TaskSearchQuery.Read([.. Pairs(http.Request.Query), .. Pairs(form)], search.settings.PublicUrl), cancel);
    }

    private async Task<IResult> Run(HttpContext http, TaskSearchQuery query, CancellationToken cancel)
    {
        var strict = http.Request.Headers["Prefer"].Any(prefer => prefer?.Contains("handling=strict", StringComparison.Ordinal) == true);
        var unknown = $"Unknown parameters: {string.Join(", ", query.Unknown)}. Known: {string.Join(", ", TaskSearchQuery.Names)}.";
        if (query.Faults.Count > 0 || (strict && query.Unknown.Count > 0))
        {
            var faults = query.Faults.Select(fault => FhirAnswers.Issue(fault.Code, fault.Text, fault.Expression));
            return FhirAnswers.Resource(new OperationOutcome
            {
                Issue = [.. faults, .. strict && query.Unknown.Count > 0 ? [FhirAnswers.Issue("not-supported", unknown)] : Array.Empty<OperationOutcome.IssueComponent>()],
            }, 400);
        }

        var caller = VisibleCases.CallerOf(http);
        var matches = query.FitsOwner(caller.Organisation) ? await Matches(caller.Organisation, query, cancel) : [];
        var bundle = await Page(matches, query, caller, cancel);
        return FhirAnswers.Resource(query.Unknown.Count == 0 ? bundle : bundle with { Entry = [.. bundle.Entry ?? [], Reported(unknown)] });
    }

    /// <summary>Index entries that match, in order. The index is a superset: where a case has more than one entry, the case decides.</summary>
    private async Task<List<IndexEntry>> Matches(string provider, TaskSearchQuery query, CancellationToken cancel)
    {
        var entries = new List<IndexEntry>();
        await foreach (var entry in index.List(CaseIndex.ChangedPrefix(provider), cancel))
        {
            entries.Add(entry);
        }

        var several = entries.GroupBy(entry => entry.CaseId).Where(group => group.Skip(1).Any()).Select(group => group.Key).ToList();
        foreach (var id in several)
        {
            var stored = await cases.Load(id, cancel);
            entries.RemoveAll(entry => entry.CaseId == id && stored?.Document.IndexEntries.Contains(entry.Name) != true);
        }

        return [.. entries.Where(entry => Fits(entry, query))];
    }

    private static bool Fits(IndexEntry entry, TaskSearchQuery query)
    {
        var parts = entry.SortKey.Split('_');
        return DateTimeOffset.TryParseExact(parts[0], "yyyyMMdd'T'HHmmssfff'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var updated)
            && query.Fits(parts[1], updated, entry.CaseId.Value);
    }

    private async Task<Bundle> Page(List<IndexEntry> matches, TaskSearchQuery query, Caller caller, CancellationToken cancel)
    {
        var rest = matches.Where(entry => string.CompareOrdinal(Position(entry), query.After) > 0).ToList();
        var page = rest.Take(query.Count).ToList();
        var loaded = await System.Threading.Tasks.Task.WhenAll(page.Select(entry => cases.Load(entry.CaseId, cancel)));
        var shown = loaded
            .Where(stored => stored is not null && Access.Sees(caller, Operation.ReadFhir, stored.State)
                && query.Fits(CaseStatus.TaskStatus(stored.State, policy), stored.LastUpdated, stored.State.Header.CaseId))
            .Select(stored => stored!).ToList();
        var links = new List<Bundle.LinkComponent> { Link("self", query, query.After) };
        if (rest.Count > page.Count && page.Count > 0)
        {
            links.Add(Link("next", query, Position(page[^1])));
        }

        return new Bundle
        {
            Type = "searchset",
            Total = query.SaysTotal ? matches.Count : null,
            Link = links,
            Entry = [.. shown.Select(stored => Entry(referrals.TaskOf(stored), "match")), .. shown.SelectMany(stored => Included(stored, query))],
        };
    }

    private IEnumerable<Bundle.EntryComponent> Included(StoredCase stored, TaskSearchQuery query)
    {
        if (query.IncludesFocus)
        {
            yield return Entry(referrals.ServiceRequestOf(stored), "include");
        }

        if (query.IncludesPatient)
        {
            yield return Entry(PatientResource.Of(stored), "include");
        }
    }

    private Bundle.EntryComponent Entry(Resource resource, string mode) => new()
    {
        FullUrl = $"{settings.PublicUrl}/hub/fhir/{resource.ResourceType}/{resource.Id}",
        Resource = resource,
        Search = new Bundle.SearchComponent { Mode = mode },
    };

    private static Bundle.EntryComponent Reported(string text) => new()
    {
        Resource = new OperationOutcome { Issue = [FhirAnswers.Issue("not-supported", text, severity: "warning")] },
        Search = new Bundle.SearchComponent { Mode = "outcome" },
    };

    private Bundle.LinkComponent Link(string relation, TaskSearchQuery query, string after)
    {
        var parameters = query.Understood.Select(pair => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(pair.Value)}");
        var cursor = after.Length == 0 ? [] : new[] { $"_cursor={TaskSearchQuery.CursorAt(after)}" };
        var text = string.Join('&', parameters.Concat(cursor));
        return new Bundle.LinkComponent { Relation = relation, Url = $"{settings.PublicUrl}/hub/fhir/Task{(text.Length == 0 ? "" : "?")}{text}" };
    }

    private static string Position(IndexEntry entry) => $"{entry.SortKey}_{entry.CaseId.Value}";

    private static IEnumerable<KeyValuePair<string, string>> Pairs(IEnumerable<KeyValuePair<string, Microsoft.Extensions.Primitives.StringValues>> values) =>
        values.SelectMany(pair => pair.Value.Select(value => new KeyValuePair<string, string>(pair.Key, value ?? "")));
}
