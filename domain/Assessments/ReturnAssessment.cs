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
        var known = state.Documents.Select(document => document.Document.DocumentId).Concat(state.CarePlans.Select(plan => plan.CarePlanId)).ToHashSet();
        var documents = command.Documents.Where(document => known.Add(document.DocumentId)).ToList();
        var faults = documents.SelectMany(document => FaultsOf(state, document, command, policy)).Distinct().ToList();
        if (command.Documents.Count == 0 && !IsActive(state, CaseStatus.WorkedOn(state, policy).Number, policy))
        {
            faults.Add(NotActive(command));
        }

        return faults.Count > 0
            ? Decision.Refuse(new Refusal(RefusalKind.Invalid, ProblemCodes.InvalidRequest, faults[0].Message, faults))
            : Decision.Record(
            [
                .. documents.Select(document => new NewFact(command.Now, document)),
                .. command.CarePlans.Where(plan => known.Add(plan.CarePlanId)).Select(plan => new NewFact(command.Now, plan)),
            ]);
    }

    private static IEnumerable<Fault> FaultsOf(CaseState state, DocumentReceived document, ReturnAssessmentCommand command, Policy policy)
    {
        if (!IsActive(state, document.Referral, policy))
        {
            yield return NotActive(command);
            yield break;
        }

        var isReview = state.ReviewOf(document.Referral) > 0;
        if (document.Kind != DocumentKinds.HealthCarePlan && isReview != (document.Kind == DocumentKinds.RhaSummary))
        {
            yield return Fault("DocumentReference.type", isReview
                ? "This referral is for a review: its summary is of type rha-summary."
                : "This referral is for the Initial Health Assessment: rha-summary is the summary of a review.");
        }

        if (document.AssessedOn > LondonTime.DateOf(command.Now))
        {
            yield return Fault("DocumentReference.context.period.start", "The child can't have been seen in the future.");
        }

        if (document.Replaces is { } wrong && !state.Documents.Any(other => IsReplaceable(state, other.Document, wrong, document)))
        {
            yield return Fault("DocumentReference.relatesTo", "Only a document of the same type on the same referral, which no other one has replaced, can be replaced.");
        }
    }

    private static bool IsReplaceable(CaseState state, DocumentReceived other, string wrong, DocumentReceived by) =>
        other.DocumentId == wrong && other.Kind == by.Kind && state.ReviewOf(other.Referral) == state.ReviewOf(by.Referral) && !state.IsReplaced(wrong);

    private static bool IsActive(CaseState state, int referral, Policy policy) =>
        state.Referrals.FirstOrDefault(known => known.Number == referral) is { } found
        && CaseStatus.TaskStatus(state, policy, found) is not (TaskStatuses.Rejected or TaskStatuses.Cancelled);

    private static Fault NotActive(ReturnAssessmentCommand command) => Fault(command.ReferralElement, "The referral is not active any more: nothing can be returned on it.");

    private static Fault Fault(string expression, string message) => new(expression, "business-rule", message);
}
