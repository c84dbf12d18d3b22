using System.Buffers;
using System.Text.Json;
using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Functions.Referrals.Shape;

namespace IntegrationHub.Bench.Fhir;

/// <summary>What is measured, each a line.</summary>
internal static class FhirMeasurements
{
    public static IReadOnlyList<FhirMeasurement> All { get; } = [Render(), Validate()];

    /// <summary>A referral as a health team pulls it, from the folded case to bytes.</summary>
    private static FhirMeasurement Render()
    {
        var referral = new SampleReferral();
        var bytes = referral.Render();
        var documents = bytes.Select(resource => JsonDocument.Parse(resource)).ToList();
        var buffer = new ArrayBufferWriter<byte>(64 * 1024);
        return new FhirMeasurement(
            "render", "Patient, ServiceRequest, Task, Consent from a case to bytes", "the same JSON written from a parsed document",
            bytes.Sum(resource => resource.Length),
            () => referral.Render(),
            () => documents.ForEach(document => Write(document, buffer)));
    }

    /// <summary>A return as a health team posts it.</summary>
    private static FhirMeasurement Validate()
    {
        var body = SampleReturn.Utf8();
        return new FhirMeasurement(
            "validate", "parse a return Bundle and check it", "parse the same bytes",
            body.Length,
            () =>
            {
                using var document = JsonDocument.Parse(body);
                if (FhirShape.Check(document.RootElement, Bundle.TypeName) is [var fault, ..])
                    throw new InvalidOperationException($"The sample is not valid: {fault.Expression}: {fault.Text}");
            },
            () =>
            {
                using var document = JsonDocument.Parse(body);
            });
    }

    private static void Write(JsonDocument document, ArrayBufferWriter<byte> buffer)
    {
        buffer.ResetWrittenCount();
        using var json = new Utf8JsonWriter(buffer);
        document.WriteTo(json);
        json.Flush();
    }
}
