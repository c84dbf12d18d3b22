using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Contracts.Problems;
using IntegrationHub.Domain.Subscriptions;
using IntegrationHub.Functions.Cases;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Referrals;

namespace IntegrationHub.Functions.Subscriptions;

/// <summary>
/// <c>PUT Subscription/{id}</c> with If-Match. Status requested has the hub shake hands again and then go on where it stopped; secrets that are
/// not sent again are kept.
/// </summary>
internal static class UpdateSubscription
{
    private const int MaxAttempts = 20;

    public static async Task<IResult> Put(
        HttpContext http, string id, SubscriptionStore store, SubscriptionReader reader, SubscriberSignal signal, TimeProvider time, CancellationToken cancel)
    {
        var organisation = VisibleCases.CallerOf(http).Organisation;
        using var body = await FhirBodies.Read(http.Request, Subscription.TypeName, cancel);
        var shape = body.Refusal is null ? CheckedResource.Of(body.Json, Subscription.TypeName) : null;
        var refusal = body.Refusal ?? (shape!.Readable is null ? FhirAnswers.Invalid(shape.Faults) : null);
        for (var attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            if (await store.Load(organisation, id, cancel) is not { } stored)
            {
                return Answers.NotFound();
            }

            if ((stored.Document.Deleted ? ReadSubscription.Gone() : refusal ?? RefuseCondition(http.Request, stored.Document)) is { } refused)
            {
                return refused;
            }

            var sent = FhirJson.Read<Subscription>(shape!.Readable!.Value);
            if (sent.Id != id)
            {
                return Answers.Refused(400, ProblemCodes.InvalidRequest, "The id in the Subscription must be the one in the address.");
            }

            var (accepted, faults) = await reader.Read(sent, organisation, stored.Document, cancel);
            if (accepted is null || shape.Faults.Count > 0)
            {
                return FhirAnswers.Invalid(shape.With(faults));
            }

            if (accepted.Status != SubscriptionStanding.Off && await Another(accepted, id, organisation, store, cancel) is { } other)
            {
                return Answers.Refused(409, ProblemCodes.InvalidRequest, $"Subscription/{other} has this endpoint and these criteria already.");
            }

            var next = Changed(stored.Document, accepted, time.GetUtcNow());
            if (await store.Put(next, stored.ETag, cancel) is not null)
            {
                signal.Raise();
                return FhirAnswers.Resource(next.Render());
            }
        }

        return Answers.Refused(503, ProblemCodes.StorageUnavailable, "The subscription is being changed by too many at once. Try again.");
    }

    /// <summary>The refusal that If-Match calls for; null when the version is the one that was read.</summary>
    public static IResult? RefuseCondition(HttpRequest request, SubscriptionDocument document)
    {
        if (request.Headers.IfMatch.Count == 0)
        {
            return Answers.Refused(428, ProblemCodes.PreconditionRequired, "Send If-Match with the ETag of the Subscription you read.");
        }

        return !WeakETag.TryParse(request.Headers.IfMatch.ToString(), out var expected)
            ? Answers.Refused(400, ProblemCodes.InvalidRequest, "If-Match must be an ETag such as W/\"3\".")
            : expected.Version == document.Version ? null
            : Answers.Refused(412, ProblemCodes.VersionConflict, "The Subscription has changed since you read it. Read it again.");
    }

    private static SubscriptionDocument Changed(SubscriptionDocument document, AcceptedSubscription accepted, DateTimeOffset now)
    {
        var version = document.Version + 1;
        return document with
        {
            Version = version,
            LastUpdated = now > document.LastUpdated ? now : document.LastUpdated,
            Resource = accepted.Resource,
            Secret = accepted.Secret,
            Headers = accepted.Headers,
            RequestedInVersion = version,
            Standing = new SubscriptionStanding(accepted.Status),
            Claim = null,
        };
    }

    private static async Task<string?> Another(AcceptedSubscription accepted, string id, string organisation, SubscriptionStore store, CancellationToken cancel)
    {
        var own = await store.Of(organisation, cancel);
        return own.Select(stored => stored.Document).FirstOrDefault(known => known.Id != id && CreateSubscription.WatchesTheSame(known, accepted))?.Id;
    }
}
