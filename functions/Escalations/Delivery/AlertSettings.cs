namespace IntegrationHub.Functions.Escalations.Delivery;

/// <summary>Where notices go besides the local record. It prints as its type's name: it holds secrets.</summary>
/// <param name="Webhook">Where notices are posted; null for nowhere.</param>
/// <param name="WebhookSecret">Signs what is posted; null for unsigned.</param>
/// <param name="NotifyUrl">Base address of GOV.UK Notify, without a trailing slash.</param>
/// <param name="NotifyKey">Null when Notify isn't used.</param>
/// <param name="NotifyTemplate">Id of the e-mail template.</param>
public sealed record AlertSettings(Uri? Webhook, string? WebhookSecret, Uri NotifyUrl, NotifyKey? NotifyKey, Guid? NotifyTemplate)
{
    /// <summary>Base address of GOV.UK Notify.</summary>
    public const string NotifyAddress = "https://api.notifications.service.gov.uk";

    public override string ToString() => nameof(AlertSettings);
}
