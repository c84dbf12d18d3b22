using System.Text.Json.Nodes;
using IntegrationHub.Functions.Escalations.Delivery;
using IntegrationHub.Functions.Tests.Escalations.Partners;

namespace IntegrationHub.Functions.Tests.Escalations.Delivery;

/// <summary>The webhook: one signed post for all recipients, as Teams and Power Automate take it.</summary>
public sealed class WebhookChannelTests : IAsyncLifetime
{
    private static readonly NoticeRecipient[] Both = [new("social-worker", "s.worker@council.example"), new("named-nurse", null)];

    private WebhookPartner partner = null!;

    public async Task InitializeAsync() => partner = await WebhookPartner.Start();

    public async Task DisposeAsync() => await partner.DisposeAsync();

    [Fact]
    public async Task One_signed_post_tells_all_recipients_with_the_alert_on_top_and_a_card_beside_it()
    {
        var outcomes = await Channel().Deliver(Samples.Notice(), Both, CancellationToken.None);

        Assert.Equal([NoticeOutcome.Delivered, NoticeOutcome.Delivered], outcomes);
        var post = Assert.Single(partner.Posts);
        Assert.Equal((Samples.Notice().Id, Samples.Notice().Id), (post.Id, post.Key));
        Assert.Equal("825-abcdefghijklmnopqrstuvwxyz.3.2", (string)post.Body["alertId"]!);
        Assert.Equal(
            """[{"role":"social-worker","address":"s.worker@council.example"},{"role":"named-nurse"}]""", post.Body["recipients"]!.ToJsonString());
        Assert.Equal("message", (string)post.Body["type"]!);
        var attachment = Assert.Single(post.Body["attachments"]!.AsArray())!;
        Assert.Equal("application/vnd.microsoft.card.adaptive", (string)attachment["contentType"]!);
        Assert.True(attachment.AsObject().ContainsKey("contentUrl"));
        var card = attachment["content"]!;
        Assert.Equal(("AdaptiveCard", "1.4"), ((string)card["type"]!, (string)card["version"]!));
        Assert.Equal([Samples.Notice().Subject, Samples.Notice().Text], card["body"]!.AsArray().Take(2).Select(block => (string)block!["text"]!));
        Assert.Equal(
            ["Due 6 November 2026", "Level 2"], card["body"]![2]!["facts"]!.AsArray().Select(detail => $"{detail!["title"]} {detail["value"]}"));
        Assert.Equal(
            ("Action.OpenUrl", Samples.Notice().Link), ((string)card["actions"]![0]!["type"]!, (string)card["actions"]![0]!["url"]!));
    }

    [Fact]
    public async Task A_repeat_after_a_lost_answer_has_the_same_id()
    {
        partner.Next(WebhookPartner.HangUpAfterTaking);

        Assert.All(await Channel().Deliver(Samples.Notice(), Both, CancellationToken.None), outcome => Assert.Equal(NoticeOutcomeKind.Delivered, outcome.Kind));
        Assert.Equal(2, partner.Posts.Count);
        Assert.Single(partner.Posts.DistinctBy(post => (post.Id, post.Key, post.Body.ToJsonString())));
    }

    [Theory]
    [InlineData(500, 2)]
    [InlineData(503, 2)]
    [InlineData(429, 2)]
    [InlineData(401, 1)]
    [InlineData(404, 1)]
    [InlineData(410, 1)]
    [InlineData(302, 1)]
    public async Task Whatever_it_refuses_is_kept_for_later_and_only_faults_of_the_moment_are_repeated_at_once(int status, int attempts)
    {
        partner.Always(status);

        var outcome = (await Channel().Deliver(Samples.Notice(), Both, CancellationToken.None))[0];

        Assert.Equal((NoticeOutcomeKind.Failed, $"The webhook answered {status}."), (outcome.Kind, outcome.Reason));
        Assert.Equal(attempts, partner.Refused.Count);
    }

