using System.Globalization;
using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Functions.Referrals.Terminology;
using IntegrationHub.Functions.Storage;
using FhirTask = IntegrationHub.Contracts.Fhir.Task;

namespace IntegrationHub.Functions.Referrals.Rendering;

/// <summary>
/// Who said what: one Provenance for each fact that shows in FHIR. It never changes: its version is the case's at which the
/// fact appeared. It names organisations only, never the person behind a token.
/// </summary>
internal static class ProvenanceResources
{
    private const string Hub = "hub";

    public static IEnumerable<Provenance> Of(StoredCase stored, HubConcepts concepts) =>
        Shown(stored).Select(shown => Of(stored, shown.Fact, shown.Version, concepts));

    /// <param name="id">FHIR id.</param>
    public static Provenance? Find(StoredCase stored, string id, HubConcepts concepts) =>
        Shown(stored).Where(shown => IdOf(stored, shown.Fact) == id).Select(shown => Of(stored, shown.Fact, shown.Version, concepts)).FirstOrDefault();

    private static IEnumerable<(Fact Fact, int Version)> Shown(StoredCase stored) =>
        stored.Document.Facts.Where(fact => fact.Data.ShowsInFhir).Select((fact, index) => (fact, index + 1));

    private static string IdOf(StoredCase stored, Fact fact) =>
        string.Create(CultureInfo.InvariantCulture, $"{stored.State.Header.CaseId}.f{fact.Number}");

    private static Provenance Of(StoredCase stored, Fact fact, int version, HubConcepts concepts) => new()
    {
        Id = IdOf(stored, fact),
        Meta = new Meta { VersionId = version.ToString(CultureInfo.InvariantCulture), LastUpdated = Fhir.Instant(fact.RecordedAt) },
        Target = [.. TargetsOf(stored, fact, version).Select(target => new ResourceReference
        {
            Reference = string.Create(CultureInfo.InvariantCulture, $"{target.Type}/{target.Id}/_history/{version}"),
        })],
        OccurredDateTime = Fhir.Instant(fact.OccurredAt),
        Recorded = Fhir.Instant(fact.RecordedAt),
        Activity = concepts.Of(FhirSystems.FactType, FactTypes.CodeOf(fact.Data.GetType())),
        Agent = [new Provenance.AgentComponent { Who = WhoOf(fact.Origin) }],
        Entity = EntityOf(fact.Origin) is { } entity ? [entity] : null,
    };

    /// <summary>
    /// A late message about contacts may name one whom a newer message has already replaced: there is no such resource then. A provider who doesn't
    /// see the referral that a fact is about sees its own instead, or the child if it had none then.
    /// </summary>
    private static IEnumerable<FactTarget> TargetsOf(StoredCase stored, Fact fact, int version)
    {
        var then = stored.AsOfVersion(version)!;
        var people = fact.Data is BecameLookedAfter or DetailsCorrected ? PartyResources.ContactsOf(then.State).Select(person => person.Id).ToHashSet() : [];
        return FactTargets.Of(fact.Data, stored.State.Header.CaseId)
            .Where(target => !IsPerson(target.Type) || people.Contains(target.Id))
            .Select(target => IsReferral(target.Type) && ReferralIds.Find(then, target.Id) is null ? Instead(then, target) : target)
            .Distinct();
    }

    private static FactTarget Instead(StoredCase then, FactTarget target) => ReferralIds.LatestOf(then) is { } own
        ? target with { Id = own }
        : new FactTarget(Patient.TypeName, then.State.Header.CaseId);

    private static bool IsReferral(string type) => type is ServiceRequest.TypeName or FhirTask.TypeName;

    private static bool IsPerson(string type) => type is Practitioner.TypeName or PractitionerRole.TypeName or RelatedPerson.TypeName;

    private static ResourceReference WhoOf(Origin origin) => origin.Organisation == Hub
        ? new ResourceReference { Type = "Device", Display = "IntegrationHub" }
        : Fhir.Reference(Organization.TypeName, origin.Organisation);

    private static Provenance.EntityComponent? EntityOf(Origin origin) => origin.MessageId is null ? null : new()
    {
        Role = "source",
        What = new ResourceReference { Identifier = new Identifier { System = origin.MessageSource, Value = origin.MessageId } },
    };
}
