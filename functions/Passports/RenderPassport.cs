using System.Globalization;
using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Referrals;
using IntegrationHub.Functions.Referrals.Rendering;
using IntegrationHub.Functions.Referrals.Terminology;

namespace IntegrationHub.Functions.Passports;

/// <summary>
/// A health passport as a FHIR document (R4, 3.3): a Bundle whose Composition comes first and whose references all lead to resources in it. The same
/// source gives the same bytes.
/// </summary>
internal sealed class RenderPassport(HubConcepts concepts, HubSettings settings)
{
    /// <summary>What a passport is known by.</summary>
    public const string IdentifierSystem = FhirSystems.Hub + "/Id/health-passport";

    private const string Headings = "https://fhir.hl7.org.uk/CodeSystem/UKCore-RecordStandardHeadings";

    /// <summary>UK Core's headings, where it has one that says the same.</summary>
    private static readonly IReadOnlyDictionary<string, string> HeadingOf = new Dictionary<string, string>
    {
        [PassportText.Assessments] = "assessments",
        [PassportText.Plans] = "plan-and-requested-actions",
        [PassportText.Consent] = "consent-relating-to-child",
    };

    public Bundle Of(PassportSource source)
    {
        var resources = ResourcesOf(source);
        return new Bundle
        {
            Id = IdOf(source, source.History.AsOf),
            Identifier = IdentifierOf(source, source.History.AsOf),
            Type = BundleTypeCodes.Document,
            Timestamp = Fhir.Instant(source.History.AsOf),
            Entry =
            [
                .. SelfContained.Of([CompositionOf(source, resources), .. resources], settings.PublicUrl).Select(resource => new Bundle.EntryComponent
                {
                    FullUrl = $"{settings.PublicUrl}/hub/fhir/{resource.ResourceType}/{resource.Id}",
                    Resource = resource,
                }),
            ],
        };
    }

    private Composition CompositionOf(PassportSource source, IReadOnlyList<Resource> resources) => new()
    {
        Id = IdOf(source, source.History.AsOf),
        Meta = new Meta { Profile = [FhirSystems.Profile(Composition.TypeName)] },
        Text = Narrative("<p>A summary of the health history of a young person who is looked after, by what the hub knew.</p>"),
        Identifier = IdentifierOf(source, source.History.AsOf),
        Status = CompositionStatusCodes.Final,
        Type = concepts.Of(FhirSystems.DocumentKind, DocumentKinds.HealthPassport),
        Subject = Fhir.Reference(Patient.TypeName, source.History.Header.CaseId),
        Date = Fhir.Instant(source.History.AsOf),
        Author = [new ResourceReference { Type = "Device", Display = "IntegrationHub" }],
        Title = "Health passport",
        Confidentiality = V3ConfidentialityClassificationCodes.R,
        Custodian = Fhir.Reference(Organization.TypeName, source.History.Header.LocalAuthority),
        RelatesTo = source.History.Replaces is not { } earlier ? null :
        [
            new Composition.RelatesToComponent { Code = DocumentRelationshipTypeCodes.Replaces, TargetIdentifier = IdentifierOf(source, earlier) },
        ],
        Section = [.. PassportText.Of(source, concepts).Select(section => SectionOf(section, source, resources))],
    };

    private static Composition.SectionComponent SectionOf(PassportSection section, PassportSource source, IReadOnlyList<Resource> resources) => new()
    {
        Title = section.Title,
        Code = HeadingOf.TryGetValue(section.Id, out var heading) ? Fhir.Concept(Headings, heading) : null,
        Text = Narrative(string.Concat(section.Tables.Select(PassportTables.Xhtml))),
        Mode = ListModeCodes.Snapshot,
        Entry =
        [
            .. EntriesOf(section.Id, source, resources).Select(resource => Fhir.Reference(resource.ResourceType, resource.Id!)),
        ],
    };

    private static IEnumerable<Resource> EntriesOf(string section, PassportSource source, IReadOnlyList<Resource> resources) => section switch
    {
        PassportText.About => resources.OfType<Patient>(),
        PassportText.Assessments => resources.OfType<DocumentReference>().Where(document => source.History.Assessments.Any(assessment => assessment.DocumentId == document.Id)),
        PassportText.Plans => resources.OfType<CarePlan>(),
        PassportText.Documents => resources.OfType<DocumentReference>(),
        PassportText.Consent => resources.OfType<Consent>(),
        PassportText.WhoToAsk => resources.Where(resource => resource is PractitionerRole or Organization),
        _ => [],
    };

    private List<Resource> ResourcesOf(PassportSource source)
    {
        var (stored, history) = (source.Case, source.History);
        var people = PartyResources.ContactsOf(stored.State).Where(person => person.IsProfessional).ToList();
        return
        [
            // The page is carried about: where the child lives and goes to school stays out of it.
            PatientResource.Of(stored) with { Address = null, Contact = null },
            PartyResources.OrganizationOf(history.Header.LocalAuthority, concepts),
            PartyResources.OrganizationOf(history.HealthProvider, concepts),
            .. history.Child.GpPractice is { } practice && practice != history.HealthProvider ? new[] { PracticeOf(practice) } : [],
            .. stored.State.Documents.Where(document => history.Documents.Any(shown => shown.DocumentId == document.Document.DocumentId))
                .Select(document => WithLink(SentResources.DocumentReferenceOf(stored, document, concepts), history.Header.CaseId)),
            .. source.CarePlans,
            ConsentResource.Of(stored),
            .. people.Select(person => PartyResources.PractitionerRoleOf(stored, person, concepts)),
            .. people.Select(person => PartyResources.PractitionerOf(stored, person)),
        ];
    }

    private Organization PracticeOf(string code) => new()
    {
        Id = code,
        Meta = new Meta { Profile = [FhirSystems.Profile(Organization.TypeName)] },
        Identifier = [new Identifier { System = FhirSystems.OdsOrganisationCode, Value = code }],
        Name = concepts.Organisation(code)?.Name,
    };

    /// <summary>The council finds the document where it finds all of them; the health team's own address is no use to it.</summary>
    private DocumentReference WithLink(DocumentReference document, string caseId) => document with
    {
        Content =
        [
            .. document.Content!.Select(content => content with
            {
                Attachment = content.Attachment! with { Url = $"{settings.PublicUrl}/hub/cases/{caseId}/documents/{document.Id}" },
            }),
        ],
    };

    private static Narrative Narrative(string xhtml) => new()
    {
        Status = NarrativeStatusCodes.Generated,
        Div = $"<div xmlns=\"http://www.w3.org/1999/xhtml\">{xhtml}</div>",
    };

    private static Identifier IdentifierOf(PassportSource source, DateTimeOffset asOf) => new() { System = IdentifierSystem, Value = IdOf(source, asOf) };

    private static string IdOf(PassportSource source, DateTimeOffset asOf) =>
        $"{source.History.Header.CaseId}.{asOf.UtcDateTime.ToString("yyyyMMddHHmmssfff", CultureInfo.InvariantCulture)}";
}
