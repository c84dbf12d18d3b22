using System.Globalization;
using System.Text;
using IntegrationHub.Contracts.Problems;
using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Identifiers;
using IntegrationHub.Domain.KeyDates;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Policies;
using IntegrationHub.Functions.Security;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Cases;

/// <summary>
/// <c>GET /hub/cases?status=&amp;keyDate=&amp;state=&amp;team=&amp;cursor=&amp;limit=</c>: a council's, or a provider's, own cases. The filter
/// works on the listing's metadata; only the cases of the page are read.
/// </summary>
public static class ListCases
{
    private static readonly string[] Parameters = ["status", "keyDate", "state", "team", "cursor", "limit"];
    private static readonly string[] States =
        [.. Enum.GetValues<KeyDateState>().Select(state => state.Name())];

    public static async Task<IResult> Get(
        HttpContext http, HubStorage storage, CaseStore cases, CaseIndex index, CaseViews views, CaseRules rules, TimeProvider time, CancellationToken cancel)
    {
        var filter = Filter.Read(http.Request.Query, LondonTime.Today(time), rules.Calendar);
        if (filter.Faults.Count > 0)
        {
            return Answers.Refused(422, ProblemCodes.InvalidRequest, "The list can't be filtered like this. Every fault is listed.", filter.Faults);
        }

        var caller = VisibleCases.CallerOf(http);
        var page = new List<Contracts.Cases.CaseView>();
        string? last = null;
        await foreach (var id in Candidates(caller, storage, index, filter, cancel))
        {
            if (page.Count == filter.Limit)
            {
                return Answers.Ok(new { cases = page, next = Cursor(last!) });
            }

            if (await cases.Load(id, cancel) is { } stored && Access.Sees(caller, Operation.ReadCase, stored.State) && filter.Fits(CaseMetadata.Of(stored.State, rules.For(stored.State), rules.Calendar)))
            {
                page.Add(views.Today(stored));
                last = id.Value;
            }
        }

        return Answers.Ok(new { cases = page, next = (string?)null });
    }

    private static async IAsyncEnumerable<CaseId> Candidates(
        Caller caller, HubStorage storage, CaseIndex index, Filter filter, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        if (!LocalAuthorityCode.TryParse(caller.Organisation, out var council))
        {
            var ids = new SortedSet<string>(StringComparer.Ordinal);
            await foreach (var entry in index.List(CaseIndex.SearchPrefix(caller.Organisation), cancel))
            {
                ids.Add(entry.CaseId.Value);
            }

            foreach (var id in ids.Where(id => string.CompareOrdinal(id, filter.After) > 0))
            {
                _ = CaseId.TryParse(id, out var caseId);
                yield return caseId;
            }

            yield break;
        }

        await foreach (var listed in CaseListing.Read(storage, council, cancel))
        {
            if (string.CompareOrdinal(listed.Id.Value, filter.After) > 0 && !CaseRemoval.IsMarked(listed.Metadata) && filter.Fits(listed.Metadata))
            {
                yield return listed.Id;
            }
        }
    }

    private static string Cursor(string caseId) => Convert.ToBase64String(Encoding.ASCII.GetBytes(caseId)).TrimEnd('=');

    private sealed class Filter(DateOnly today, WorkingDays calendar)
    {
        public List<Fault> Faults { get; } = [];

        public int Limit { get; private set; } = 50;

        public string After { get; private set; } = "";

        private string? Status { get; set; }

        private KeyDate? KeyDate { get; set; }

        private string? State { get; set; }

        private string? Team { get; set; }

        public static Filter Read(IQueryCollection query, DateOnly today, WorkingDays calendar)
        {
            var filter = new Filter(today, calendar);
            foreach (var name in query.Keys.Where(name => !Parameters.Contains(name)))
            {
                filter.Faults.Add(new Fault($"?{SentNames.Showable(name)}", FaultCodes.UnknownMember, $"Known parameters: {string.Join(", ", Parameters)}."));
            }

            filter.Status = filter.OneOf(query, "status", CaseStatus.All);
            filter.State = filter.OneOf(query, "state", States);
            filter.KeyDate = filter.OneOf(query, "keyDate", KeyDateNames.All) is { } wanted && KeyDateNames.TryParse(wanted, out var keyDate) ? keyDate : null;
            filter.Team = query["team"].FirstOrDefault() is { Length: > 0 } manager ? CaseMetadata.TeamOf(manager) : null;
            if (filter.KeyDate is not null && filter.State is null)
            {
                filter.Faults.Add(new Fault("?state", FaultCodes.Required, "A keyDate is filtered by its state: send both."));
            }

            filter.ReadPaging(query);
            return filter;
        }

        public bool Fits(IDictionary<string, string> metadata) =>
            (Status is null || metadata["status"] == Status)
            && (Team is null || metadata.TryGetValue("team", out var team) && team == Team)
            && (State is null || KeyDatesOf().Any(keyDate => StateOf(metadata[$"keydate{(int)keyDate}"]) == State));

        private IEnumerable<KeyDate> KeyDatesOf() => KeyDate is { } one ? [one] : Enum.GetValues<KeyDate>();

        private string StateOf(string dates)
        {
            var parts = dates.Split('/');
            if (parts[2].Length > 0)
            {
                return parts[2];
            }

            DateOnly? Parse(string text) => text.Length == 0 ? null : DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);
            var until = parts.Length > 4 ? Parse(parts[4]) : null;
            return KeyDateStandings.StateOn(until < today ? until.Value : today, Parse(parts[0]), Parse(parts[1]), DueSoon(parts), calendar).Name();
        }

        // Metadata of before this was kept has three parts; one working day was the only choice then.
        private static int DueSoon(string[] parts) =>
            parts.Length > 3 && int.TryParse(parts[3], NumberStyles.None, CultureInfo.InvariantCulture, out var days) ? days : 1;

        private string? OneOf(IQueryCollection query, string name, IReadOnlyList<string> allowed)
        {
            if (query[name].FirstOrDefault() is not { Length: > 0 } value)
            {
                return null;
            }

            if (!allowed.Contains(value))
            {
                Faults.Add(new Fault($"?{name}", FaultCodes.UnknownCode, $"Must be one of {string.Join(", ", allowed)}."));
            }

            return value;
        }

        private void ReadPaging(IQueryCollection query)
        {
            if (query["limit"].FirstOrDefault() is { Length: > 0 } text)
            {
                var valid = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= 200;
                Limit = valid ? limit : Limit;
                if (!valid)
                {
                    Faults.Add(new Fault("?limit", FaultCodes.WrongType, "Must be a number from 1 to 200."));
                }
            }

            if (query["cursor"].FirstOrDefault() is { Length: > 0 } cursor)
            {
                var bytes = new byte[64];
                var padded = cursor.PadRight((cursor.Length + 3) / 4 * 4, '=');
                var valid = Convert.TryFromBase64String(padded, bytes, out var length) && CaseId.TryParse(Encoding.ASCII.GetString(bytes, 0, length), out _);
                After = valid ? Encoding.ASCII.GetString(bytes, 0, length) : "";
                if (!valid)
                {
                    Faults.Add(new Fault("?cursor", FaultCodes.WrongType, "Use the cursor of the previous page as it was given."));
                }
            }
        }
    }
}
