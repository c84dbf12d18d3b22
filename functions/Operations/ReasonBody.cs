using System.Text.Json;
using IntegrationHub.Contracts.Problems;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Notifications;

namespace IntegrationHub.Functions.Operations;

/// <summary>A body that says why: <c>{"reason": "..."}</c>, 1 to 500 characters.</summary>
internal static class ReasonBody
{
    private const int MaxBytes = 16 * 1024;
    private const int MaxReason = 500;

    public static async Task<(string? Reason, IResult? Refusal)> Read(HttpRequest request, CancellationToken cancel)
    {
        var (body, refusal) = await Parse(request, cancel);
        if (refusal is not null)
        {
            return (null, refusal);
        }

        using (body)
        {
            var faults = new List<Fault>();
            var reader = body is null ? null : new ObjectReader(body.RootElement, "", faults);
            var reason = reader?.RequiredText("reason", MaxReason);
            reader?.RefuseUnknownMembers();
            if (reader is null)
            {
                faults.Add(new Fault("/reason", FaultCodes.Required, "Say why, without naming anybody: it is kept."));
            }

            return faults.Count > 0
                ? (null, Answers.Refused(422, ProblemCodes.InvalidRequest, "Nothing was changed. Every fault is listed.", faults))
                : (reason, null);
        }
    }

    private static async Task<(JsonDocument? Body, IResult? Refusal)> Parse(HttpRequest request, CancellationToken cancel)
    {
        if (request.ContentLength is null or 0 && request.ContentType is null)
        {
            return (null, null);
        }

        var body = await RequestBodies.Read(request, MaxBytes, ["application/json"], cancel);
        if (body.Refusal is not null)
        {
            return (null, body.Refusal);
        }

        var (json, fault) = RequestBodies.Parse(body.Bytes);
        return json?.RootElement.ValueKind == JsonValueKind.Object
            ? (json, null)
            : (null, Answers.Refused(400, ProblemCodes.NotJson, "The body isn't a JSON object.", fault is null ? [] : [fault]));
    }
}
