using System.Text.Json;
using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Contracts.Problems;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Policies;
using IntegrationHub.Domain.Referrals;
using IntegrationHub.Functions.Cases;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Referrals.Rendering;
using IntegrationHub.Functions.Referrals.Shape;
using IntegrationHub.Functions.Storage;
using FhirTask = IntegrationHub.Contracts.Fhir.Task;

namespace IntegrationHub.Functions.Referrals;

/// <summary><c>PUT Task/{id}</c> with <c>If-Match</c>: the health team moves the referral on.</summary>
internal static class UpdateTask
{
    public static async Task<IResult> Put(
        HttpContext http, string id, VisibleCases visible, CaseStore cases, ReferralResources referrals, Policy policy, TimeProvider time,
        CancellationToken cancel)
    {
        if (await visible.Find(http, id, cancel) is not { } stored)
        {
            return Answers.NotFound();
        }

        using var body = await FhirBodies.Read(http.Request, FhirTask.TypeName, cancel);
        if ((body.Refusal ?? RefuseCondition(http.Request)) is { } refused)
        {
            return refused;
        }

        var task = FhirJson.Read<FhirTask>(body.Json);
        if (task.Id != id)
        {
            return Answers.Refused(400, ProblemCodes.InvalidRequest, "The id in the Task must be the one in the address.");
        }

        if (RefuseChanges(task, referrals.TaskOf(stored)) is { Count: > 0 } faults)
        {
            return FhirAnswers.Invalid(faults);
        }

        var caller = VisibleCases.CallerOf(http);
        _ = WeakETag.TryParse(http.Request.Headers.IfMatch.ToString(), out var expected);
        var result = await cases.Change(
            stored.Document.Header, new Actor(caller.Organisation, caller.Subject), state => Decide(state, task, expected, policy, time), cancel);
        return result.Refusal is { } refusal ? Answers.Refused(refusal) : FhirAnswers.Resource(referrals.TaskOf(result.Case!));
    }

    private static Decision Decide(CaseState state, FhirTask task, WeakETag expected, Policy policy, TimeProvider time) =>
        state.Version != expected.Version
            ? Decision.Refuse(RefusalKind.Stale, ProblemCodes.VersionConflict, "The Task has changed since you read it. Read it again.")
            : MoveReferral.Decide(
                state,
                new MoveReferralCommand(
                    time.GetUtcNow(), task.Status!, task.StatusReason?.Coding?.FirstOrDefault()?.Code, task.StatusReason?.Text, task.BusinessStatus?.Text,
                    StatusReasonOf(task)),
                policy);

    /// <summary>The reason as JSON, by way of a resource that holds nothing else.</summary>
    private static string? StatusReasonOf(FhirTask task) =>
        task.StatusReason is null ? null : FhirJson.Serialize(new FhirTask { StatusReason = task.StatusReason });

    private static IResult? RefuseCondition(HttpRequest request)
    {
        if (request.Headers.IfMatch.Count == 0)
        {
            return Answers.Refused(428, ProblemCodes.PreconditionRequired, "Send If-Match with the ETag of the Task you read.");
        }

        return WeakETag.TryParse(request.Headers.IfMatch.ToString(), out _)
            ? null
            : Answers.Refused(400, ProblemCodes.InvalidRequest, "If-Match must be an ETag such as W/\"3\".");
    }

    /// <summary>
    /// Only the status, its reason and the text of the business status are the health team's to change; anything else would be
    /// lost without a word, so it is refused by name. What is left out stays as it is.
    /// </summary>
    private static List<ShapeFault> RefuseChanges(FhirTask sent, FhirTask held)
    {
        var before = MembersOf(held);
        var after = MembersOf(sent);
        return
        [
            .. after.Keys.Where(name => before.GetValueOrDefault(name) != after[name])
                .Select(name => new ShapeFault("business-rule", $"Task.{name}", $"Task.{name} can't be changed here; send it as you read it.")),
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
