using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Referrals.Search;
using FhirTask = IntegrationHub.Contracts.Fhir.Task;

namespace IntegrationHub.Functions.Referrals;

/// <summary>What <c>GET /hub/fhir/metadata</c> promises: exactly what is served. A conformance test calls everything it says.</summary>
internal static class CapabilityStatementResource
{
    private static readonly string[] OfCase = ["read", "vread", "history-instance", "search-type"];

    private static readonly Dictionary<string, string[]> Interactions = new()
    {
        [Patient.TypeName] = OfCase,
        [ServiceRequest.TypeName] = OfCase,
        [FhirTask.TypeName] = [.. OfCase, "update"],
        [Consent.TypeName] = OfCase,
        [Appointment.TypeName] = [.. OfCase, "create", "update"],
        [DocumentReference.TypeName] = [.. OfCase, "create"],
        [CarePlan.TypeName] = [.. OfCase, "create"],
        [Observation.TypeName] = [.. OfCase, "create"],
        [Practitioner.TypeName] = OfCase,
        [PractitionerRole.TypeName] = OfCase,
        [RelatedPerson.TypeName] = OfCase,
        [Location.TypeName] = OfCase,
        [Provenance.TypeName] = OfCase,
        [Organization.TypeName] = ["read", "search-type"],
        [Binary.TypeName] = ["read", "create"],
        [Subscription.TypeName] = ["read", "vread", "search-type", "create", "update", "delete"],
        [CodeSystem.TypeName] = ["read", "search-type"],
        [ValueSet.TypeName] = ["read", "search-type"],
    };

    /// <summary>Search parameters of the types that are no part of a case.</summary>
    private static readonly Dictionary<string, (string Name, string Type)[]> OwnParameters = new()
    {
        [Subscription.TypeName] = [("_id", "token"), ("status", "token"), ("url", "uri"), ("criteria", "string")],
        [CodeSystem.TypeName] = [("_id", "token"), ("url", "uri"), ("name", "string")],
        [ValueSet.TypeName] = [("_id", "token"), ("url", "uri"), ("name", "string")],
    };

    /// <summary>Types that UK Core has no profile of.</summary>
    private static readonly string[] WithoutProfile = [Binary.TypeName, Provenance.TypeName, Subscription.TypeName, CodeSystem.TypeName, ValueSet.TypeName];

    /// <summary>The interactions of each type.</summary>
    public static IReadOnlyDictionary<string, string[]> Served => Interactions;

    public static CapabilityStatement Of(HubSettings settings) => new()
    {
        Id = "integrationhub",
        Name = "IntegrationHub",
        Title = "Integration hub between children's social care and health",
        Status = "active",
        Date = "2026-11-24",
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
                Documentation = "To pull what is new: Task?owner=Organization/{ods}&_lastUpdated=gt{instant}, the instant being Bundle.meta.lastUpdated of the answer before, or the latest meta.lastUpdated in it. Neither can miss a referral.",
                Security = new CapabilityStatement.SecurityComponent
                {
                    Description = "OAuth 2.0 bearer tokens with the app roles Health.Read, Health.Write and Health.SignOff, and the claim org, the provider's ODS code.",
                },
                Resource = [.. Interactions.Select(pair => ResourceOf(pair.Key, pair.Value))],
                Interaction =
                [
                    new CapabilityStatement.SystemInteractionComponent { Code = "transaction", Documentation = "All writes concern one referral." },
                    new CapabilityStatement.SystemInteractionComponent { Code = "batch" },
                ],
                SearchParam = [Param("_id", "token"), Param("_lastUpdated", "date")],
            },
        ],
    };

    private static CapabilityStatement.ResourceComponent ResourceOf(string type, string[] interactions) => new()
    {
        Type = type,
        SupportedProfile = WithoutProfile.Contains(type) ? null : [FhirSystems.Profile(type)],
        Documentation = SearchParameters.OnlyWithin.TryGetValue(type, out var needed) ? $"A search names one of {string.Join(", ", needed)}." : null,
        Interaction = [.. interactions.Select(code => new CapabilityStatement.ResourceInteractionComponent { Code = code })],
        Versioning = interactions.Contains("update") ? "versioned-update" : interactions.Contains("vread") ? "versioned" : "no-version",
        ReadHistory = interactions.Contains("history-instance"),
        UpdateCreate = false,
        ConditionalCreate = type is Appointment.TypeName or DocumentReference.TypeName or CarePlan.TypeName or Observation.TypeName or Subscription.TypeName,
        ConditionalRead = interactions.Contains("history-instance") ? "full-support" : null,
        SearchInclude = [.. SearchParameters.LinksFrom(type)],
        SearchRevInclude = SearchParameters.ByType.ContainsKey(type) ? [.. SearchParameters.LinksTo(type)] : null,
        SearchParam = ParametersOf(type),
        Operation = [new CapabilityStatement.OperationComponent { Name = "validate", Definition = "http://hl7.org/fhir/OperationDefinition/Resource-validate" }],
    };

    private static CapabilityStatement.SearchParamComponent[]? ParametersOf(string type) =>
        SearchParameters.ByType.TryGetValue(type, out var parameters) ? [.. parameters.Select(parameter => Param(parameter.Name, parameter.TypeName))]
            : OwnParameters.TryGetValue(type, out var own) ? [.. own.Select(parameter => Param(parameter.Name, parameter.Type))]
            : null;

    private static CapabilityStatement.SearchParamComponent Param(string name, string type) => new() { Name = name, Type = type };
}
