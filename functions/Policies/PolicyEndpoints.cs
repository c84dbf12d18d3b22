using System.Text;
using System.Text.Json;
using IntegrationHub.Contracts.Problems;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Notifications;
using IntegrationHub.Functions.Security;
using Microsoft.AspNetCore.Http.Features;

namespace IntegrationHub.Functions.Policies;

/// <summary><c>POST /hub/operations/policy/check</c>: the faults of policy files, or what they would change about open cases. Nothing is kept.</summary>
public static class PolicyEndpoints
{
    /// <summary>A few hundred policy files.</summary>
    private const int MaxBytes = 8 * 1024 * 1024;

    private const int MostFaults = 100;

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapPost("/hub/operations/policy/check", Check).WithMetadata(new Requires(Operation.CheckPolicy));

    private static async Task<IResult> Check(HttpContext http, CheckPolicy check, CancellationToken cancel)
    {
        var body = await RequestBodies.Read(http.Request, MaxBytes, ["application/json"], cancel);
        if (body.Refusal is not null)
        {
            return body.Refusal;
        }

        var (json, notJson) = RequestBodies.Parse(body.Bytes);
        using (json)
        {
            var faults = notJson is null ? [] : new List<Fault> { notJson };
            var asked = json is null ? null : Read(json.RootElement, faults);
            if (asked is null || faults.Count > 0)
            {
                return json is null
                    ? Answers.Refused(400, ProblemCodes.NotJson, "The body isn't JSON.", faults)
                    : Answers.Refused(422, ProblemCodes.InvalidRequest, "Send the policy files by name, each as text.", [.. faults.Take(MostFaults)]);
            }

            var answer = await check.Run(asked.Value.Files, asked.Value.Complete, cancel);
            http.Features.GetRequiredFeature<RequestContext>().ShownCases = [.. answer.Cases.Select(shown => shown.CaseId)];
            return Answers.Ok(answer);
        }
    }

    private static (IReadOnlyList<PolicyFile> Files, bool Complete)? Read(JsonElement json, List<Fault> faults)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            faults.Add(new Fault("", FaultCodes.WrongType, "Must be an object."));
            return null;
        }

        var reader = new ObjectReader(json, "", faults);
        var files = new List<PolicyFile>();
        if (reader.Object("files", required: true) is not null)
        {
            foreach (var file in json.GetProperty("files").EnumerateObject())
            {
                files.AddRange(FileOf(file, faults));
            }
        }

        var complete = reader.Boolean("complete") ?? false;
        reader.RefuseUnknownMembers();
        return (files, complete);
    }

    private static IEnumerable<PolicyFile> FileOf(JsonProperty file, List<Fault> faults)
    {
        // A file may hold anything; its name stands in the answer.
        if (file.Name.Length is 0 or > 200 || file.Name.Any(char.IsControl))
        {
            faults.Add(new Fault("/files", FaultCodes.TooLong, "A file's name has 1 to 200 characters, none of them a control character."));
            return [];
        }

        if (file.Value.ValueKind != JsonValueKind.String)
        {
            faults.Add(new Fault($"/files/{ObjectReader.Showable(file.Name)}", FaultCodes.WrongType, "Must be the file's content as text."));
            return [];
        }

        return [new PolicyFile(file.Name, Encoding.UTF8.GetBytes(file.Value.GetString()!))];
    }
}
