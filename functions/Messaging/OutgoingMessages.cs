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
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Messaging;

/// <summary>Which messages new facts call for. Ids are derived from the facts, so a message can be sent twice but never becomes two.</summary>
public sealed class OutgoingMessages(HubSettings settings)
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

    /// <param name="after">The case with the new facts.</param>
    /// <param name="before">The state without them.</param>
    public IReadOnlyList<OutgoingMessage> For(StoredCase after, CaseState before, IEnumerable<Fact> added)
    {
        var messages = new List<OutgoingMessage>();
        foreach (var fact in added)
        {
            messages.AddRange(fact.Data switch
            {
                ReferralMoved moved => Event(after, fact, TypeOf(moved), new JsonObject { ["reason"] = moved.ReasonCode is { Length: <= 64 } code ? code : null }),
                AppointmentRecorded appointment => Event(after, fact, TypeOf(appointment), new JsonObject { ["start"] = appointment.Start?.ToString("O") }),
                DocumentReceived { IsOfTheHub: true } passport => PassportIssued(after, fact, passport),
                DocumentReceived => Returned(after, before, fact, messages),
                AlertRaised alert => [AlertNotice(after, fact, alert)],
                AlertResolved resolved => [ResolvedNotice(after, fact, resolved)],
                _ => [],
            });
        }

        return messages;
    }

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
    private IEnumerable<OutgoingMessage> Returned(StoredCase after, CaseState before, Fact fact, List<OutgoingMessage> already)
    {
        var complete = KeyDateStandings.MetOn(after.State, KeyDate.SummaryAndPlanReturned) is not null
            && KeyDateStandings.MetOn(before, KeyDate.SummaryAndPlanReturned) is null
            && !already.Exists(message => message.Body.Contains(SocialCareEventTypes.AssessmentReturned, StringComparison.Ordinal));
        if (!complete)
        {
            return [];
        }

        return Event(after, fact, SocialCareEventTypes.AssessmentReturned, new JsonObject { ["documents"] = Links(after, DocumentKinds.FromHealth) });
    }

    /// <summary>Both documents of a passport are recorded in one commit: the first of them calls for the event, with links to both.</summary>
    private IEnumerable<OutgoingMessage> PassportIssued(StoredCase after, Fact fact, DocumentReceived passport) => passport.Kind == DocumentKinds.HealthPassport
        ? Event(after, fact, SocialCareEventTypes.HealthPassportIssued, new JsonObject { ["documents"] = Links(after, DocumentKinds.FromHub) })
        : [];

    private JsonArray Links(StoredCase after, IReadOnlySet<string> kinds) => new([.. after.State.Documents
        .Where(document => kinds.Contains(document.Document.Kind))
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
        var happening = new CloudEvent($"{header.CaseId}-{fact.Number}", HubSource, type, fact.RecordedAt, header.LocalId, data);
        return [new OutgoingMessage(happening.Id, Queues.SocialCareEvents, JsonSerializer.Serialize(happening, Json), fact.RecordedAt)];
    }

    private OutgoingMessage AlertNotice(StoredCase after, Fact fact, AlertRaised alert) => Notice(
        after, fact, alert.AlertId, alert.KeyDate, alert.Level, DeliveryOutcomes.Raised, alert.DueOn, alert.Recipients, alert.Text);

    private OutgoingMessage ResolvedNotice(StoredCase after, Fact fact, AlertResolved resolved)
    {
        var top = after.State.Alerts.First(alert => alert.Alert.AlertId == resolved.AlertIds[^1]).Alert;
        return Notice(
            after, fact, top.AlertId, resolved.KeyDate, top.Level, DeliveryOutcomes.Resolved, top.DueOn, resolved.Recipients, resolved.Text);
    }

    private OutgoingMessage Notice(
        StoredCase after, Fact fact, string alertId, string keyDate, int level, string state, DateOnly? dueOn,
        IReadOnlyList<Recipient> recipients, string text)
    {
        var header = after.Document.Header;
        var message = new AlertMessage(
            alertId, header.CaseId, header.LocalId, header.LocalAuthority, after.State.HealthProvider, keyDate, level, state, dueOn, fact.RecordedAt,
            [.. recipients.Select(recipient => new AlertRecipient(recipient.Role, recipient.Address))], text,
            $"{settings.PublicUrl}/hub/cases/{header.CaseId}");
        return new OutgoingMessage($"{alertId}-{state}", Queues.Escalations, JsonSerializer.Serialize(message, Json), fact.RecordedAt);
    }
}
