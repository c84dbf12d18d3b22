using IntegrationHub.Contracts.Problems;
using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.Policies;

namespace IntegrationHub.Domain.Assessments;

/// <summary>The documents of one return, already stored under their content's hash.</summary>
public sealed record ReturnAssessmentCommand(
    DateTimeOffset Now, IReadOnlyList<DocumentReceived> Documents, IReadOnlyList<CarePlanReceived> CarePlans)
{
    /// <summary>FHIRPath of the element that says for which referral it is.</summary>
    public string ReferralElement { get; init; } = "DocumentReference.context.related";
}

/// <summary>Records returned documents. What is already here is not recorded twice, so a repeat changes nothing.</summary>
public static class ReturnAssessment
{
    public static Decision Decide(CaseState state, ReturnAssessmentCommand command, Policy policy)
    {
        if (CaseStatus.TaskStatus(state, policy) is TaskStatuses.Rejected or TaskStatuses.Cancelled)
        {
            const string detail = "The referral is not active any more: nothing can be returned on it.";
            return Decision.Refuse(new Refusal(
                RefusalKind.Invalid, ProblemCodes.InvalidRequest, detail, [new Fault(command.ReferralElement, "business-rule", detail)]));
        }

        if (command.Documents.Any(document => document.AssessedOn > LondonTime.DateOf(command.Now)))
        {
            const string future = "The child can't have been seen in the future.";
            return Decision.Refuse(new Refusal(
                RefusalKind.Invalid, ProblemCodes.InvalidRequest, future, [new Fault("DocumentReference.context.period.start", "business-rule", future)]));
        }

        var known = state.Documents.Select(document => document.Document.DocumentId).Concat(state.CarePlans.Select(plan => plan.CarePlanId)).ToHashSet();
        return Decision.Record(
        [
            .. command.Documents.Where(document => known.Add(document.DocumentId)).Select(document => new NewFact(command.Now, document)),
            .. command.CarePlans.Where(plan => known.Add(plan.CarePlanId)).Select(plan => new NewFact(command.Now, plan)),
        ]);
    }
}
