using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Contracts.Problems;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Functions.Scanning;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Referrals.Interactions;

/// <summary>
/// Carries out writes on one case, whichever way they came (alone, in a transaction, by queue): contents first, under their hash, then one
/// commit for all their facts. A repeat finds everything there and changes nothing.
/// </summary>
internal sealed class ExecuteWrites(CaseStore cases, DocumentStore documents, ScanContents scan)
{
    /// <summary>What the case says to the writes; nothing is kept.</summary>
    public Refusal? Try(IReadOnlyList<PlannedWrite> writes, StoredCase stored, Actor actor) =>
        cases.Decide(stored, actor, new Steps(writes).Decisions).Refusal;

    public async Task<WritesDone> Run(IReadOnlyList<PlannedWrite> writes, StoredCase stored, Actor actor, CancellationToken cancel)
    {
        // What the case refuses leaves no content behind.
        if (Try(writes, stored, actor) is { } refused)
        {
            return new WritesDone(refused, []);
        }

        var contents = writes.Where(write => write.Existing is null && write.Content is not null).ToList();
        var isNew = new HashSet<string>();
        foreach (var sha256 in contents.Select(write => write.Content!.Sha256).Distinct())
        {
            isNew.UnionWith(await documents.Find(stored.State.CaseId, sha256, cancel) is null ? [sha256] : []);
        }

        var added = contents.Where(write => isNew.Contains(write.Content!.Sha256)).ToList();
        if (await scan.Run(added.Select(write => (PlaceOf(write), write.Content!.Bytes.ToMemory())), cancel) is { } found)
        {
            return new WritesDone(found, []);
        }

        foreach (var content in added.Select(write => write.Content!))
        {
            await documents.Store(stored.State.CaseId, content.Sha256, content.ContentType, content.Bytes, cancel);
        }

        var steps = new Steps(writes);
        var result = await cases.Change(stored.Document.Header, actor, steps.Decisions, cancel);
        return result.Refusal is { } refusal
            ? new WritesDone(refusal, [])
            : new WritesDone(null, [.. writes.Select((write, i) => new WriteDone(write, result.Case!, steps.Ids[i], Created(write, steps.Recorded[i], write.Content is not null && isNew.Contains(write.Content.Sha256))))]);
    }

    private static string PlaceOf(PlannedWrite write) => write.Entry.Resource switch
    {
        DocumentReference => $"{write.Entry.Expression}.content[0].attachment",
        Binary => $"{write.Entry.Expression}.data",
        _ => write.Entry.Expression,
    };

    private static bool Created(PlannedWrite write, bool recorded, bool isNewContent) =>
        !write.Entry.IsUpdate && (write.Entry.Resource is Binary ? isNewContent : recorded);

    /// <summary>The decisions of one commit, and what each came to when it was last asked.</summary>
    private sealed class Steps
    {
        public Steps(IReadOnlyList<PlannedWrite> writes)
        {
            Ids = [.. writes.Select(write => write.Existing?.Id ?? write.Id)];
            Recorded = new bool[writes.Count];

            // All versions are looked at first: a sender can't know the version that its own Bundle is about to make.
            Decisions = [.. writes.Select(ExpectedVersion), .. InOrder(writes).Select(at => Deciding(writes[at], at))];
        }

        public string[] Ids { get; }

        public bool[] Recorded { get; }

        public IReadOnlyList<Func<CaseState, Decision>> Decisions { get; }

        /// <summary>Creates before updates, whatever the order in the Bundle (R4 http, transaction processing rules).</summary>
        private static IEnumerable<int> InOrder(IReadOnlyList<PlannedWrite> writes) =>
            Enumerable.Range(0, writes.Count).OrderBy(at => writes[at].Entry.IsUpdate ? 1 : 0);

        private Func<CaseState, Decision> Deciding(PlannedWrite write, int at) => state =>
        {
            var found = write.Existing?.Id ?? SentIdentifiers.Find(state, write.Entry.Resource.ResourceType, IfNoneExist.Criteria(write.Entry.IfNoneExist));
            var decision = found is null ? write.Decide(state) : Decision.Nothing;
            Ids[at] = found ?? write.Id;
            Recorded[at] = decision.Facts.Count > 0;
            return decision;
        };

        private static Func<CaseState, Decision> ExpectedVersion(PlannedWrite write) => state =>
        {
            if (write.Entry.Expected is not { } expected || expected.Version == state.Version)
            {
                return Decision.Nothing;
            }

            var detail = $"The referral of this {write.Entry.Resource.ResourceType} has changed since you read it: all its resources share one version. Read it again.";
            return Decision.Refuse(new Refusal(
                RefusalKind.Stale, ProblemCodes.VersionConflict, detail, write.Entry.Request is { } at ? [new Fault($"{at}.ifMatch", "conflict", detail)] : []));
        };
    }
}
