using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Contracts.Problems;
using IntegrationHub.Domain.Subscriptions;
using IntegrationHub.Functions.Cases;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Referrals;
using IntegrationHub.Functions.Storage;
using Microsoft.AspNetCore.WebUtilities;

namespace IntegrationHub.Functions.Subscriptions;

/// <summary>
/// <c>POST Subscription</c>. An organisation has one running subscription for an endpoint and criteria: the same sent again is
/// answered with the one there is. Ids come from organisation, endpoint and criteria, so that two creates at once can't become two.
/// </summary>
internal static class CreateSubscription
{
    /// <summary>An organisation's subscriptions that are not deleted.</summary>
    private const int MaxForOne = 50;

    private const int MaxAttempts = 20;

    public static async Task<IResult> Post(
        HttpContext http, SubscriptionStore store, SubscriptionReader reader, SubscriberSignal signal, HubSettings settings, TimeProvider time, CancellationToken cancel)
    {
        using var body = await FhirBodies.Read(http.Request, Subscription.TypeName, cancel);
        if (body.Refusal is not null)
        {
            return body.Refusal;
        }

        var sent = CheckedResource.Of(body.Json, Subscription.TypeName);
        if (sent.Readable is not { } readable)
        {
            return FhirAnswers.Invalid(sent.Faults);
        }

        var organisation = VisibleCases.CallerOf(http).Organisation;
        if (http.Request.Headers.IfNoneExist() is { } query && await Existing(query, organisation, store, cancel) is { } answer)
        {
            return answer;
        }

        var (accepted, faults) = await reader.Read(FhirJson.Read<Subscription>(readable), organisation, null, cancel);
        if (accepted is null || sent.Faults.Count > 0)
        {
            return FhirAnswers.Invalid(sent.With(faults));
        }

        var result = await Make(accepted, organisation, store, settings, time, cancel);
        signal.Raise();
        return result;
    }

    private static async Task<IResult> Make(
        AcceptedSubscription accepted, string organisation, SubscriptionStore store, HubSettings settings, TimeProvider time, CancellationToken cancel)
    {
        for (var attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            var own = await store.Of(organisation, cancel);
            if (own.Select(stored => stored.Document).FirstOrDefault(known => WatchesTheSame(known, accepted)) is { } existing)
            {
                return IsTheSame(existing, accepted)
                    ? FhirAnswers.Resource(existing.Render(), 200, LocationOf(existing, settings))
                    : Answers.Refused(409, ProblemCodes.InvalidRequest, $"Subscription/{existing.Id} has this endpoint and these criteria already, with other content. Update that one.");
            }

            if (own.Count >= MaxForOne)
            {
                return Answers.Refused(422, ProblemCodes.InvalidRequest, $"An organisation has at most {MaxForOne} subscriptions. Delete one that isn't needed.");
            }

            if (await FreeId(accepted, own, organisation, store, cancel) is { } id
                && New(accepted, id, organisation, time.GetUtcNow()) is var document && await store.Put(document, null, cancel) is not null)
            {
                return FhirAnswers.Resource(document.Render(), 201, LocationOf(document, settings));
            }
        }

        return Answers.Refused(503, ProblemCodes.StorageUnavailable, "The same subscription is being changed by too many at once. Try again.");
    }

    /// <summary>The answer that If-None-Exist calls for; null to create.</summary>
    private static async Task<IResult?> Existing(string query, string organisation, SubscriptionStore store, CancellationToken cancel)
    {
        var filter = SubscriptionFilter.Read(QueryHelpers.ParseQuery(query));
        if (filter.Unknown.Count > 0 || filter.Known.Count == 0)
        {
            return Answers.Refused(400, ProblemCodes.InvalidRequest, $"If-None-Exist must be a search by some of: {SubscriptionFilter.Names}.");
        }

        var own = await store.Of(organisation, cancel);
        return own.Select(stored => stored.Document.Render()).Where(filter.Fits).ToList() switch
        {
            [] => null,
            [var one] => FhirAnswers.Resource(one),
            _ => Answers.Refused(412, ProblemCodes.VersionConflict, "If-None-Exist fits more than one Subscription."),
        };
    }

    /// <summary>Whether a running subscription, or one in error, has the same endpoint and criteria.</summary>
    public static bool WatchesTheSame(SubscriptionDocument known, AcceptedSubscription accepted) =>
        known.Standing.Status != SubscriptionStanding.Off && known.Render() is var resource
        && resource.Channel!.Endpoint == accepted.Endpoint && resource.Criteria == accepted.Criteria;

    private static bool IsTheSame(SubscriptionDocument known, AcceptedSubscription accepted) =>
        known.Resource == accepted.Resource && known.Secret == accepted.Secret && known.Headers.SequenceEqual(accepted.Headers);

    /// <summary>
    /// The first id in the row of those for this organisation, endpoint and criteria that nothing has, or ever had; null when one in the row has been made
    /// since <paramref name="own"/> was read: that one may be the same as is asked for.
    /// </summary>
    private static async Task<string?> FreeId(
        AcceptedSubscription accepted, IReadOnlyList<StoredSubscription> own, string organisation, SubscriptionStore store, CancellationToken cancel)
    {
        for (var number = 0; ; number++)
        {
            var id = DocumentStore.HashOf(System.Text.Encoding.UTF8.GetBytes($"{organisation}\n{accepted.Endpoint}\n{accepted.Criteria}\n{number}"))[..SubscriptionStore.IdLength];
            if (await store.Load(organisation, id, cancel) is not { } stored)
            {
                return id;
            }

            if (!stored.Document.Deleted && own.All(known => known.Document.Id != id))
            {
                return null;
            }
        }
    }

    private static SubscriptionDocument New(AcceptedSubscription accepted, string id, string organisation, DateTimeOffset now) => new(
        id, organisation, 1, now, accepted.Resource, accepted.Secret, accepted.Headers, 1, new SubscriptionStanding(accepted.Status), accepted.Horizon, 0, null, null, false);

    private static string LocationOf(SubscriptionDocument document, HubSettings settings) =>
        $"{settings.PublicUrl}/hub/fhir/Subscription/{document.Id}/_history/{document.Version}";

    private static string? IfNoneExist(this IHeaderDictionary headers) => headers["If-None-Exist"] is { Count: > 0 } value ? value.ToString() : null;
}
