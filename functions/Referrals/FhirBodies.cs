using System.Text.Json;
using IntegrationHub.Contracts.Problems;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Referrals.Shape;

namespace IntegrationHub.Functions.Referrals;

/// <summary>A FHIR body that has the right shape, or the answer that refuses it.</summary>
public sealed record FhirBody(JsonDocument? Document, IResult? Refusal) : IDisposable
{
    public JsonElement Json => Document!.RootElement;

    public void Dispose() => Document?.Dispose();
}

/// <summary>Reads FHIR bodies: media type, size, JSON, type, then every fault of shape at once.</summary>
public static class FhirBodies
{
    /// <summary>Two documents of 20 MB as base64, and some room.</summary>
    public const int MaxBytes = 64 * 1024 * 1024;

    private static readonly string[] MediaTypes = ["application/fhir+json", "application/json"];

    public static async Task<FhirBody> Read(HttpRequest request, string resourceType, CancellationToken cancel)
    {
        var body = await RequestBodies.Read(request, MaxBytes, MediaTypes, cancel);
        if (body.Refusal is not null)
        {
            return new FhirBody(null, body.Refusal);
        }

        var (document, fault) = RequestBodies.Parse(body.Bytes);
        return document is null
            ? new FhirBody(null, Answers.Refused(400, ProblemCodes.NotJson, fault!.Message))
            : Checked(document, resourceType);
    }

    private static FhirBody Checked(JsonDocument document, string resourceType)
    {
        var isWanted = document.RootElement.ValueKind == JsonValueKind.Object
            && document.RootElement.TryGetProperty("resourceType", out var type) && type.ValueKind == JsonValueKind.String && type.ValueEquals(resourceType);
        if (!isWanted)
        {
            document.Dispose();
            return new FhirBody(null, Answers.Refused(400, ProblemCodes.InvalidRequest, $"A resource of type {resourceType} is expected here."));
        }

        var faults = FhirShape.Check(document.RootElement, resourceType);
        if (faults.Count == 0)
        {
            return new FhirBody(document, null);
        }

        document.Dispose();
        return new FhirBody(null, FhirAnswers.Invalid(faults));
    }
}
