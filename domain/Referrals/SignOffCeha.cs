using IntegrationHub.Contracts.Problems;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Pathways;
using IntegrationHub.Domain.Policies;

namespace IntegrationHub.Domain.Referrals;

/// <summary>The Designated Doctor signs the Care Entry Health Assessment off, once its summary is back; only then it is complete.</summary>
public static class SignOffCeha
{
    /// <param name="gmcNumber">Seven digits, where the sign-off names one.</param>
    /// <param name="output">The <c>Task.output</c> as it was sent, JSON.</param>
    public static Decision Decide(CaseState state, DateTimeOffset now, string? gmcNumber, string? output, Policy policy) =>
        Ceha.Of(state, policy)?.Stage switch
        {
            CehaStage.SignedOff => Decision.Nothing,
            CehaStage.Assessed => Decision.Record(now, new CehaSignedOff(gmcNumber, output)),
            null => Refuse("There is no Care Entry Health Assessment on this referral: nothing is to be signed off."),
            _ => Refuse("The summary of the Care Entry Health Assessment is not back yet: only then it can be signed off."),
        };

    private static Decision Refuse(string message) => Decision.Refuse(
        new Refusal(RefusalKind.Invalid, ProblemCodes.InvalidRequest, message, [new Fault("Task.output", "business-rule", message)]));
}