    [Fact]
    public async Task A_long_Retry_After_is_handed_on_and_a_short_one_is_waited_for()
    {
        partner.RetryAfter = 120;
        partner.Next(503);
        Assert.Equal(TimeSpan.FromMinutes(2), (await Channel().Deliver(Samples.Notice(), Both, CancellationToken.None))[0].RetryAfter);

        partner.RetryAfter = 1;
        partner.Next(503);
        var started = TimeProvider.System.GetTimestamp();
        Assert.Equal(NoticeOutcomeKind.Delivered, (await Channel().Deliver(Samples.Notice(), Both, CancellationToken.None))[0].Kind);
        Assert.InRange(TimeProvider.System.GetElapsedTime(started), TimeSpan.FromMilliseconds(900), TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Another_secret_is_not_believed_and_without_one_nothing_is_signed()
    {
        foreach (var secret in new[] { "another-invented-secret-of-forty-chars-1", null })
        {
            var outcome = (await Channel(secret).Deliver(Samples.Notice(), Both, CancellationToken.None))[0];
            Assert.Equal("The webhook answered 401.", outcome.Reason);
        }
    }

    [Fact]
    public async Task A_channel_that_nobody_listens_to_breaks_and_recovers()
    {
        var nowhere = partner.Settings() with { Webhook = new Uri($"http://127.0.0.1:{LocalStack.FreePort.Next()}/workflow") };
        var health = new ChannelHealth(TimeProvider.System);
        var channel = new WebhookChannel(nowhere, Samples.Limits with { FaultsToBreak = 2, Break = TimeSpan.FromMinutes(5) }, Partner.Clients(), health, TimeProvider.System);

        Assert.Equal("It could not be reached, or hung up.", (await channel.Deliver(Samples.Notice(), Both, CancellationToken.None))[0].Reason);
        Assert.Equal("It is down and not called for the moment.", (await channel.Deliver(Samples.Notice(), Both, CancellationToken.None))[0].Reason);
        Assert.Equal("It is down and not called for the moment.", health.Channels["webhook"].Reason);
    }

    [Fact]
    public void A_reference_that_a_sender_chose_is_no_link_and_no_markdown_in_a_card()
    {
        var notice = Samples.Notice() with { Subject = $"Alert: {Samples.Hostile}", Text = $"Papers for {Samples.Hostile} were due.", Details = [("Reference", Samples.Hostile)] };

        var body = AdaptiveCard.Message(notice, Both)["attachments"]![0]!["content"]!["body"]!;

        foreach (var shown in new[] { (string)body[0]!["text"]!, (string)body[1]!["text"]!, (string)body[2]!["facts"]![0]!["value"]! })
        {
            Assert.Contains(@"\[Sign in\](https: //evil. example/a) www. evil. example \*\*now\*\* \<x\>", shown, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("LCS-1795254272", "LCS-1795254272", "LCS-1795254272")]
    [InlineData("- Reference LCS-1: due 6 November 2026, level 4. Book it.", "- Reference LCS-1: due 6 November 2026, level 4. Book it.", "- Reference LCS-1: due 6 November 2026, level 4. Book it.")]
    [InlineData("one\n# two\n ^ three", "one\n# two\n ^ three", "one\ntwo\nthree")]
    [InlineData("a\u2028# b", "a # b", "a # b")]
    [InlineData("((name)) _x_ `y` ~z~ \\", @"((name)) \_x\_ \`y\` \~z\~ \\", "( (name)) _x_ `y` ~z~ \\")]
    [InlineData("evil.example", "evil. example", "evil. example")]
    public void What_is_shown_keeps_plain_words_and_makes_nothing_else_of_them(string text, string inCard, string inEmail) =>
        Assert.Equal((inCard, inEmail), (ShownText.InCard(text), ShownText.InEmail(text)));

    [Fact]
    public void A_card_leaves_the_notice_as_it_was()
    {
        var notice = Samples.Notice();
        var before = notice.Members.ToJsonString();
        AdaptiveCard.Message(notice, Both);

        Assert.Equal(before, notice.Members.ToJsonString());
        Assert.Equal(JsonValueKindOf(notice.Members["recipients"]), JsonValueKindOf(new JsonArray()));
    }

    private static System.Text.Json.JsonValueKind JsonValueKindOf(JsonNode? node) => node!.GetValueKind();

    private WebhookChannel Channel(string? secret = WebhookPartner.Secret) =>
        new(partner.Settings(secret), Samples.Limits, Partner.Clients(), new ChannelHealth(TimeProvider.System), TimeProvider.System);
}
