using System.Text.Json.Nodes;

namespace IntegrationHub.Tools.Hub.Local;

/// <summary>The bodies that councils and health teams send.</summary>
internal static class Messages
{
    public const string Council = "825";
    public const string TaskOutputs = "https://fhir.integrationhub.example/CodeSystem/task-output";
    private const string DocumentKinds = "https://fhir.integrationhub.example/CodeSystem/document-kind";

    /// <param name="id">Of the message: with the council it is the idempotency key.</param>
    /// <param name="kind">Without prefix and version, as `consent-recorded`.</param>
    /// <param name="time">When it was sent.</param>
    /// <param name="subject">The council's own reference of the child.</param>
    /// <param name="data">By kind.</param>
    /// <param name="council">Three-digit code of the council that says it.</param>
    public static JsonObject Notification(string id, string kind, DateTimeOffset time, string subject, JsonObject data, string council = Council) => new()
    {
        ["specversion"] = "1.0",
        ["id"] = id,
        ["source"] = $"urn:uk:la:{council}:case-system",
        ["type"] = $"uk.lac.{kind}.v1",
        ["time"] = Json.Instant(time),
        ["subject"] = subject,
        ["datacontenttype"] = "application/json",
        ["data"] = data,
    };

    public static JsonObject Consent(string status, string givenBy, DateOnly on) =>
        new() { ["consent"] = new JsonObject { ["status"] = status, ["givenBy"] = givenBy, ["on"] = Json.Date(on) } };

    public static JsonObject On(DateOnly on) => new() { ["on"] = Json.Date(on) };

    /// <param name="caseId">Of the case, and so of the Patient.</param>
    /// <param name="referralId">Of the ServiceRequest; null means the case's first.</param>
    public static JsonObject Appointment(string caseId, string status, DateTimeOffset start, string? referralId = null) => new()
    {
        ["resourceType"] = "Appointment",
        ["status"] = status,
        ["basedOn"] = new JsonArray(Reference($"ServiceRequest/{referralId ?? caseId}")),
        ["start"] = Json.Instant(start),
        ["end"] = Json.Instant(start.AddHours(1)),
        ["participant"] = new JsonArray(new JsonObject { ["actor"] = Reference($"Patient/{caseId}"), ["status"] = "accepted" }),
    };

    /// <summary>Summary and health care plan in one transaction: both arrive, or neither.</summary>
    public static JsonObject AssessmentReturn(string caseId, string localId, DateTimeOffset at) => new()
    {
        ["resourceType"] = "Bundle",
        ["type"] = "transaction",
        ["entry"] = new JsonArray(
            DocumentEntry(caseId, "iha-summary", "Initial health assessment summary", localId, at),
            DocumentEntry(caseId, "health-care-plan", "Health care plan", localId, at)),
    };

    /// <summary>One document of an assessment.</summary>
    /// <param name="caseId">Of the case, and so of the Patient.</param>
    /// <param name="referralId">Of the ServiceRequest.</param>
    /// <param name="kind">Code of the document's kind.</param>
    /// <param name="line">What stands in it; the same words are the same document.</param>
    /// <param name="at">When it was written.</param>
    public static JsonObject Document(string caseId, string referralId, string kind, string line, DateTimeOffset at) => new()
    {
        ["resourceType"] = "DocumentReference",
        ["status"] = "current",
        ["type"] = new JsonObject { ["coding"] = new JsonArray(new JsonObject { ["system"] = DocumentKinds, ["code"] = kind }) },
        ["subject"] = Reference($"Patient/{caseId}"),
        ["date"] = Json.Instant(at),
        ["author"] = new JsonArray(new JsonObject
        {
            ["identifier"] = new JsonObject { ["system"] = "https://fhir.hl7.org.uk/Id/gmc-number", ["value"] = "9999999" },
            ["display"] = "Dr Invented Doctor",
        }),
        ["content"] = new JsonArray(new JsonObject
        {
            ["attachment"] = new JsonObject
            {
                ["contentType"] = "application/pdf",
                ["data"] = Convert.ToBase64String(TinyPdf.Of(line)),
                ["title"] = $"{kind}.pdf",
            },
        }),
        ["context"] = new JsonObject { ["related"] = new JsonArray(Reference($"ServiceRequest/{referralId}")) },
    };

    private static JsonObject DocumentEntry(string caseId, string kind, string title, string localId, DateTimeOffset at) => new()
    {
        ["fullUrl"] = $"urn:uuid:{Guid.CreateVersion7(at)}",
        ["resource"] = Document(caseId, caseId, kind, $"{title} - {localId} - invented", at),
        ["request"] = new JsonObject { ["method"] = "POST", ["url"] = "DocumentReference" },
    };

    public static JsonObject Reference(string to) => new() { ["reference"] = to };
}
