using System.Text.Json;
using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Contracts.Problems;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
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
        if (planning.Stored is not { } stored || ReferralIds.Find(stored, entry.Id!) is not { } referral)
        {
            if (planning.Stored is not null)
            {
                planning.Fault("business-rule", entry, "id", "Must be the Task of one of your referrals.");
            }

            return null;
        }

        var held = referrals.TaskOf(stored, referral);
        var signOff = SignOffOutput.New(task, held);
        if (signOff is not null && !planning.MaySignOff)
        {
            planning.Refusals.Add(new ConditionRefusal(403, ProblemCodes.NotAllowed, $"{entry.Expression}.output", "Only the Designated Doctor (role Health.SignOff) may sign a Care Entry Health Assessment off."));
        }

        var changes = RefuseChanges(entry, SignOffOutput.Without(task, held), held);
        planning.Faults.AddRange(changes);
        return changes.Count > 0
            ? null
            : new Draft(entry, new FhirTask(), _ => entry.Id!, (id, _) => new PlannedWrite(entry, id, null, Planning.At(entry, Deciding(task, held, signOff, referral, planning))));
    }

    /// <summary>A sign-off completes the Task by itself; then the status that was read may come back as it was.</summary>
    private static Func<CaseState, Decision> Deciding(FhirTask task, FhirTask held, FhirTask.OutputComponent? signOff, ReferralState referral, Planning planning)
    {
        if (signOff is not null && (task.Status == held.Status || task.Status == TaskStatuses.Completed))
        {
            return state => SignOffCeha.Decide(state, planning.Now, SignOffOutput.GmcNumberOf(signOff), SignOffOutput.AsJson(signOff), planning.Policy);
        }

        var command = CommandOf(task, held, referral, planning.Now);
        return state => signOff is null ? MoveReferral.Decide(state, command, planning.Policy) : OneAtATime;
    }

    /// <summary>A reason that comes back as it was read may be the hub's own words: what was stored of it stays.</summary>
    private static MoveReferralCommand CommandOf(FhirTask task, FhirTask held, ReferralState referral, DateTimeOffset now)
    {
        var reason = StatusReasonOf(task);
        return reason == StatusReasonOf(held)
            ? new MoveReferralCommand(now, task.Status!, referral.ReasonCode, referral.ReasonText, task.BusinessStatus?.Text, referral.StatusReason, referral.Number)
            : new MoveReferralCommand(
                now, task.Status!, task.StatusReason?.Coding?.FirstOrDefault()?.Code, task.StatusReason?.Text, task.BusinessStatus?.Text, reason, referral.Number);
    }

    private static readonly Decision OneAtATime = Decision.Refuse(new Refusal(
        RefusalKind.Invalid, ProblemCodes.InvalidRequest, "Sign off and move the Task in two steps.", [new Fault("Task.status", "business-rule", "A sign-off completes the Task: send the status as you read it, or completed.")]));

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
