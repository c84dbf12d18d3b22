using System.Collections.Frozen;
using IntegrationHub.Contracts.Problems;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.Policies;

namespace IntegrationHub.Domain.Referrals;

/// <summary>What the health team asks of the referral's Task.</summary>
public sealed record MoveReferralCommand(
    DateTimeOffset Now, string Status, string? ReasonCode, string? ReasonText, string? BusinessStatus, string? StatusReason = null);

/// <summary>
/// Moves the referral's Task on: requested, received, accepted, in-progress, completed; or rejected with a reason.
/// Completed needs both documents, and then the hub has completed it already.
/// </summary>
public static class MoveReferral
{
    private static readonly FrozenDictionary<string, string[]> Allowed = new Dictionary<string, string[]>
    {
        [TaskStatuses.Requested] = [TaskStatuses.Received, TaskStatuses.Rejected],
        [TaskStatuses.Received] = [TaskStatuses.Accepted, TaskStatuses.Rejected],
        [TaskStatuses.Accepted] = [TaskStatuses.InProgress, TaskStatuses.Rejected],
        [TaskStatuses.InProgress] = [TaskStatuses.Completed],
    }.ToFrozenDictionary();

    public static Decision Decide(CaseState state, MoveReferralCommand command, Policy policy)
    {
        var current = CaseStatus.TaskStatus(state, policy);
        if (command.Status == current)
        {
            return Same(state, command);
        }

        var allowed = Allowed.GetValueOrDefault(current, []);
        if (!allowed.Contains(command.Status))
        {
            return NotAllowed(current, allowed);
        }

        return command switch
        {
            { Status: TaskStatuses.Completed } => Refuse("Task.status",
                "The Task is completed by returning both documents, the assessment summary and the health care plan. They aren't both here yet."),
            { Status: TaskStatuses.Rejected, ReasonCode: null, ReasonText: null } => Refuse("Task.statusReason",
                "A rejected Task needs a statusReason that says why."),
            _ => Moved(command),
        };
    }

    private static Decision Same(CaseState state, MoveReferralCommand command) =>
        command.BusinessStatus == state.Referral.BusinessStatus && command.StatusReason == state.Referral.StatusReason ? Decision.Nothing : Moved(command);

    private static Decision Moved(MoveReferralCommand command) => Decision.Record(
        command.Now, new ReferralMoved(command.Status, command.ReasonCode, command.ReasonText, command.BusinessStatus, command.StatusReason));

    private static Decision NotAllowed(string current, string[] allowed) => Refuse("Task.status", allowed.Length == 0
        ? $"The Task is {current}; it can't be moved any more."
        : $"The Task is {current}; from there it may become {string.Join(" or ", allowed)}.");

    private static Decision Refuse(string expression, string message) => Decision.Refuse(
        new Refusal(RefusalKind.Invalid, ProblemCodes.InvalidRequest, message, [new Fault(expression, "business-rule", message)]));
}
