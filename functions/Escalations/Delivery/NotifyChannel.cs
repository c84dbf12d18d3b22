using System.Security.Cryptography;
using System.Text;
using IntegrationHub.Domain.Escalations;
using IntegrationHub.Functions.Partners;

namespace IntegrationHub.Functions.Escalations.Delivery;

/// <summary>
/// E-mail through GOV.UK Notify, one for each address. Notify keeps what it took under our reference for seven days; before anything is sent, it is
/// asked for the reference, so that a repeat after a lost answer, or a kill, isn't a second e-mail.
/// </summary>
public sealed class NotifyChannel : IAlertChannel
{
    private readonly AlertSettings settings;
    private readonly NotifyClient client;
    private readonly ChannelPipeline pipeline;
    private readonly ChannelHealth health;

    /// <param name="realTime">For tokens and pauses: Notify accepts a clock that is 30 seconds off, not the business clock.</param>
    public NotifyChannel(AlertSettings settings, CallLimits limits, IHttpClientFactory http, ChannelHealth health, TimeProvider realTime)
    {
        this.settings = settings;
        this.health = health;
        client = new NotifyClient(settings, http, realTime);
        pipeline = new ChannelPipeline(limits, realTime);
    }

    public string Name => AlertChannels.Notify;

    public bool IsConfigured => settings is { NotifyKey: not null, NotifyTemplate: not null };

    public async Task<IReadOnlyList<NoticeOutcome>> Deliver(Notice notice, IReadOnlyList<NoticeRecipient> recipients, CancellationToken cancel)
    {
        // Two roles may be one person: that is one e-mail.
        var sent = recipients.Select(recipient => recipient.Address).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase)
            .ToDictionary(address => address, address => Send(notice, address, cancel), StringComparer.OrdinalIgnoreCase);
        await Task.WhenAll(sent.Values);
        return await Task.WhenAll(recipients.Select(recipient =>
            recipient.Address is { } address ? sent[address] : Task.FromResult(NoticeOutcome.Failed("No e-mail address is known for the role."))));
    }

    /// <summary>What Notify knows an e-mail by: the notice, and a hash that tells its recipients apart.</summary>
    public static string ReferenceOf(Notice notice, string address) =>
        $"{notice.Id}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(address.ToUpperInvariant())))[..12]}";

    private async Task<NoticeOutcome> Send(Notice notice, string address, CancellationToken cancel)
    {
        var reference = ReferenceOf(notice, address);
        var (outcome, _) = await pipeline.Run(async token => await client.Find(reference, token) ?? await client.Send(notice, address, reference, token), cancel);
        health.Saw(Name, outcome);
        return outcome;
    }
}
