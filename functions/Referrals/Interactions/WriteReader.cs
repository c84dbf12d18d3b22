using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Domain.Identifiers;
using IntegrationHub.Domain.Policies;
using IntegrationHub.Functions.Assessments;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Indicators;
using IntegrationHub.Functions.Policies;
using IntegrationHub.Functions.Referrals.Rendering;
using IntegrationHub.Functions.Referrals.Shape;
using IntegrationHub.Functions.Security;
using IntegrationHub.Functions.Storage;
using FhirTask = IntegrationHub.Contracts.Fhir.Task;

namespace IntegrationHub.Functions.Referrals.Interactions;

/// <summary>
/// Reads writes, one or those of a transaction, and finds every fault in them without keeping anything: the same for a write, for
/// <c>$validate</c> and for the queue.
/// </summary>
internal sealed class WriteReader(
    ConditionalReferences conditional, IfNoneExist ifNoneExist, DocumentStore documents, ReferralResources referrals, HubSettings settings, CaseRules rules,
    TimeProvider time)
{
    /// <param name="sent">Resources that have the right shape.</param>
    /// <param name="before">Faults found so far.</param>
    public async Task<ReadWrites> Read(IReadOnlyList<SentEntry> sent, IReadOnlyList<ShapeFault> before, Sender sender, CancellationToken cancel)
    {
        var faults = before.ToList();
        var entries = await conditional.Resolve(sent, sender, faults, cancel);
        var caseId = ReferralOf.All(entries, faults, settings.PublicUrl);
        var stored = caseId is { } id ? await sender.Find(id.Value, cancel) : null;
        if (caseId is not null && stored is null)
        {
            faults.AddRange(ReferralOf.NotYours(entries));
        }

        var references = new EntryReferences(entries, faults);
        var contents = stored is null ? [] : await ContentsThere(entries, stored, cancel);
        var planning = new Planning(caseId, stored, entries, references, faults, contents, settings.PublicUrl, stored is null ? Policy.Default : rules.For(stored.State), time.GetUtcNow())
        {
            MaySignOff = Access.MayAsk(sender.Caller, Operation.SignOff),
        };
        var drafts = entries.Select(entry => DraftOf(entry, planning)).OfType<Draft>().ToList();

        var existing = new Dictionary<SentEntry, (CaseId, string)>(ReferenceEqualityComparer.Instance);
        var refusals = planning.Refusals;
        foreach (var entry in entries)
        {
            var (found, refusal) = await ifNoneExist.Look(entry, sender, cancel);
            refusals.AddRange(refusal is null ? [] : [refusal]);
            if (found is { } match)
            {
                existing[entry] = match;
            }
        }

        return new ReadWrites(stored, Finished(drafts, existing, references), faults, refusals);
    }

    private Draft? DraftOf(SentEntry entry, Planning planning) => entry.Resource switch
    {
        DocumentReference document => ReturnDocument.Of(entry, document, planning),
        CarePlan plan => ReturnCarePlan.Of(entry, plan, planning),
        Observation observation => SaveObservation.Of(entry, observation, planning),
        Binary binary => KeepBinary.Of(entry, binary, planning),
        Appointment appointment => SaveAppointment.Of(entry, appointment, planning),
        FhirTask task => UpdateTask.Of(entry, task, planning, referrals),
        _ => null,
    };

    /// <summary>
    /// Replaces the references between the entries. An id that comes from its text waits for those it refers to; where two refer to each other,
    /// each is first taken without the other, so that a repeat finds the same ids whatever the <c>fullUrl</c>s.
    /// </summary>
    private static List<PlannedWrite> Finished(List<Draft> drafts, Dictionary<SentEntry, (CaseId CaseId, string Id)> existing, EntryReferences references)
    {
        var ids = drafts.Where(draft => !draft.IdIsFromText).ToDictionary(draft => draft, draft => draft.IdOf(""), ReferenceComparer);
        Keep(ids);
        var fromText = drafts.Where(draft => draft.IdIsFromText).ToList();
        Keep(fromText.ToDictionary(draft => draft, _ => "-", ReferenceComparer));
        for (var round = 0; round < 2; round++)
        {
            var found = fromText.ToDictionary(draft => draft, draft => draft.IdOf(references.Resolved(draft.Entry, draft.Text)), ReferenceComparer);
            Keep(found);
            ids = ids.Concat(found).GroupBy(pair => pair.Key, pair => pair.Value, ReferenceComparer).ToDictionary(pair => pair.Key, pair => pair.Last(), ReferenceComparer);
        }

        return
        [
            .. drafts.Select(draft => draft.Finish(ids[draft], references.Resolved(draft.Entry, draft.Text)) with
            {
                Existing = existing.TryGetValue(draft.Entry, out var match) ? match : null,
            }),
        ];

        void Keep(Dictionary<Draft, string> known)
        {
            foreach (var (draft, id) in known)
            {
                references.Keep(draft.Entry, existing.TryGetValue(draft.Entry, out var match) ? match.Id : id);
            }
        }
    }

    private static IEqualityComparer<Draft> ReferenceComparer { get; } = ReferenceEqualityComparer.Instance;

    /// <summary>Contents that were sent before as Binaries and that documents name now.</summary>
    private async Task<Dictionary<string, SentContent>> ContentsThere(IReadOnlyList<SentEntry> entries, StoredCase stored, CancellationToken cancel)
    {
        var contents = new Dictionary<string, SentContent>();
        var urls = entries.Select(entry => entry.Resource).OfType<DocumentReference>()
            .SelectMany(document => document.Content ?? []).Select(content => content.Attachment?.Url).OfType<string>().Distinct();
        foreach (var url in urls)
        {
            if (References.IdIn(url, Binary.TypeName, settings.PublicUrl) is { } id && await ReadBinary.ContentOf(stored, id, documents, cancel) is { } content)
            {
                contents[url] = content;
            }
        }

        return contents;
    }
}
