using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Policies;
using IntegrationHub.Functions.Escalations.Delivery;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Reports.Weekly;
using IntegrationHub.Functions.Tests.Escalations.Delivery;
using IntegrationHub.Functions.Tests.Escalations.Partners;
using IntegrationHub.Functions.Tests.Kit;

namespace IntegrationHub.Functions.Tests.Reports;

/// <summary>What is wanting in the data, once a week to the council's service manager.</summary>
[Collection(TestStack.Name)]
public sealed class WeeklyQualityTests(TestStack stack) : IAsyncLifetime
{
    private const string Monday = "2026-11-02T09:10:00Z";
    private static readonly DateOnly DayZero = new(2026, 10, 30);

    private WebhookPartner webhook = null!;

    public async Task InitializeAsync() => webhook = await WebhookPartner.Start();

    public Task DisposeAsync() => webhook.DisposeAsync().AsTask();

    [Fact]
    public async Task Each_Monday_the_service_manager_is_told_once_which_cases_want_something_and_nothing_of_any_child()
    {
        await using var rig = await Start(webhook.Settings());
        await rig.Open("LCS-900002", DayZero);
        await At(rig, "2026-11-02T06:50:00Z", "sent 0");
        await At(rig, Monday, "sent 1");
        await At(rig, "2026-11-02T10:10:00Z", "sent 0");
        await At(rig, "2026-11-08T10:10:00Z", "sent 0");

        var post = Assert.Single(webhook.Posts);
        Assert.Equal(("data-quality-825-2026-11-02", "service-manager"), (post.Id, (string)post.Body["recipients"]![0]!["role"]!));
        Assert.Equal((2, 2), ((int)post.Body["openCases"]!, (int)post.Body["withProblems"]!));
        var text = (string)post.Body["text"]!;
        Assert.StartsWith("Of 2 open cases, 2 have something wanting in the data", text, StringComparison.Ordinal);
        Assert.Contains("- consent not recorded: 2 cases", text, StringComparison.Ordinal);
        Assert.Contains("- Reference LCS-900002: consent not recorded", text, StringComparison.Ordinal);
        Assert.EndsWith("/hub/data-quality", (string)post.Body["link"]!, StringComparison.Ordinal);
        foreach (var personal in new[] { "Testchild", "Avery", "9990000018", "2019", "council.example", "HP20" })
        {
            Assert.DoesNotContain(personal, post.Body.ToJsonString(), StringComparison.Ordinal);
        }

        await At(rig, "2026-11-09T09:10:00Z", "sent 1");
        Assert.Equal("data-quality-825-2026-11-09", webhook.Posts.Last().Id);
    }

    [Fact]
    public async Task With_nothing_to_say_nobody_is_told_and_from_Wednesday_on_nothing_begins()
    {
        await using var rig = await Start(webhook.Settings());
        await rig.ConsentAndPapers();
        await At(rig, Monday, "sent 0");
        await rig.Open("LCS-900002", DayZero);
        await At(rig, "2026-11-03T09:10:00Z", "sent 0");
        Assert.Empty(webhook.Posts);

        await using var late = await Start(webhook.Settings());
        await At(late, "2026-11-04T09:10:00Z", "sent 0");
        Assert.Empty(webhook.Posts);
    }

    [Fact]
    public async Task A_channel_that_is_down_delays_it_and_what_was_fixed_is_told_under_the_same_id()
    {
        webhook.Always(500);
        await using var rig = await Start(webhook.Settings());
        await At(rig, Monday, "sent 0");
        webhook.Always(202);
        await rig.ConsentAndPapers();
        await At(rig, "2026-11-02T09:10:10Z", "sent 0");
        await At(rig, "2026-11-05T10:10:00Z", "sent 1");

        var post = Assert.Single(webhook.Posts);
        Assert.Equal("data-quality-825-2026-11-02", post.Id);
        Assert.Contains("consent not recorded", (string)post.Body["text"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Quiet_hours_hold_and_two_instances_tell_it_once()
    {
        var account = stack.NewAccount();
        var quiet = Policy.Default with { QuietHours = new QuietHours(new TimeOnly(19, 0), new TimeOnly(9, 30), true) };
        await using var one = await DeliveryRig.Start(account, webhook.Settings(), policy: quiet);
        await using var other = await DeliveryRig.Start(account, webhook.Settings(), policy: quiet, opens: false);
        await At(one, Monday, "sent 0");
        Assert.Empty(webhook.Posts);
        other.MoveTo("2026-11-02T10:10:00Z");
        one.MoveTo("2026-11-02T10:10:00Z");
        await Task.WhenAll(Send(one), Send(other));
        await Task.WhenAll(Send(one), Send(other));

        Assert.Single(webhook.Posts);
    }

    [Fact]
    public async Task By_email_it_goes_to_the_address_in_the_directory()
    {
        await using var notify = await NotifyPartner.Start();
        await using var rig = await Start(notify.Settings(), Policy.Default with { RoleAddresses = new Dictionary<string, string> { ["service-manager"] = "manager@council.example" } });
        await At(rig, Monday, "sent 1");

        var email = Assert.Single(notify.Emails);
        Assert.Equal("manager@council.example", email.Address);
        Assert.Contains("Data quality of council 825, week of 2 November 2026", email.Personalisation.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_is_refused_ends_the_week_and_the_next_one_begins_anew()
    {
        await using var notify = await NotifyPartner.Start();
        await using var rig = await Start(notify.Settings(), Policy.Default with { RoleAddresses = new Dictionary<string, string> { ["service-manager"] = "nobody@council.example" } });
        notify.To("nobody@council.example", Answering.BadAddress);
        await At(rig, Monday, "sent 0");
        notify.To("nobody@council.example", Answering.Well);
        await At(rig, "2026-11-03T09:10:00Z", "sent 0");
        await At(rig, "2026-11-09T09:10:00Z", "sent 1");
        Assert.Single(notify.Emails);
    }

    private async Task<DeliveryRig> Start(AlertSettings settings, Policy? policy = null) => await DeliveryRig.Start(stack.NewAccount(), settings, policy: policy);

    private static async Task At(DeliveryRig rig, string instant, string expected)
    {
        rig.MoveTo(instant);
        Assert.Equal(TriggerResult.Done(expected), await Send(rig));
    }

    private static Task<TriggerResult> Send(DeliveryRig rig) => rig.Get<SendDataQuality>().Run(CancellationToken.None);
}
