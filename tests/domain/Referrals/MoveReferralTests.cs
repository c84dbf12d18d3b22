using IntegrationHub.Contracts.Problems;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.Policies;
using IntegrationHub.Domain.Referrals;
using IntegrationHub.Domain.Tests.Kit;

namespace IntegrationHub.Domain.Tests.Referrals;

public sealed class MoveReferralTests
{
    private static readonly string[] All =
    [
        TaskStatuses.Requested, TaskStatuses.Received, TaskStatuses.Accepted, TaskStatuses.InProgress,
        TaskStatuses.Completed, TaskStatuses.Rejected, TaskStatuses.Cancelled,
    ];

    private static readonly Dictionary<string, string[]> Onward = new()
    {
        [TaskStatuses.Requested] = [TaskStatuses.Received, TaskStatuses.Rejected],
        [TaskStatuses.Received] = [TaskStatuses.Accepted, TaskStatuses.Rejected],
        [TaskStatuses.Accepted] = [TaskStatuses.InProgress, TaskStatuses.Rejected],
        [TaskStatuses.InProgress] = [TaskStatuses.Completed],
        [TaskStatuses.Completed] = [],
        [TaskStatuses.Rejected] = [],
        [TaskStatuses.Cancelled] = [],
    };

    public static TheoryData<string, string> Pairs
    {
        get
        {
            var pairs = new TheoryData<string, string>();
            foreach (var (from, to) in All.SelectMany(from => All.Append("draft").Where(to => to != from).Select(to => (from, to))))
            {
                pairs.Add(from, to);
            }

            return pairs;
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void A_Task_goes_one_step_on_or_is_refused_and_told_what_is_allowed(string from, string to)
    {
        var decision = Decide(At(from), to, reasonCode: "books-closed");

        if (Onward[from].Contains(to) && to != TaskStatuses.Completed)
        {
            var fact = Assert.Single(decision.Facts);
            Assert.Equal(new ReferralMoved(to, "books-closed", null, null), fact.Data);
            Assert.Equal(Now, fact.OccurredAt);
            return;
        }

        Assert.Empty(decision.Facts);
        Assert.Equal((RefusalKind.Invalid, ProblemCodes.InvalidRequest), (decision.Refusal!.Kind, decision.Refusal.Code));
        Assert.Equal("Task.status", Assert.Single(decision.Refusal.Faults).Pointer);
        Assert.All(Onward[from], allowed => Assert.Contains(allowed, decision.Refusal.Detail, StringComparison.Ordinal));
        Assert.Contains(
            Onward[from].Length == 0 ? $"The Task is {from}; it can't be moved any more." : from == TaskStatuses.InProgress && to == TaskStatuses.Completed
                ? "They aren't both here yet."
                : $"The Task is {from}; from there it may become {string.Join(" or ", Onward[from])}.",
            decision.Refusal.Detail,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TaskStatuses.Requested)]
    [InlineData(TaskStatuses.InProgress)]
    [InlineData(TaskStatuses.Completed)]
    [InlineData(TaskStatuses.Rejected)]
    [InlineData(TaskStatuses.Cancelled)]
    public void The_status_it_already_has_changes_nothing(string status)
    {
        var decision = Decide(At(status), status);

        Assert.Null(decision.Refusal);
        Assert.Empty(decision.Facts);
    }

    [Fact]
    public void A_new_business_status_alone_is_recorded_once()
    {
        var accepted = At(TaskStatuses.Accepted);
        var fact = Assert.Single(Decide(accepted, TaskStatuses.Accepted, businessStatus: "waiting list").Facts);
        Assert.Equal(new ReferralMoved(TaskStatuses.Accepted, null, null, "waiting list"), fact.Data);

        Assert.Empty(Decide(accepted.Then(Now, fact.Data), TaskStatuses.Accepted, businessStatus: "waiting list").Facts);
    }

    [Theory]
    [InlineData("V3", TaskStatuses.Cancelled)]
    [InlineData("V2", TaskStatuses.Completed)]
    public void A_status_that_follows_from_the_facts_is_not_stored_with_a_text_and_goes_when_they_change(string legalStatus, string shown)
    {
        var held = Chronology.Opened("2026-10-30", "2026-11-02T09:14:00Z", care: new CareDetails { LegalStatus = legalStatus }).Moved("2026-11-03", TaskStatuses.Received);
        held = legalStatus == "V3" ? held : held.Returned("2026-11-05");
        var fact = Assert.Single(Decide(held, shown, businessStatus: "noted").Facts);
        Assert.Equal(new ReferralMoved(TaskStatuses.Received, null, null, "noted"), fact.Data);

        var after = held.Then(Moments.Morning("2026-11-06"), fact.Data);
        Assert.Equal(shown, CaseStatus.TaskStatus(after.State, Policy.Default));
        after = legalStatus == "V3"
            ? after.Then("2026-11-09", new LegalStatusChanged("V2", Moments.Day("2026-11-09")))
            : after.Then("2026-11-09", new ReferralRaised(2, 0, "RXQ", ReferralReasons.ProviderChanged));
        Assert.Equal(TaskStatuses.Received, after.State.Referrals[0].Status);
        Assert.Equal(legalStatus == "V3" ? TaskStatuses.Received : TaskStatuses.Cancelled, CaseStatus.TaskStatus(after.State, Policy.Default, after.State.Referrals[0]));
        Assert.Equal(legalStatus == "V3", Decide(after, TaskStatuses.Accepted).Refusal is null);
    }

    [Fact]
    public void A_text_that_comes_later_doesnt_move_the_day_of_a_rejection()
    {
        var rejected = Chronology.Example.Moved("2026-11-05", TaskStatuses.Rejected);
        var fact = Assert.Single(Decide(rejected, TaskStatuses.Rejected, businessStatus: "sorry").Facts);

        var referral = rejected.Then("2026-11-09", fact.Data).State.Referral;
        Assert.Equal((TaskStatuses.Rejected, "sorry", Moments.Morning("2026-11-05")), (referral.Status, referral.BusinessStatus, referral.MovedAt));
    }

    [Fact]
    public void A_rejection_without_a_reason_is_refused_at_the_reason()
    {
        var refusal = Decide(At(TaskStatuses.Requested), TaskStatuses.Rejected).Refusal!;

        Assert.Equal("Task.statusReason", Assert.Single(refusal.Faults).Pointer);
    }

    [Fact]
    public void A_reason_in_words_is_reason_enough() =>
        Assert.Equal(
            new ReferralMoved(TaskStatuses.Rejected, null, "Not our area", null),
            Assert.Single(MoveReferral.Decide(
                Chronology.Example.State, new MoveReferralCommand(Now, TaskStatuses.Rejected, null, "Not our area", null), Policy.Default).Facts).Data);

    private static DateTimeOffset Now => Moments.Morning("2026-11-23");

    private static Decision Decide(Chronology chronology, string to, string? reasonCode = null, string? businessStatus = null) =>
        MoveReferral.Decide(chronology.State, new MoveReferralCommand(Now, to, reasonCode, null, businessStatus), Policy.Default);

    private static Chronology At(string status) => status switch
    {
        TaskStatuses.Requested => Chronology.Example,
        TaskStatuses.Completed => Chronology.Example.Returned("2026-11-20"),
        TaskStatuses.Cancelled => Chronology.Example.Ceased("2026-11-20"),
        _ => Chronology.Example.Moved("2026-11-05", status),
    };
}
