using System.Text.Json;
using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Domain.Referrals;
using IntegrationHub.Functions.Referrals.Interactions;
using IntegrationHub.Functions.Referrals.Rendering;
using IntegrationHub.Functions.Referrals.Shape;
using FhirTask = IntegrationHub.Contracts.Fhir.Task;

namespace IntegrationHub.Functions.Referrals;

/// <summary><c>PUT Task/{id}</c> with <c>If-Match</c>: the health team moves the referral on.</summary>
internal static class UpdateTask
{
    /// <summary>Every fault of it; the draft when there is none.</summary>
    public static Draft? Of(SentEntry entry, FhirTask task, Planning planning, ReferralResources referrals)
    {
        var before = planning.Faults.Count;
        if (planning.Stored is { } stored)
        {
            planning.Faults.AddRange(RefuseChanges(entry, task, referrals.TaskOf(stored)));
        }

        var command = new MoveReferralCommand(
            planning.Now, task.Status!, task.StatusReason?.Coding?.FirstOrDefault()?.Code, task.StatusReason?.Text, task.BusinessStatus?.Text, StatusReasonOf(task));
        return planning.Faults.Count > before
            ? null
            : new Draft(entry, new FhirTask(), _ => entry.Id!, (id, _) => new PlannedWrite(
                entry, id, null, Planning.At(entry, state => MoveReferral.Decide(state, command, planning.Policy))));
    }

    /// <summary>The reason as JSON, by way of a resource that holds nothing else.</summary>
    private static string? StatusReasonOf(FhirTask task) =>
        task.StatusReason is null ? null : FhirJson.Serialize(new FhirTask { StatusReason = task.StatusReason });

    /// <summary>
    /// Only the status, its reason and the text of the business status are the health team's to change; anything else would be
    /// lost without a word, so it is refused by name. What is left out stays as it is.
    /// </summary>
    private static List<ShapeFault> RefuseChanges(SentEntry entry, FhirTask sent, FhirTask held)
    {
        var before = MembersOf(held);
        var after = MembersOf(sent);
        return
        [
            .. after.Keys.Where(name => before.GetValueOrDefault(name) != after[name])
                .Select(name => new ShapeFault("business-rule", $"{entry.Expression}.{name}", $"Task.{name} can't be changed here; send it as you read it.")),
        ];
    }

    private static Dictionary<string, string> MembersOf(FhirTask task)
    {
        var rest = task with
        {
            Meta = null,
            Status = null,
            StatusReason = null,
            LastModified = null,
            BusinessStatus = task.BusinessStatus is null ? null : task.BusinessStatus with { Text = null },
        };
        using var json = JsonDocument.Parse(FhirJson.SerializeToUtf8Bytes(rest));
        return json.RootElement.EnumerateObject().ToDictionary(member => member.Name, member => member.Value.GetRawText());
    }
}
