using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Functions.Referrals.Rendering;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Referrals.Interactions;

/// <summary>What was written, as it can be read now.</summary>
internal sealed class WrittenResources(CaseResources resources, DocumentStore documents)
{
    public async Task<Resource> Of(WriteDone done, Sender sender, CancellationToken cancel)
    {
        var stored = await CaseOf(done, sender, cancel);
        Resource? resource = done.Type == Binary.TypeName
            ? await ReadBinary.Resource(stored, done.Id, documents, cancel)
            : await resources.Find(stored, done.Type, done.Id, cancel);
        return resource ?? throw new InvalidOperationException("What was written can't be found.");
    }

    /// <summary>The response entry in a Bundle; a Practitioner (null) is kept inside the resources that refer to it and has no address.</summary>
    public async Task<Bundle.EntryComponent> EntryOf(WriteDone? done, Sender sender, ReturnPreference preference, CancellationToken cancel)
    {
        if (done is null)
        {
            return new Bundle.EntryComponent { Response = new Bundle.ResponseComponent { Status = "200 OK" } };
        }

        var stored = await CaseOf(done, sender, cancel);
        var versioned = done.Type != Binary.TypeName;
        return new Bundle.EntryComponent
        {
            Resource = preference == ReturnPreference.Representation ? await Of(done, sender, cancel) : null,
            Response = new Bundle.ResponseComponent
            {
                Status = done.Created ? "201 Created" : "200 OK",
                Location = versioned ? $"{done.Type}/{done.Id}/_history/{stored.Version}" : $"{done.Type}/{done.Id}",
                Etag = versioned ? WeakETag.Of(Fhir.MetaOf(stored).VersionId!) : null,
                LastModified = versioned ? Fhir.Instant(stored.LastUpdated) : null,
                Outcome = preference == ReturnPreference.OperationOutcome ? FhirAnswers.Done(done.Created ? 201 : 200) : null,
            },
        };
    }

    /// <summary><c>{type}/{id}/_history/{version}</c>; Binaries have no versions of their own.</summary>
    public static string LocationOf(Resource resource) => resource is Binary
        ? $"{resource.ResourceType}/{resource.Id}"
        : $"{resource.ResourceType}/{resource.Id}/_history/{resource.Meta!.VersionId}";

    private static async Task<StoredCase> CaseOf(WriteDone done, Sender sender, CancellationToken cancel) =>
        done.Write.Existing is { } match && match.CaseId != done.Case.State.CaseId
            ? await sender.Find(match.CaseId.Value, cancel) ?? throw new InvalidOperationException("What a search found is no more.")
            : done.Case;
}
