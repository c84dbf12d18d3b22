using System.Text.Json.Nodes;
using IntegrationHub.Functions.Escalations.Delivery;
using IntegrationHub.Functions.Partners;
using IntegrationHub.Functions.Tests.Escalations.Partners;

namespace IntegrationHub.Functions.Tests.Escalations.Delivery;

/// <summary>E-mail through GOV.UK Notify: what is sent, and what each of its answers comes to.</summary>
public sealed class NotifyChannelTests : IAsyncLifetime
{
    private static readonly NoticeRecipient Worker = new("social-worker", "s.worker@council.example");
    private static readonly NoticeRecipient Manager = new("team-manager", "t.manager@council.example");

    private NotifyPartner partner = null!;

    public async Task InitializeAsync() => partner = await NotifyPartner.Start();

    public async Task DisposeAsync() => await partner.DisposeAsync();

    [Fact]
    public async Task Each_address_gets_one_email_with_text_link_and_a_reference_of_its_own()
    {
        var outcomes = await Channel().Deliver(Samples.Notice(), [Worker, Manager, new("business-support-officer", "S.Worker@council.example")], CancellationToken.None);

        Assert.All(outcomes, outcome => Assert.Equal(NoticeOutcomeKind.Delivered, outcome.Kind));
        Assert.Equal([Worker.Address, Manager.Address], partner.Emails.Select(email => email.Address).Order());
        Assert.Equal(2, partner.Emails.DistinctBy(email => email.Reference).Count());
        var email = partner.Emails.First();
        Assert.StartsWith(Samples.Notice().Id, email.Reference, StringComparison.Ordinal);
        Assert.DoesNotContain("worker", email.Reference, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(Samples.Notice().Text, (string)email.Personalisation["text"]!);
        Assert.Equal(Samples.Notice().Link, (string)email.Personalisation["link"]!);
        Assert.Contains("Due: 6 November 2026", (string)email.Personalisation["details"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_email_whose_answer_was_lost_is_found_by_its_reference_and_not_sent_again()
    {
        partner.Next(Answering.HangUpAfterTaking);

        Assert.Equal(NoticeOutcomeKind.Delivered, (await Deliver(Channel())).Kind);
        Assert.Equal(NoticeOutcomeKind.Delivered, (await Deliver(Channel())).Kind);

        Assert.Single(partner.Emails);
    }

    [Fact]
    public async Task An_email_that_Notify_could_not_send_for_a_reason_of_its_own_is_sent_again()
    {
        await Deliver(Channel());
        partner.Status = "technical-failure";

        Assert.Equal(NoticeOutcomeKind.Delivered, (await Deliver(Channel())).Kind);
        Assert.Equal(2, partner.Emails.Count);
    }

    [Fact]
    public async Task An_address_that_does_not_exist_is_refused_for_good()
    {
        await Deliver(Channel());
        partner.Status = "permanent-failure";

        Assert.Equal(NoticeOutcomeKind.Refused, (await Deliver(Channel())).Kind);
        Assert.Single(partner.Emails);
    }

    [Theory]
    [InlineData(Answering.BadAddress, NoticeOutcomeKind.Refused, "GOV.UK Notify takes it for no valid e-mail address.", 1)]
    [InlineData(Answering.TeamOnlyKey, NoticeOutcomeKind.Failed, "GOV.UK Notify does not send to this recipient: the API key is for the team only, or the service in trial mode.", 1)]
    [InlineData(Answering.DailyLimit, NoticeOutcomeKind.Failed, "The day's limit of GOV.UK Notify is used up.", 1)]
    [InlineData(Answering.RateLimit, NoticeOutcomeKind.Failed, "GOV.UK Notify takes no more this minute.", 1)]
    [InlineData(Answering.Broken, NoticeOutcomeKind.Failed, "GOV.UK Notify has a fault.", 2)]
    [InlineData(Answering.NotAtAll, NoticeOutcomeKind.Failed, "It does not answer in time.", 2)]
    public async Task Every_kind_of_answer_is_told_apart(Answering answering, NoticeOutcomeKind kind, string reason, int attempts)
    {
        partner.Always(answering);

        var outcome = await Deliver(Channel(answering == Answering.NotAtAll ? Limits with { Attempt = TimeSpan.FromSeconds(2) } : Limits));

        Assert.Equal((kind, reason), (outcome.Kind, outcome.Reason));
        Assert.Empty(partner.Emails);

        // Each attempt asks for the reference first; a refusal, by 400, makes the hub look at the template.
        Assert.Equal((2 * attempts) + (answering is Answering.BadAddress or Answering.TeamOnlyKey ? 1 : 0), partner.Calls);
    }

    [Fact]
    public async Task A_limit_is_waited_for_in_place_when_it_is_short_and_said_when_it_is_long()
    {
        partner.Next(Answering.RateLimit, Answering.RateLimit);
        partner.RetryAfter = 1;
        var started = TimeProvider.System.GetTimestamp();
        Assert.Equal(NoticeOutcomeKind.Failed, (await Deliver(Channel())).Kind);
        Assert.InRange(TimeProvider.System.GetElapsedTime(started), TimeSpan.FromMilliseconds(900), TimeSpan.FromSeconds(30));
        Assert.Equal(4, partner.Calls);

        partner.Next(Answering.RateLimit);
        partner.RetryAfter = 40;
        Assert.Equal(TimeSpan.FromSeconds(40), (await Deliver(Channel())).RetryAfter);

        partner.RetryAfter = null;
        partner.Next(Answering.RateLimit, Answering.DailyLimit);
        Assert.Equal(TimeSpan.FromMinutes(1), (await Deliver(Channel())).RetryAfter);
        Assert.Equal(TimeSpan.FromHours(1), (await Deliver(Channel())).RetryAfter);
    }

    [Theory]
    [InlineData("invented_key-26785a09-ab16-4eb0-8407-a37497a57506-00000000-8d35-48ac-975b-e847b4f122b0", 0)]
    [InlineData(null, 60)]
    public async Task A_wrong_key_and_a_wrong_clock_delay_the_email_and_show_in_health_without_the_key(string? key, int clockAheadSeconds)
    {
        var health = new ChannelHealth(TimeProvider.System);
        var channel = new NotifyChannel(partner.Settings(key), Limits, Partner.Clients(), health, new ClockAhead(TimeSpan.FromSeconds(clockAheadSeconds)));

        var outcome = await Deliver(channel);

        Assert.Equal((NoticeOutcomeKind.Failed, "GOV.UK Notify does not accept the API key, or the hub's clock is wrong."), (outcome.Kind, outcome.Reason));
        Assert.Equal(outcome.Reason, health.Channels["notify"].Reason);
        Assert.NotNull(health.Channels["notify"].Since);
        Assert.Equal(1, partner.Calls);
        await Deliver(new NotifyChannel(partner.Settings(), Limits, Partner.Clients(), health, TimeProvider.System));
        Assert.Equal(new ChannelStanding(null, null), health.Channels["notify"]);
    }

    [Fact]
    public async Task A_template_that_is_missing_or_asks_for_more_is_no_fault_of_the_recipient()
    {
        foreach (var needs in new string[]?[] { null, ["subject", "first_name"] })
        {
            partner.TemplateNeeds = needs;
            Assert.Equal(NoticeOutcomeKind.Failed, (await Deliver(Channel())).Kind);
        }

        partner.TemplateNeeds = ["text"];
        Assert.Equal(NoticeOutcomeKind.Delivered, (await Deliver(Channel())).Kind);
    }

    [Fact]
    public async Task A_recipient_without_an_address_waits_for_one_and_the_others_are_told()
    {
        var outcomes = await Channel().Deliver(Samples.Notice(), [new("named-nurse", null), Worker], CancellationToken.None);

        Assert.Equal([NoticeOutcomeKind.Failed, NoticeOutcomeKind.Delivered], outcomes.Select(outcome => outcome.Kind));
        Assert.Single(partner.Emails);
    }

    [Fact]
    public async Task A_reference_that_a_sender_chose_is_no_link_and_no_heading_in_an_email()
    {
        await Channel().Deliver(
            Samples.Notice() with { Text = $"Papers for {Samples.Hostile} were due.", Details = [("Reference", Samples.Hostile)] }, [Worker], CancellationToken.None);

        var email = Assert.Single(partner.Emails);
        foreach (var shown in new[] { "text", "details" }.Select(name => (string)email.Personalisation[name]!))
        {
            Assert.DoesNotContain("](", shown, StringComparison.Ordinal);
            Assert.DoesNotContain("://", shown, StringComparison.Ordinal);
            Assert.DoesNotContain("www.evil", shown, StringComparison.Ordinal);
            Assert.DoesNotContain("evil.example", shown, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task After_many_faults_it_is_not_called_at_all_and_when_the_break_is_over_it_is_told_once()
    {
        var channel = Channel(Limits with { FaultsToBreak = 4, Break = TimeSpan.FromSeconds(5) });
        partner.Always(Answering.Broken);
        await Deliver(channel);
        await Deliver(channel);
        var calls = partner.Calls;

        var atOnce = await Deliver(channel);
        Assert.Equal((NoticeOutcomeKind.Failed, "It is down and not called for the moment."), (atOnce.Kind, atOnce.Reason));
        Assert.Equal(calls, partner.Calls);

        partner.Always(Answering.Well);
        await Kit.Eventually.Holds("the channel is called again", async () => (await Deliver(channel)).Kind == NoticeOutcomeKind.Delivered);
        Assert.Single(partner.Emails);
    }

    [Theory]
    [InlineData("")]
    [InlineData("invented_key")]
    [InlineData("26785a09-ab16-4eb0-8407-a37497a57506-3d844edf-8d35-48ac-975b-e847b4f122b0")]
    [InlineData("-26785a09-ab16-4eb0-8407-a37497a57506-3d844edf-8d35-48ac-975b-e847b4f122b0")]
    [InlineData("name-26785a09-ab16-4eb0-8407-a37497a57506-3d844edf-8d35-48ac-975b-e847b4f122b")]
    [InlineData("name-26785a09-ab16-4eb0-8407-a37497a5750x-3d844edf-8d35-48ac-975b-e847b4f122b0")]
    [InlineData("name-26785a09-ab16-4eb0-8407-a37497a57506_3d844edf-8d35-48ac-975b-e847b4f122b0")]
    public void What_is_no_key_is_refused(string text) => Assert.False(NotifyKey.TryParse(text, out _));

    [Fact]
    public void A_key_and_the_settings_do_not_print_their_secrets()
    {
        Assert.True(NotifyKey.TryParse(NotifyPartner.Key, out var key));
        Assert.Equal("NotifyKey AlertSettings", $"{key} {partner.Settings()}");
    }

    private static CallLimits Limits => Samples.Limits;

    private NotifyChannel Channel(CallLimits? limits = null) =>
        new(partner.Settings(), limits ?? Limits, Partner.Clients(), new ChannelHealth(TimeProvider.System), TimeProvider.System);

    private static async Task<NoticeOutcome> Deliver(NotifyChannel channel) =>
        Assert.Single(await channel.Deliver(Samples.Notice(), [Worker], CancellationToken.None));

    private sealed class ClockAhead(TimeSpan ahead) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + ahead;
    }
}

/// <summary>An invented notice, and limits that suit partners on the same machine.</summary>
internal static class Samples
{
    public static CallLimits Limits { get; } = new(
        TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30), 1, TimeSpan.FromMilliseconds(20), TimeSpan.FromSeconds(3), 1000, TimeSpan.FromSeconds(1));

    /// <summary>A reference that tries to be more than one.</summary>
    public const string Hostile = "[Sign in](https://evil.example/a) www.evil.example **now** <x>";

    public static Notice Notice(string id = "825-abcdefghijklmnopqrstuvwxyz.3.2-raised") => new(
        id, id.Replace("-raised", "/raised", StringComparison.Ordinal), "Level 2 alert: consent and paperwork received", "Consent and paperwork for reference LCS-1 was due on 6 November 2026.",
        [("Due", "6 November 2026"), ("Level", "2")], "https://hub.example/hub/cases/825-abcdefghijklmnopqrstuvwxyz",
        new JsonObject { ["alertId"] = "825-abcdefghijklmnopqrstuvwxyz.3.2", ["recipients"] = new JsonArray(), ["text"] = "Consent and paperwork" });
}
