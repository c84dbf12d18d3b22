using System.Diagnostics;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using IntegrationHub.Contracts;
using IntegrationHub.Contracts.Alerts;
using IntegrationHub.Contracts.Events;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.Escalations;
using IntegrationHub.Domain.KeyDates;
using IntegrationHub.Domain.Reviews;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Policies;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Messaging;

/// <summary>Which messages new facts call for. Ids are derived from the facts, so a message can be sent twice but never becomes two.</summary>
public sealed class OutgoingMessages(HubSettings settings, CaseRules rules)
{
    /// <summary>CloudEvents <c>source</c> of the hub's own events.</summary>
    public const string HubSource = "urn:integrationhub";

    /// <summary>JSON as it goes onto queues.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new UtcInstantConverter() },
    };

    /// <summary>The case with its outbox after new facts: what stood in it and is still called for, then what they call for.</summary>
    /// <param name="after">The case with the new facts, and the outbox as it was.</param>
    /// <param name="before">The state without them.</param>
    public CaseDocument WithMessages(StoredCase after, CaseState before, IReadOnlyList<Fact> added, DateTimeOffset now) => SentMessages.AfterFacts(
        after, [.. WaitingNotices.StillCalledFor(after), .. For(after, before, added, now).Select(message => message with { TraceParent = Activity.Current?.Id })]);

    private List<OutgoingMessage> For(StoredCase after, CaseState before, IReadOnlyList<Fact> added, DateTimeOffset now)
    {
        var messages = new List<OutgoingMessage>();
        if (after.State.Ceased is not null)
        {
            // A child who left care, or died: everything stops, nothing more is sent.
            return messages;
        }

        foreach (var fact in added)
        {
            messages.AddRange(fact.Data switch
            {
                ReferralMoved moved when HasMoved(before, moved) => Event(after, fact, TypeOf(moved), new JsonObject { ["reason"] = moved.ReasonCode is { Length: <= 64 } code ? code : null }),
                AppointmentRecorded appointment => Event(after, fact, TypeOf(appointment), new JsonObject { ["start"] = appointment.Start?.ToString("O") }),
                ReferralRaised raised => Raised(after, fact, raised),
                CehaSignedOff => Event(after, fact, SocialCareEventTypes.CehaSignedOff, new JsonObject { ["documents"] = Returned(after, 0) }),
                DocumentReceived { IsOfTheHub: true } passport => PassportIssued(after, fact, passport),
                DocumentReceived document => Returned(after, before, fact, after.State.ReviewOf(document.Referral), messages),
                AlertRaised alert => RaisedNotice(after, fact, alert),
                AlertResolved resolved => ResolvedNotice(after, fact, resolved, now),
                _ => [],
            });
        }

        return messages;
    }

    /// <summary>False when only texts of the Task are new.</summary>
    private static bool HasMoved(CaseState before, ReferralMoved moved) =>
        before.Referrals.FirstOrDefault(referral => referral.Number == moved.Referral)?.Status != moved.Status;

    private static string? TypeOf(ReferralMoved moved) => moved.Status switch
    {
        TaskStatuses.Received => SocialCareEventTypes.ReferralReceived,
        TaskStatuses.Accepted => SocialCareEventTypes.ReferralAccepted,
        TaskStatuses.Rejected => SocialCareEventTypes.ReferralRejected,
        _ => null,
    };

    private static string? TypeOf(AppointmentRecorded appointment) => appointment.Status switch
    {
        AppointmentStatuses.Booked => SocialCareEventTypes.AppointmentBooked,
        AppointmentStatuses.Fulfilled => SocialCareEventTypes.AppointmentAttended,
        AppointmentStatuses.NoShow => SocialCareEventTypes.AppointmentNotAttended,
        AppointmentStatuses.Cancelled => SocialCareEventTypes.AppointmentCancelled,
        _ => null,
    };

    /// <summary>Both documents are back: one event, with links, when the second of them comes in.</summary>
    private IEnumerable<OutgoingMessage> Returned(StoredCase after, CaseState before, Fact fact, int review, List<OutgoingMessage> already)
    {
        var complete = IsReturned(after.State, review) && !IsReturned(before, review)
            && !already.Exists(message => message.Body.Contains(SocialCareEventTypes.AssessmentReturned, StringComparison.Ordinal));
        return complete
            ? Event(after, fact, SocialCareEventTypes.AssessmentReturned, new JsonObject { ["review"] = review, ["documents"] = Returned(after, review) })
            : [];
    }

    private bool IsReturned(CaseState state, int review) =>
        state.Exists && KeyDateStandings.MetOn(state, KeyDate.SummaryAndPlanReturned, rules.For(state), review) is not null;

    private JsonArray Returned(StoredCase after, int review) => Links(
        after, document => DocumentKinds.FromHealth.Contains(document.Kind) && after.State.ReviewOf(document.Referral) == review);

    /// <summary>A further referral: a review comes due, or another provider is asked.</summary>
    private IEnumerable<OutgoingMessage> Raised(StoredCase after, Fact fact, ReferralRaised raised) =>
        raised.Reason == ReferralReasons.ReviewDue && ReviewCycle.Find(after.State, rules.For(after.State), raised.Review) is { } review
            ? Event(after, fact, SocialCareEventTypes.ReviewDue, new JsonObject { ["review"] = raised.Review, ["dueOn"] = review.DueOn.ToString("O", CultureInfo.InvariantCulture) })
            : Event(after, fact, SocialCareEventTypes.ReferralRerouted, new JsonObject { ["reason"] = raised.Reason });

    /// <summary>Both documents of a passport are recorded in one commit: the first of them calls for the event, with links to both.</summary>
    private IEnumerable<OutgoingMessage> PassportIssued(StoredCase after, Fact fact, DocumentReceived passport) => passport.Kind == DocumentKinds.HealthPassport
        ? Event(after, fact, SocialCareEventTypes.HealthPassportIssued, new JsonObject { ["documents"] = Links(after, document => DocumentKinds.FromHub.Contains(document.Kind)) })
        : [];

    /// <summary>Links to the documents that fit, of those that no other one has replaced.</summary>
    private JsonArray Links(StoredCase after, Func<DocumentReceived, bool> fits) => new([.. after.State.Documents
        .Where(document => fits(document.Document) && !after.State.IsReplaced(document.Document.DocumentId))
        .Select(document => (JsonNode)new JsonObject
        {
            ["documentId"] = document.Document.DocumentId,
            ["kind"] = document.Document.Kind,
            ["link"] = $"{settings.PublicUrl}/hub/cases/{after.State.Header.CaseId}/documents/{document.Document.DocumentId}",
        })]);

    private static IEnumerable<OutgoingMessage> Event(StoredCase after, Fact fact, string? type, JsonObject data)
    {
        if (type is null)
        {
            return [];
        }

        var header = after.Document.Header;
        data.Insert(0, "caseId", header.CaseId);
        data.Insert(1, "localAuthority", header.LocalAuthority);
        data.Insert(2, "healthProvider", after.State.HealthProvider);
        var happening = new CloudEvent(MessageIds.OfEvent(header.CaseId, fact.Number), HubSource, type, fact.RecordedAt, header.LocalId, data);
        return [new OutgoingMessage(happening.Id, Queues.SocialCareEvents, JsonSerializer.Serialize(happening, Json), fact.RecordedAt)];
    }

    private IEnumerable<OutgoingMessage> RaisedNotice(StoredCase after, Fact fact, AlertRaised alert) => Notice(
        after, fact, new NoticeKey(alert.AlertId, DeliveryOutcomes.Raised, alert.Round), alert, alert.Recipients, alert.Text);

    /// <summary>Who was never told of the alerts isn't told of their end.</summary>
    private IEnumerable<OutgoingMessage> ResolvedNotice(StoredCase after, Fact fact, AlertResolved resolved, DateTimeOffset now)
    {
        var top = after.State.Alerts.First(alert => alert.Alert.AlertId == resolved.AlertIds[^1]).Alert;
        var told = WaitingNotices.Told(after, resolved, now);
        return Notice(
            after, fact, new NoticeKey(top.AlertId, DeliveryOutcomes.Resolved, top.Round), top,
            [.. resolved.Recipients.Where(recipient => told.Contains(recipient.Role))], resolved.Text);
    }

    /// <summary>Nothing when it has nobody to reach, or no longer holds: care has ended.</summary>
    private IEnumerable<OutgoingMessage> Notice(
        StoredCase after, Fact fact, NoticeKey key, AlertRaised alert, IReadOnlyList<Recipient> recipients, string text)
    {
        if (recipients.Count == 0 || !key.Holds(after.State))
        {
            return [];
        }

        var header = after.Document.Header;
        var message = new AlertMessage(
            key.AlertId, header.CaseId, header.LocalId, header.LocalAuthority, after.State.HealthProvider, alert.KeyDate, alert.Level, key.Kind, alert.DueOn,
            fact.RecordedAt, [.. recipients.Select(recipient => new AlertRecipient(recipient.Role, recipient.Address, key.Kind == DeliveryOutcomes.Raised ? recipient.Digest : null))], text,
            $"{settings.PublicUrl}/hub/cases/{header.CaseId}", key.Round);
        var readyAt = QuietTime.ReadyAt(fact.RecordedAt, rules.For(after.State).QuietHours, rules.Calendar);
        return [new OutgoingMessage(
            key.Id, Queues.Escalations, JsonSerializer.Serialize(message, Json), fact.RecordedAt, readyAt > fact.RecordedAt ? readyAt : null)];
    }
}
