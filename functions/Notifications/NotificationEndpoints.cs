using IntegrationHub.Contracts.Problems;
using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Policies;
using IntegrationHub.Functions.Cases;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Security;
using IntegrationHub.Functions.Telemetry;
using Microsoft.AspNetCore.Http.Features;

namespace IntegrationHub.Functions.Notifications;

/// <summary><c>POST /hub/notifications</c>: a notification by HTTP.</summary>
public static class NotificationEndpoints
{
    /// <summary>A notification has a few KB; the bound is that of a Service Bus message.</summary>
    public const int MaxBytes = 256 * 1024;

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapPost("/hub/notifications", Post).WithMetadata(new Requires(Operation.Notify));

    private static async Task<IResult> Post(
        HttpContext http, ReceiveNotification receive, CaseViews views, PolicyBook policies, HubMetrics metrics, TimeProvider time, CancellationToken cancel)
    {
        var body = await RequestBodies.Read(http.Request, MaxBytes, ["application/cloudevents+json", "application/json"], cancel);
        if (body.Refusal is not null)
        {
            return body.Refusal;
        }

        var (document, notJson) = RequestBodies.Parse(body.Bytes);
        if (document is null)
        {
            metrics.Notified(null, "refused", ProblemCodes.NotJson);
            return Answers.Refused(400, ProblemCodes.NotJson, "The body isn't JSON as the contract takes it.", [notJson!]);
        }

        using (document)
        {
            var context = http.Features.GetRequiredFeature<RequestContext>();
            var read = NotificationReader.Read(document.RootElement, LondonTime.Today(time), policies);
            if (Refused(read, context.Caller!) is { } refused)
            {
                metrics.Notified(read.Notification?.Type, "refused", refused.Code);
                return Answers.Refused(refused.Status, refused.Code, refused.Detail, refused.Faults);
            }

            return await Accept(http, read, context, receive, views, cancel);
        }
    }

    private static (int Status, string Code, string Detail, IReadOnlyList<Fault> Faults)? Refused(NotificationRead read, Caller caller)
    {
        // Somebody else's council first: what is wrong with its message is not the caller's to know.
        if (read.Council is { } council && council.Value != caller.Organisation)
        {
            return (403, ProblemCodes.OrganisationMismatch, "The source is another organisation than the token's.", []);
        }

        return read switch
        {
            { Notification: not null } => null,
            { IsCloudEvent: false } => (400, ProblemCodes.NotACloudEvent, "This is not a CloudEvents 1.0 event. Every fault is listed.", read.Faults),
            _ => (422, ProblemCodes.InvalidNotification, "The notification was not accepted and nothing of it was kept. Every fault is listed.", read.Faults),
        };
    }

    private static async Task<IResult> Accept(
        HttpContext http, NotificationRead read, RequestContext context, ReceiveNotification receive, CaseViews views, CancellationToken cancel)
    {
        var outcome = await receive.Handle(read.Notification!, context.Caller!.Subject, cancel);
        if (outcome.Refusal is { } refusal)
        {
            return Answers.Refused(refusal);
        }

        var view = views.AsOfItsLastFact(outcome.Case!);
        context.CaseId = view.CaseId;
        http.Response.Headers.Location = $"/hub/cases/{view.CaseId}";
        return Answers.Ok(view, outcome.Repeat ? 200 : 201);
    }
}
