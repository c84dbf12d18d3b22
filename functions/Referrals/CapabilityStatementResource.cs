using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Functions.Hosting;

namespace IntegrationHub.Functions.Referrals;

/// <summary>What <c>GET /hub/fhir/metadata</c> promises: exactly what is served.</summary>
internal static class CapabilityStatementResource
{
    private static readonly Dictionary<string, string[]> Interactions = new()
    {
        ["Patient"] = ["read", "vread"],
        ["ServiceRequest"] = ["read", "vread"],
        ["Task"] = ["read", "vread", "update", "search-type"],
        ["Consent"] = ["read", "vread"],
        ["Appointment"] = ["read", "vread", "create", "update"],
        ["DocumentReference"] = ["read", "vread", "create"],
        ["CarePlan"] = ["read", "vread"],
        ["Organization"] = ["read"],
        ["Practitioner"] = ["read", "vread"],
        ["PractitionerRole"] = ["read", "vread"],
        ["RelatedPerson"] = ["read", "vread"],
        ["Location"] = ["read", "vread"],
        ["Provenance"] = ["read", "vread"],
        ["CodeSystem"] = ["read", "search-type"],
        ["ValueSet"] = ["read", "search-type"],
        ["Binary"] = ["read"],
    };

    public static CapabilityStatement Of(HubSettings settings) => new()
    {
        Id = "integrationhub",
        Name = "IntegrationHub",
        Title = "Integration hub between children's social care and health",
        Status = "active",
        Date = "2026-11-21",
        Kind = "instance",
        Software = new CapabilityStatement.SoftwareComponent { Name = "IntegrationHub" },
        Implementation = new CapabilityStatement.ImplementationComponent
        {
            Description = "Health assessments of looked-after children: referrals out, assessments back",
            Url = $"{settings.PublicUrl}/hub/fhir",
        },
        FhirVersion = "4.0.1",
        Format = ["json", "application/fhir+json"],
        Rest =
        [
            new CapabilityStatement.RestComponent
            {
                Mode = "server",
                Security = new CapabilityStatement.SecurityComponent
                {
                    Description = "OAuth 2.0 bearer tokens with the app roles Health.Read and Health.Write and the claim org, the provider's ODS code.",
                },
                Resource = [.. Interactions.Select(pair => ResourceOf(pair.Key, pair.Value))],
                Interaction = [new CapabilityStatement.SystemInteractionComponent { Code = "transaction" }],
            },
        ],
    };

    private static CapabilityStatement.ResourceComponent ResourceOf(string type, string[] interactions) => new()
    {
        Type = type,
        Interaction = [.. interactions.Select(code => new CapabilityStatement.ResourceInteractionComponent { Code = code })],
        Versioning = type == "Task" ? "versioned-update" : interactions.Contains("vread") ? "versioned" : "no-version",
        SearchInclude = type == "Task" ? ["Task:focus", "Task:patient"] : null,
        SearchParam = type switch
        {
            "Task" => [Param("owner", "reference"), Param("status", "token"), Param("_lastUpdated", "date"), Param("_id", "token")],
            "CodeSystem" or "ValueSet" => [Param("url", "uri"), Param("_id", "token"), Param("name", "string")],
            _ => null,
        },
    };

    private static CapabilityStatement.SearchParamComponent Param(string name, string type) => new() { Name = name, Type = type };
}
