using System.Collections.Frozen;
using IntegrationHub.Contracts.Problems;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.Policies;

namespace IntegrationHub.Domain.Referrals;

/// <summary>What the health team asks of a referral's Task.</summary>
/// <param name="Referral">Number of the referral within the case.</param>
public sealed record MoveReferralCommand(
    DateTimeOffset Now, string Status, string? ReasonCode, string? ReasonText, string? BusinessStatus, string? StatusReason = null, int Referral = 1);

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
        if (state.Referrals.FirstOrDefault(known => known.Number == command.Referral) is not { } referral)
        {
            return Decision.Refuse(RefusalKind.NotFound, ProblemCodes.NotFound, "There is no such referral.");
        }

        var current = CaseStatus.TaskStatus(state, policy, referral);
        if (command.Status == current)
        {
            return Same(referral, command);
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

    /// <summary>
    /// Only the texts are new. The status may be one that follows from the facts (cancelled, completed) and goes with them: it is not what the health
    /// team said.
    /// </summary>
    private static Decision Same(ReferralState referral, MoveReferralCommand command) =>
        command.BusinessStatus == referral.BusinessStatus && command.StatusReason == referral.StatusReason
            ? Decision.Nothing
            : Moved(command with { Status = referral.Status });

    private static Decision Moved(MoveReferralCommand command) => Decision.Record(
        command.Now, new ReferralMoved(command.Status, command.ReasonCode, command.ReasonText, command.BusinessStatus, command.StatusReason, command.Referral));

    private static Decision NotAllowed(string current, string[] allowed) => Refuse("Task.status", allowed.Length == 0
        ? $"The Task is {current}; it can't be moved any more."
        : $"The Task is {current}; from there it may become {string.Join(" or ", allowed)}.");

    private static Decision Refuse(string expression, string message) => Decision.Refuse(
        new Refusal(RefusalKind.Invalid, ProblemCodes.InvalidRequest, message, [new Fault(expression, "business-rule", message)]));
}
