namespace IntegrationHub.Contracts;

/// <summary>Names of the queues, the same on both brokers.</summary>
public static class Queues
{
    /// <summary>Social care to hub: CloudEvents of <see cref="Events.NotificationTypes"/>.</summary>
    public const string LacNotifications = "lac-notifications";

    /// <summary>Health to hub: FHIR transaction Bundles with the assessment documents.</summary>
    public const string AssessmentReturns = "assessment-returns";

    /// <summary>Hub to people: alerts.</summary>
    public const string Escalations = "escalations";

    /// <summary>On Service Bus <see cref="Escalations"/> is a topic: this subscription of it is the hub's own, by which it delivers; partners have theirs beside it.</summary>
    public const string DeliverAlertSubscription = "deliver-alert";

    /// <summary>Hub to social care: CloudEvents of <see cref="Events.SocialCareEventTypes"/>.</summary>
    public const string SocialCareEvents = "social-care-events";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [LacNotifications, AssessmentReturns, Escalations, SocialCareEvents];
}
