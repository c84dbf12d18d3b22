using System.Globalization;
using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Contracts.Problems;
using IntegrationHub.Functions.Cases;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Storage;
using Microsoft.Extensions.Primitives;

namespace IntegrationHub.Functions.Referrals.Interactions;

/// <summary><c>GET</c> and <c>HEAD {type}/{id}</c>, and <c>{type}/{id}/_history/{version}</c>.</summary>
internal static class ReadResource
{
    public static async Task<IResult> Read(
        HttpContext http, string type, string id, VisibleCases visible, CaseResources resources, CancellationToken cancel)
    {
        if (await visible.Find(http, CaseResources.CaseIdIn(id), cancel) is not { } stored)
        {
            return Answers.NotFound();
        }

        if (await resources.Find(stored, type, id, cancel) is { } resource)
        {
            return Conditional(http, resource);
        }

        return await Existed(resources, stored, type, id, cancel)
            ? Answers.Refused(410, ProblemCodes.Gone, "It was there in an earlier version of the referral and is no more. Its earlier versions can be read.")
            : Answers.NotFound();
    }

    public static async Task<IResult> ReadVersion(
        HttpContext http, string type, string id, string version, VisibleCases visible, CaseResources resources, CancellationToken cancel)
    {
        var stored = await visible.Find(http, CaseResources.CaseIdIn(id), cancel);
        var then = int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? stored?.AsOfVersion(number) : null;
        return then is not null && await resources.Find(then, type, id, cancel) is { } resource ? Conditional(http, resource) : Answers.NotFound();
    }

    /// <summary>The resource, or 304 when the caller has this version already.</summary>
    public static IResult Conditional(HttpContext http, Resource resource)
    {
        if (!IsAtCaller(http.Request, resource))
        {
            return FhirAnswers.Resource(resource);
        }

        FhirAnswers.Head(http.Response, resource);
        return Results.StatusCode(304);
    }

    /// <summary><c>If-None-Match</c>; only without it <c>If-Modified-Since</c>, whose seconds are whole (RFC 9110, 13.1.3).</summary>
    public static bool IsAtCaller(HttpRequest request, Resource resource)
    {
        if (request.Headers.IfNoneMatch.Count > 0)
        {
            return resource.Meta?.VersionId is { } version && Names(request.Headers.IfNoneMatch, WeakETag.Of(version));
        }

        return DateTimeOffset.TryParseExact(request.Headers.IfModifiedSince, "R", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var since)
            && FhirAnswers.LastUpdated(resource) is { } updated && updated.ToUnixTimeSeconds() <= since.ToUnixTimeSeconds();
    }

    private static bool Names(StringValues ifNoneMatch, string current) => ifNoneMatch
        .SelectMany(header => (header ?? "").Split(',', StringSplitOptions.TrimEntries))
        .Any(tag => tag == "*" || tag == current || $"W/{tag}" == current);

    private static async Task<bool> Existed(CaseResources resources, StoredCase stored, string type, string id, CancellationToken cancel)
    {
        for (var version = stored.Version - 1; version > 0; version--)
        {
            if (await resources.Find(stored.AsOfVersion(version)!, type, id, cancel) is not null)
            {
                return true;
            }
        }

        return false;
    }
}
