using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Functions.Referrals.Shape;

namespace IntegrationHub.Functions.Referrals.Interactions;

/// <summary>Reads a resource or searches on behalf of the transaction's caller.</summary>
internal delegate Task<InternalAnswer> ReadEntry(string url);

/// <summary>What came of a transaction: the response, or everything that is wrong.</summary>
internal sealed record TransactionOutcome(
    IReadOnlyList<ShapeFault> Faults, IReadOnlyList<ConditionRefusal> Conditions, Refusal? Refusal, Bundle? Response);

/// <summary>
/// A transaction Bundle, by HTTP or by queue: all of it or nothing. Creates, then updates, then reads, whatever their order (R4 http,
/// transaction processing rules); all writes are one commit on one case.
/// </summary>
internal sealed class Transaction(TransactionReader entries, WriteReader reader, ExecuteWrites execute, WrittenResources written)
{
    /// <summary>Everything wrong with the writes of a transaction; nothing is kept.</summary>
    public async Task<(TransactionEntries Entries, ReadWrites Writes)> Read(Bundle bundle, Sender sender, CancellationToken cancel)
    {
        var sent = entries.Read(bundle);
        return (sent, await reader.Read([.. sent.Writes.Values], sent.Faults, sender, cancel));
    }

    public async Task<TransactionOutcome> Run(Bundle bundle, Sender sender, ReadEntry read, ReturnPreference preference, CancellationToken cancel)
    {
        var (sent, writes) = await Read(bundle, sender, cancel);
        var faults = writes.Faults.ToList();
        var reads = await ReadAll(sent, read, faults, writes.Writes.Count == 0);
        if (faults.Count > 0 || writes.Refusals.Count > 0)
        {
            return new TransactionOutcome(faults, writes.Refusals, null, null);
        }

        var done = writes.Writes.Count == 0 ? new WritesDone(null, []) : await execute.Run(writes.Writes, writes.Stored!, sender.Actor, cancel);
        if (done.Refusal is not null)
        {
            return new TransactionOutcome([], [], done.Refusal, null);
        }

        var responses = new Bundle.EntryComponent[sent.Count];
        foreach (var at in Enumerable.Range(0, sent.Count))
        {
            responses[at] = sent.Reads.TryGetValue(at, out var url)
                ? BundleResponses.Of(reads.GetValueOrDefault(at) ?? await read(url), ReturnPreference.Representation)
                : await written.EntryOf(done.Done.FirstOrDefault(one => Matches(one, sent.Writes[at])), sender, preference, cancel);
        }

        return new TransactionOutcome([], [], null, new Bundle { Type = "transaction-response", Entry = responses });
    }

    private static bool Matches(WriteDone done, SentEntry entry) => done.Write.Entry.Expression == entry.Expression;

    /// <summary>
    /// Reads before anything is written, so that one that fails fails the whole. With writes they are read again after them.
    /// </summary>
    private static async Task<Dictionary<int, InternalAnswer?>> ReadAll(TransactionEntries sent, ReadEntry read, List<ShapeFault> faults, bool keep)
    {
        var answers = new Dictionary<int, InternalAnswer?>();
        foreach (var (at, url) in sent.Reads)
        {
            var answer = await read(url);
            answers[at] = keep ? answer : null;
            if (answer.Status >= 400)
            {
                var why = answer.Resource is OperationOutcome { Issue: [{ } issue, ..] } ? issue : null;
                faults.Add(new ShapeFault(why?.Code ?? "processing", $"Bundle.entry[{at}].request.url", $"{answer.Status}: {why?.Details?.Text}"));
            }
        }

        return answers;
    }
}
