using System.Text.Json;
using IntegrationHub.Contracts.Problems;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Referrals.Interactions;
using IntegrationHub.Functions.Referrals.Shape;
using Microsoft.Net.Http.Headers;

namespace IntegrationHub.Functions.Referrals;

/// <summary>A FHIR body as JSON, or the answer that refuses it.</summary>
public sealed record FhirBody(JsonDocument? Document, IResult? Refusal) : IDisposable
{
    public JsonElement Json => Document!.RootElement;

    public void Dispose() => Document?.Dispose();
}

/// <summary>A FHIR resource as far as it can be read, with the faults of its shape. With any of them it may be read for more faults, never written.</summary>
/// <param name="Readable">Null when too little of it is right.</param>
internal sealed record CheckedResource(JsonElement? Readable, IReadOnlyList<ShapeFault> Faults)
{
    public static CheckedResource Of(JsonElement json, string resourceType)
    {
        var faults = FhirShape.Check(json, resourceType);
        return new CheckedResource(faults.Count == 0 ? json : ReadablePart.Of(json, resourceType), faults);
    }

    /// <summary>These faults, and those that the reading of the rest found, without what follows from these.</summary>
    public IReadOnlyList<ShapeFault> With(IEnumerable<ShapeFault> found) =>
        [.. Faults, .. found.Where(fault => !Faults.Contains(fault) && !Faults.Any(shape => IsWithin(fault.Expression, shape.Expression)))];

    private static bool IsWithin(string expression, string shape) => expression.StartsWith(shape, StringComparison.Ordinal)
        && shape.Contains('.', StringComparison.Ordinal) && !shape.EndsWith(".resource", StringComparison.Ordinal) && (expression.Length == shape.Length || expression[shape.Length] is '.' or '[');
}

/// <summary>Reads FHIR bodies: media type, size, JSON, type. Their shape is <see cref="CheckedResource"/>'s.</summary>
public static class FhirBodies
{
    /// <summary>Two documents of 20 MB as base64, and some room.</summary>
    public const int MaxBytes = 64 * 1024 * 1024;

    private static readonly string[] MediaTypes = ["application/fhir+json", "application/json"];

    /// <summary>A resource of one type, whatever its shape.</summary>
    public static async Task<FhirBody> Read(HttpRequest request, string resourceType, CancellationToken cancel)
    {
        var body = await ReadJson(request, cancel);
        if (body.Document is null || TypeOf(body.Json) == resourceType)
        {
            return body;
        }

        body.Dispose();
        return new FhirBody(null, Answers.Refused(400, ProblemCodes.InvalidRequest, $"A resource of type {resourceType} is expected here."));
    }

    /// <summary>Any JSON that came as FHIR.</summary>
    public static async Task<FhirBody> ReadJson(HttpRequest request, CancellationToken cancel)
    {
        var body = await RequestBodies.Read(request, MaxBytes, MediaTypes, cancel);
        if (body.Refusal is not null || !IsReadable(request))
        {
            return new FhirBody(null, body.Refusal ?? Answers.Refused(415, ProblemCodes.UnsupportedMediaType, "Send FHIR R4 (fhirVersion 4.0) in UTF-8."));
        }

        var (document, fault) = RequestBodies.Parse(body.Bytes);
        return document is null ? new FhirBody(null, Answers.Refused(400, ProblemCodes.NotJson, fault!.Message)) : new FhirBody(document, null);
    }

    /// <summary>The <c>resourceType</c>, if there is one.</summary>
    public static string? TypeOf(JsonElement json) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty("resourceType", out var type) && type.ValueKind == JsonValueKind.String ? type.GetString() : null;

    private static bool IsReadable(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && FhirAccept.IsR4(type)
        && (!type.Charset.HasValue || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase));
}
