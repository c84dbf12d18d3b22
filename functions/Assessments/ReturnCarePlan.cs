using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Domain.Assessments;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Functions.Referrals.Interactions;
using IntegrationHub.Functions.Referrals.Rendering;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Assessments;

/// <summary>A structured plan comes back: <c>POST CarePlan</c>, alone or in a transaction. It is kept as it was sent; its id comes from its text.</summary>
internal static class ReturnCarePlan
{
    public static Draft? Of(SentEntry entry, CarePlan plan, Planning planning)
    {
        var before = planning.Faults.Count;
        ReturnDocument.RequireSubject(entry, plan.Subject, planning);
        return planning.Faults.Count > before || planning.CaseId is not { } caseId
            ? null
            : new Draft(entry, plan with { Id = null, Meta = null }, text => $"{caseId.Value}.p{Hash(text)[..24]}", (id, text) => Planned(entry, plan, id, text, planning))
            {
                IdIsFromText = true,
            };
    }

    private static PlannedWrite Planned(SentEntry entry, CarePlan plan, string id, string text, Planning planning)
    {
        var content = BinaryData.FromString(text);
        var searched = planning.References.Resolved(entry, SentResources.SearchedElements(plan));
        var fact = new CarePlanReceived(id, Hash(text), content.ToMemory().Length, searched);
        return new PlannedWrite(entry, id, new SentContent(fact.Sha256, "application/fhir+json", content), Planning.At(entry, state => ReturnAssessment.Decide(
            state, new ReturnAssessmentCommand(planning.Now, [], [fact]) { ReferralElement = "CarePlan.subject" }, planning.Policy)));
    }

    private static string Hash(string text) => DocumentStore.HashOf(System.Text.Encoding.UTF8.GetBytes(text));
}
