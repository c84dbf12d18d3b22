using System.Globalization;
using IntegrationHub.Contracts;
using IntegrationHub.Contracts.Events;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Functions.Messaging;
using IntegrationHub.Functions.Pages.Case;
using IntegrationHub.Functions.Storage;
using IntegrationHub.Functions.Tests.Referrals.Rendering;

namespace IntegrationHub.Functions.Tests.Messaging;

/// <summary>What a case keeps of the messages that were sent, and what its page says of them.</summary>
public sealed class SentMessagesTests
{
    private static readonly DateTimeOffset Ten = DateTimeOffset.Parse("2026-11-03T10:00:00Z", CultureInfo.InvariantCulture);
    private static readonly HashSet<string> None = [];

    [Fact]
    public void A_message_that_was_sent_leaves_the_outbox_for_a_record_of_its_kind_and_times_and_nothing_that_it_said()
    {
        var message = Event(4, SocialCareEventTypes.AppointmentBooked);
        var after = SentMessages.AfterSending(With([message, Event(5, SocialCareEventTypes.ReferralReceived)]), [message], None, Ten.AddSeconds(3));

        Assert.Equal([Id(5)], after.Outbox.Select(other => other.MessageId));
        Assert.Equal([new SentMessage(Id(4), Queues.SocialCareEvents, SocialCareEventTypes.AppointmentBooked, Ten, Ten.AddSeconds(3))], after.Sent);
        Assert.DoesNotContain("Avery", CaseJsonOf(after.Sent[0]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_that_was_sent_twice_is_recorded_once_and_one_that_was_put_back_meanwhile_not_yet()
    {
        var message = Event(4, SocialCareEventTypes.AppointmentBooked);
        var first = SentMessages.AfterSending(With([message]), [message], None, Ten);
        var again = SentMessages.AfterSending(new StoredCase(first with { Outbox = [message] }, null), [message], None, Ten.AddMinutes(1));
        Assert.Equal(first.Sent, again.Sent);
        Assert.Empty(again.Outbox);

        var putBack = SentMessages.AfterSending(With([message with { Attempt = 1 }]), [message], None, Ten);
        Assert.Equal((1, 0), (putBack.Outbox.Count, putBack.Sent.Count));
    }

    [Fact]
    public void The_latest_are_kept_when_there_are_too_many()
    {
        List<OutgoingMessage> messages = [.. Enumerable.Range(1, SentMessages.MostKept + 2).Select(number => Event(number, SocialCareEventTypes.AppointmentBooked))];
        var after = SentMessages.AfterSending(With(messages), messages, None, Ten);
        Assert.Equal((SentMessages.MostKept, Id(3)), (after.Sent.Count, after.Sent[0].MessageId));
        Assert.InRange(after.Write().ToMemory().Length, 0, 120_000);
    }

    [Fact]
    public void Who_was_asked_before_sees_the_messages_of_the_case_as_it_stood_and_none_of_what_came_later()
    {
        var sample = SampleCase.Opened()
            .Then(new ReferralMoved(TaskStatuses.Received, null, null, null), "RXQ")
            .Then(new ReferralRaised(2, 0, "RZZ", ReferralReasons.ProviderChanged))
            .Then(new ReferralMoved(TaskStatuses.Received, null, null, null, Referral: 2), "RZZ");
        var all = new StoredCase(
            sample.Stored.Document with { Sent = [Sent(2, SocialCareEventTypes.ReferralReceived), Sent(3, SocialCareEventTypes.ReferralRerouted)], Outbox = [Event(4, SocialCareEventTypes.ReferralReceived)] }, null);

        Assert.Equal((2, 1), (all.AsSeenBy("RZZ")!.Document.Sent.Count, all.AsSeenBy("RZZ")!.Document.Outbox.Count));
        var before = all.AsSeenBy("RXQ")!.Document;
        Assert.Equal([Id(2), Id(3)], before.Sent.Select(message => message.MessageId));
        Assert.Empty(before.Outbox);
    }

    [Fact]
    public void The_page_says_what_waits_what_is_sent_and_what_was_set_aside_in_words()
    {
        var document = SampleCase.Opened().Stored.Document with
        {
            Outbox = [Event(9, SocialCareEventTypes.AppointmentAttended), Event(8, SocialCareEventTypes.ReferralRejected) with { NotBefore = Ten.AddHours(2) }],
            Sent = [Sent(2, SocialCareEventTypes.ReferralReceived), Sent(3, SocialCareEventTypes.AppointmentBooked) with { CalledForAt = Ten.AddHours(1), IsSetAside = true }, Sent(4, null)],
        };

        Assert.Equal(
            [
                ("The child was seen", "Waits to be sent"),
                ("The provider rejected the referral", "Waits until 3 November 2026 at 12:00"),
                ("An appointment is booked", "Not sent: set aside on 3 November 2026 at 10:00 for those who run the hub"),
                ("The health team received the referral", "Sent on 3 November 2026 at 10:00"),
                ("News of the case", "Sent on 3 November 2026 at 10:00"),
            ],
            MessagesOut.Of(new StoredCase(document, null), Ten.AddHours(1)).Select(message => (message.What, message.State)));
    }

    [Fact]
    public void Every_kind_of_event_that_a_case_calls_for_has_words_of_its_own()
    {
        var kinds = typeof(SocialCareEventTypes).GetFields().Select(field => (string)field.GetValue(null)!).Except([SocialCareEventTypes.NotificationRefused]).ToList();
        var document = SampleCase.Opened().Stored.Document with { Sent = [.. kinds.Select((kind, i) => Sent(i + 2, kind))] };
        var words = MessagesOut.Of(new StoredCase(document, null), Ten).Select(message => message.What).ToList();
        Assert.Equal(kinds.Count, words.Distinct().Count());
        Assert.DoesNotContain("News of the case", words);
    }

    private static string Id(int fact) => MessageIds.OfEvent(SampleCase.Id, fact);

    private static OutgoingMessage Event(int fact, string kind) => new(Id(fact), Queues.SocialCareEvents, $$"""{"type":"{{kind}}","subject":"Avery"}""", Ten);

    private static SentMessage Sent(int fact, string? kind) => new(Id(fact), Queues.SocialCareEvents, kind, Ten, Ten);

    private static StoredCase With(IReadOnlyList<OutgoingMessage> outbox) => new(SampleCase.Opened().Stored.Document with { Outbox = outbox }, null);

    private static string CaseJsonOf(SentMessage message) => System.Text.Json.JsonSerializer.Serialize(message);
}
