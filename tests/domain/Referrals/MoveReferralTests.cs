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
