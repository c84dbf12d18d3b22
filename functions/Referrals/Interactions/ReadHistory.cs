using System.Globalization;
using System.Text;
using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Contracts.Problems;
using IntegrationHub.Functions.Cases;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Referrals.Rendering;

namespace IntegrationHub.Functions.Referrals.Interactions;

/// <summary>
/// <c>GET {type}/{id}/_history</c>: every version of the case at which the resource exists, newest first. A page's cursor names the
/// version that was the newest when the reader began, so that what is added meanwhile shifts nothing.
/// </summary>
internal sealed class ReadHistory(VisibleCases visible, CaseResources resources, HubSettings settings)
{
    private const int DefaultCount = 20;
    private const int MaxCount = 100;

    private sealed record Asked(int Count, DateTimeOffset? Since, int? Newest, int? From);

    public async Task<IResult> Read(HttpContext http, string type, string id, CancellationToken cancel)
    {
        if (await visible.Find(http, CaseResources.CaseIdIn(id), cancel) is not { } stored)
        {
            return Answers.NotFound();
        }

        if (Parse(http.Request.Query) is not { } asked)
        {
            return Answers.Refused(400, ProblemCodes.InvalidRequest,
                "_count must be a whole number from 1, _since an instant such as 2026-01-31T08:30:00Z, and _cursor must come from a next link.");
        }

        var newest = Math.Min(asked.Newest ?? stored.Version, stored.Version);
        var versions = new List<Resource>();
        for (var version = newest; version > 0; version--)
        {
            if (await resources.Find(stored.AsOfVersion(version)!, type, id, cancel) is { } resource)
            {
                versions.Add(resource);
            }
        }

        return versions.Count == 0 ? Answers.NotFound() : FhirAnswers.Resource(BundleOf(type, id, asked, newest, versions));
    }

    private Bundle BundleOf(string type, string id, Asked asked, int newest, List<Resource> versions)
    {
        var within = versions.Where(resource => asked.Since is null || FhirAnswers.LastUpdated(resource) >= asked.Since).ToList();
        var rest = within.Where(resource => asked.From is null || VersionOf(resource) <= asked.From).ToList();
        var page = rest.Take(asked.Count).ToList();
        var next = rest.Count > page.Count ? VersionOf(rest[page.Count]) : (int?)null;
        return new Bundle
        {
            Type = "history",
            Total = within.Count,
            Link =
            [
                LinkOf("self", type, id, asked, asked.From is { } from ? (newest, from) : null),
                .. next is { } at ? new[] { LinkOf("next", type, id, asked, (newest, at)) } : [],
            ],
            Entry = [.. page.Select(resource => EntryOf(type, id, resource, isCreation: ReferenceEquals(resource, versions[^1])))],
        };
    }

    private Bundle.EntryComponent EntryOf(string type, string id, Resource resource, bool isCreation) => new()
    {
        FullUrl = $"{settings.PublicUrl}/hub/fhir/{type}/{id}",
        Resource = resource,
        Request = new Bundle.RequestComponent { Method = isCreation ? "POST" : "PUT", Url = isCreation ? type : $"{type}/{id}" },
        Response = new Bundle.ResponseComponent
        {
            Status = isCreation ? "201 Created" : "200 OK",
            Etag = WeakETag.Of(resource.Meta!.VersionId!),
            LastModified = resource.Meta.LastUpdated,
        },
    };

    private Bundle.LinkComponent LinkOf(string relation, string type, string id, Asked asked, (int Newest, int From)? cursor)
    {
        var query = string.Create(CultureInfo.InvariantCulture, $"_count={asked.Count}");
        query += asked.Since is { } since ? $"&_since={Uri.EscapeDataString(Fhir.Instant(since))}" : "";
        query += cursor is { } at ? $"&_cursor={Cursor(at.Newest, at.From)}" : "";
        return new Bundle.LinkComponent { Relation = relation, Url = $"{settings.PublicUrl}/hub/fhir/{type}/{id}/_history?{query}" };
    }

    private static Asked? Parse(IQueryCollection query)
    {
        var count = DefaultCount;
        DateTimeOffset since = default;
        var isWrong =
            (query.TryGetValue("_count", out var counted) && (!int.TryParse(counted, NumberStyles.None, CultureInfo.InvariantCulture, out count) || count < 1)) ||
            (query.TryGetValue("_since", out var told) && !TryInstant(told, out since)) ||
            (query.TryGetValue("_cursor", out var cursor) && ParseCursor(cursor) is null);
        var place = ParseCursor(query["_cursor"]);
        return isWrong ? null : new Asked(Math.Min(count, MaxCount), query.ContainsKey("_since") ? since : null, place?.Newest, place?.From);
    }

    private static bool TryInstant(string? text, out DateTimeOffset instant) =>
        DateTimeOffset.TryParse(text?.Replace(' ', '+'), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out instant);

    private static string Cursor(int newest, int from) =>
        System.Buffers.Text.Base64Url.EncodeToString(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{newest}.{from}")));

    private static (int Newest, int From)? ParseCursor(string? cursor)
    {
        if (cursor is null || !System.Buffers.Text.Base64Url.IsValid(cursor) || cursor.Length > 40)
        {
            return null;
        }

        var parts = Encoding.ASCII.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(cursor)).Split('.');
        return parts is [var newest, var from] && int.TryParse(newest, NumberStyles.None, CultureInfo.InvariantCulture, out var top)
            && int.TryParse(from, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && top > 0 && at > 0 ? (top, at) : null;
    }

    private static int VersionOf(Resource resource) => int.Parse(resource.Meta!.VersionId!, CultureInfo.InvariantCulture);
}
