using Azure;
using Azure.Storage.Blobs.Models;
using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Functions.Cases;
using IntegrationHub.Functions.Escalations.Delivery;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Messaging;
using IntegrationHub.Functions.Operations;
using IntegrationHub.Functions.Referrals;
using IntegrationHub.Functions.Referrals.Rendering;
using IntegrationHub.Functions.Retention;
using IntegrationHub.Functions.Security;
using IntegrationHub.Functions.Storage;
using Task = System.Threading.Tasks.Task;

namespace IntegrationHub.Functions.Exports;

/// <summary>A document in the archive.</summary>
/// <param name="File">Where it lies in the archive; null when the stored document is missing.</param>
/// <param name="DocumentId">Null for a content that the chronology doesn't name as a document: a care plan, or one that nothing refers to yet.</param>
internal sealed record ExportedDocument(
    string? File, string? DocumentId, string? Kind, string? ContentType, long? Size, string Sha256, DateTimeOffset? ReceivedAt, DateTimeOffset? CollectedAt);

/// <summary>Writes everything that is held on a case into a zip.</summary>
internal sealed class CaseExport(
    CaseViews views, CaseResources resources, DocumentStore documents, DeliveryRecords deliveries, ParkedAbout parked, LegalHolds holds, AuditReader audit,
    HubSettings settings, TimeProvider time)
{
    public async Task Write(StoredCase stored, Stream to, CancellationToken cancel)
    {
        await using var archive = await ExportArchive.Create(to, cancel);
        var state = stored.State;
        var now = time.GetUtcNow();
        await archive.AddText("README.txt", ExportText.Of(stored, now));
        await archive.AddJson("case.json", new { exportedAt = now, header = state.Header, view = views.Today(stored), legalHold = await holds.Find(state.CaseId, cancel) });
        await archive.AddJson("chronology.json", new { facts = stored.Document.FactsAsJson() });
        await archive.AddBytes("fhir.json", FhirJson.SerializeToUtf8Bytes(await BundleOf(stored, now, cancel)));
        await archive.AddJson("alerts.json", new { alerts = state.Alerts.Select(alert => CaseEndpoints.ViewOf(state, alert, settings)) });
        await archive.AddJson("messages.json", new { sent = stored.Document.Sent, waiting = stored.Document.Outbox.Select(WaitingOf) });
        await AddDocuments(archive, stored, cancel);
        foreach (var name in await deliveries.Of(state.CaseId, cancel))
        {
            await archive.AddBytes($"deliveries/{name}", await deliveries.Read(name, cancel));
        }

        await foreach (var message in parked.Of(stored.Document.Header, cancel))
        {
            await archive.AddText($"parked/{message.Parked.Id}.txt", message.Body);
        }

        var from = DateOnly.FromDateTime(stored.Document.Facts[0].RecordedAt.UtcDateTime);
        await archive.AddLines("audit.jsonl", audit.About(state.CaseId, from, cancel));
    }

    /// <summary>Without its body: an event repeats the chronology, a notice alerts.json.</summary>
    private static object WaitingOf(OutgoingMessage message) =>
        new { message.MessageId, message.Queue, kind = SentMessages.KindOf(message), calledForAt = message.CreatedAt, message.NotBefore, message.SentAt };

    private async Task<Bundle> BundleOf(StoredCase stored, DateTimeOffset now, CancellationToken cancel)
    {
        var entries = new List<Bundle.EntryComponent>();
        foreach (var type in CaseResources.Types)
        {
            foreach (var resource in resources.OfType(stored, type))
            {
                entries.Add(new Bundle.EntryComponent
                {
                    FullUrl = $"{settings.PublicUrl}/hub/fhir/{type}/{resource.Id}",

                    // What a search shows of a care plan is an extract.
                    Resource = type == CarePlan.TypeName ? await PlanOf(stored, resource, cancel) : resource,
                });
            }
        }

        return new Bundle { Type = BundleTypeCodes.Collection, Timestamp = Fhir.Instant(now), Entry = entries };
    }

    private async Task<Resource> PlanOf(StoredCase stored, Resource extract, CancellationToken cancel)
    {
        try
        {
            return await resources.Find(stored, CarePlan.TypeName, extract.Id!, cancel) ?? extract;
        }
        catch (RequestFailedException missing) when (missing.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return extract;
        }
    }

    private async Task AddDocuments(ExportArchive archive, StoredCase stored, CancellationToken cancel)
    {
        var contents = (await documents.List(stored.State.CaseId, cancel)).Select(content => content.Sha256).ToHashSet();
        var index = new List<ExportedDocument>();
        foreach (var known in stored.State.Documents)
        {
            var document = known.Document;
            var file = await Add(archive, stored, contents, document.Sha256, $"documents/{index.Count + 1:d3}-{document.FileName}", cancel);
            index.Add(new ExportedDocument(
                file, document.DocumentId, document.Kind, document.ContentType, document.Size, document.Sha256, known.ReceivedAt, known.CollectedAt));
        }

        foreach (var sha256 in contents.Except(index.Select(document => document.Sha256)).Order(StringComparer.Ordinal))
        {
            var file = await Add(archive, stored, contents, sha256, $"documents/{index.Count + 1:d3}-{sha256[..12]}", cancel);
            index.Add(new ExportedDocument(file, null, null, null, null, sha256, null, null));
        }

        await archive.AddJson("documents/index.json", new { documents = index });
    }

    private async Task<string?> Add(ExportArchive archive, StoredCase stored, HashSet<string> contents, string sha256, string name, CancellationToken cancel)
    {
        if (!contents.Contains(sha256))
        {
            return null;
        }

        await using var content = await documents.Open(stored.State.CaseId, sha256, cancel);
        await archive.AddStream(name, content);
        return name;
    }
}
