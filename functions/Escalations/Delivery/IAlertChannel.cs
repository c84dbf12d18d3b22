namespace IntegrationHub.Functions.Escalations.Delivery;

/// <summary>A way on which notices reach people. Whatever the partner does becomes an outcome; only storage that is away, and being stopped, are exceptions.</summary>
public interface IAlertChannel
{
    /// <summary>One of <see cref="Domain.Escalations.AlertChannels"/>.</summary>
    string Name { get; }

    /// <summary>False while the settings that it needs are missing.</summary>
    bool IsConfigured { get; }

    /// <summary>
    /// Tells the recipients. The same notice to the same recipient again is told once, as far as the partner can tell by <see cref="Notice.Id"/>.
    /// </summary>
    /// <param name="recipients">One or more.</param>
    /// <returns>One outcome for each recipient, in their order.</returns>
    Task<IReadOnlyList<NoticeOutcome>> Deliver(Notice notice, IReadOnlyList<NoticeRecipient> recipients, CancellationToken cancel);
}
