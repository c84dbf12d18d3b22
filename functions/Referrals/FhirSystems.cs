namespace IntegrationHub.Functions.Referrals;

/// <summary>Identifier systems, code systems and profiles that the hub's FHIR resources use.</summary>
public static class FhirSystems
{
    public const string NhsNumber = "https://fhir.nhs.uk/Id/nhs-number";
    public const string OdsOrganisationCode = "https://fhir.nhs.uk/Id/ods-organization-code";
    public const string GmcNumber = "https://fhir.hl7.org.uk/Id/gmc-number";

    /// <summary>What the hub's own systems begin with.</summary>
    public const string Hub = "https://fhir.integrationhub.example";

    /// <summary>Case ids.</summary>
    public const string CaseId = Hub + "/Id/case-id";

    /// <summary>Councils' three-digit codes.</summary>
    public const string LocalAuthorityCode = Hub + "/Id/local-authority-code";

    /// <summary>Unique reference numbers of schools in England.</summary>
    public const string SchoolUrn = Hub + "/Id/school-urn";

    /// <summary>What a document is: iha-summary, health-care-plan, ...</summary>
    public const string DocumentKind = Hub + "/CodeSystem/document-kind";

    /// <summary>What is asked for: initial-health-assessment.</summary>
    public const string Service = Hub + "/CodeSystem/service";

    /// <summary>Where a case stands, in Task.businessStatus.</summary>
    public const string CaseStatus = Hub + "/CodeSystem/case-status";

    /// <summary>What a Task's output is, where it is no document: ceha-sign-off.</summary>
    public const string TaskOutput = Hub + "/CodeSystem/task-output";

    /// <summary>Which pathway a case is on.</summary>
    public const string Pathway = Hub + "/CodeSystem/pathway";

    /// <summary>SSDA903 legal status under the Children Act.</summary>
    public const string LegalStatus = Hub + "/CodeSystem/ssda903-legal-status";

    /// <summary>SSDA903 category of need.</summary>
    public const string CategoryOfNeed = Hub + "/CodeSystem/ssda903-category-of-need";

    /// <summary>SSDA903 placement type.</summary>
    public const string PlacementType = Hub + "/CodeSystem/ssda903-placement-type";

    /// <summary>What a contact is to the child: social-worker, parent, ...</summary>
    public const string ContactRole = Hub + "/CodeSystem/contact-role";

    /// <summary>What an organisation does in a referral: council or health-provider.</summary>
    public const string OrganizationRole = Hub + "/CodeSystem/organization-role";

    /// <summary>What was told, in Provenance.activity.</summary>
    public const string FactType = Hub + "/CodeSystem/fact-type";

    /// <summary>What the health team states of a child, in Observation.code.</summary>
    public const string HealthIndicator = Hub + "/CodeSystem/health-indicator";

    /// <summary>SSDA903 reason for no SDQ score, in Observation.value.</summary>
    public const string SdqReason = Hub + "/CodeSystem/ssda903-sdq-reason";

    /// <summary>Why the hub refused a request, in OperationOutcome.issue.details.</summary>
    public const string ProblemCode = Hub + "/CodeSystem/problem-code";

    public const string ObservationCategory = "http://terminology.hl7.org/CodeSystem/observation-category";
    public const string TaskCode = "http://hl7.org/fhir/CodeSystem/task-code";
    public const string ConsentScope = "http://terminology.hl7.org/CodeSystem/consentscope";
    public const string ActCode = "http://terminology.hl7.org/CodeSystem/v3-ActCode";

    public const string RoleCode = "http://terminology.hl7.org/CodeSystem/v3-RoleCode";
    public const string InterpreterRequiredExtension = "http://hl7.org/fhir/StructureDefinition/patient-interpreterRequired";

    private const string UkCore = "https://fhir.hl7.org.uk";
    public const string VerificationStatus = UkCore + "/CodeSystem/UKCore-NHSNumberVerificationStatusEngland";
    public const string VerificationStatusExtension = UkCore + "/StructureDefinition/Extension-UKCore-NHSNumberVerificationStatus";
    public const string UnavailableReason = UkCore + "/CodeSystem/UKCore-NHSNumberUnavailableReason";
    public const string UnavailableReasonExtension = UkCore + "/StructureDefinition/Extension-UKCore-NHSNumberUnavailableReason";
    public const string EthnicCategory = UkCore + "/CodeSystem/UKCore-EthnicCategoryEngland";
    public const string EthnicCategoryExtension = UkCore + "/StructureDefinition/Extension-UKCore-EthnicCategory";

    public const string PersonRelationship = UkCore + "/CodeSystem/UKCore-AdditionalPersonRelationshipRole";

    /// <summary>Canonical URL of a UK Core profile.</summary>
    public static string Profile(string resourceType) => $"{UkCore}/StructureDefinition/UKCore-{resourceType}";

    /// <summary>System of a council's own child references.</summary>
    public static string ChildReference(string localAuthority) => $"{Hub}/Id/local-authority/{localAuthority}/child-reference";

    /// <summary>System of a council's own references for siblings who should be seen together.</summary>
    public static string SiblingGroup(string localAuthority) => $"{Hub}/Id/local-authority/{localAuthority}/sibling-group";
}
