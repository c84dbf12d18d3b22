using System.Text;
using IntegrationHub.Contracts;
using IntegrationHub.Contracts.Operations;
using IntegrationHub.Contracts.Problems;
using IntegrationHub.Functions.Cases;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Security;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Operations;

/// <summary>Messages that couldn't be processed: listed, read, replayed, discarded.</summary>
public static class ParkedEndpoints
{
    private const int MostReplayed = 500;
    private const int UsualReplayed = 100;

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/hub/operations/parked", List).WithMetadata(new Requires(Operation.SeeParked));
        app.MapGet("/hub/operations/parked/{id}", Read).WithMetadata(new Requires(Operation.ReadParked));
        app.MapPost("/hub/operations/parked/{id}/replay", Replay).WithMetadata(new Requires(Operation.ReplayParked));
        app.MapPost("/hub/operations/parked/replay", ReplaySeveral).WithMetadata(new Requires(Operation.ReplayParked));
        app.MapDelete("/hub/operations/parked/{id}", Discard).WithMetadata(new Requires(Operation.DiscardParked));
    }

    private static async Task<IResult> List(HttpRequest request, ParkedStore store, CancellationToken cancel)
    {
        var query = new QueryReader(request.Query, "queue", "reason", "state", "cursor", "limit");
        var (queue, reason) = (query.OneOf("queue", Queues.All), query.Text("reason"));
        var state = query.OneOf("state", ParkedStates.All) ?? ParkedStates.Parked;
        var (after, limit) = (query.Text("cursor"), query.Number("limit", 1, 200) ?? 50);
        if (query.Faults.Count > 0)
        {
            return query.Refuse();
        }

        var page = new List<ParkedView>();
        await foreach (var entry in store.List(queue, after, cancel))
        {
            if (entry.State != state || (reason is not null && entry.Reason != reason))
            {
                continue;
            }

            if (page.Count == limit)
            {
                return Answers.Ok(new { parked = page, next = page[^1].Id });
            }

            page.Add(ViewOf(entry));
        }

        return Answers.Ok(new { parked = page, next = (string?)null });
    }

    private static async Task<IResult> Read(string id, ParkedStore store, CancellationToken cancel)
    {
        if (await store.Find(id, cancel) is not { Message: var message })
        {
            return Answers.NotFound();
        }

        var body = message.Envelope is null ? null : Encoding.UTF8.GetString(ReplayParked.BodyOf(message).Span);
        return Answers.Ok(new ParkedDetail(
            id, message.Queue, message.Reason, message.Attempts, message.Correlation.Length > 0 ? message.Correlation : "none", message.ParkedAt, message.State,
            message.MessageId, message.Envelope, body, message.SettledAt, message.SettledBy, message.DiscardReason));
    }

    private static async Task<IResult> Replay(HttpContext http, string id, ReplayParked replay, ParkedStore store, CancellationToken cancel) =>
        await Answer(await replay.Replay(id, VisibleCases.CallerOf(http).Subject, cancel), id, store, cancel);

    private static async Task<IResult> Discard(HttpContext http, string id, ReplayParked replay, ParkedStore store, CancellationToken cancel)
    {
        var (reason, refusal) = await ReasonBody.Read(http.Request, cancel);
        return refusal ?? await Answer(await replay.Discard(id, reason!, VisibleCases.CallerOf(http).Subject, cancel), id, store, cancel);
    }

    private static async Task<IResult> ReplaySeveral(HttpContext http, ReplayParked replay, ParkedStore store, CancellationToken cancel)
    {
        var query = new QueryReader(http.Request.Query, "queue", "reason", "dryRun", "limit");
        var (queue, reason) = (query.OneOf("queue", Queues.All), query.Text("reason"));
        var (dryRun, limit) = (query.Flag("dryRun") ?? false, query.Number("limit", 1, MostReplayed) ?? UsualReplayed);
        if (query.Faults.Count > 0)
        {
            return query.Refuse();
        }

        var fitting = new List<ParkedEntry>();
        await foreach (var entry in store.List(queue, null, cancel))
        {
            if (entry.State == ParkedStates.Parked && (reason is null || entry.Reason == reason))
            {
                fitting.Add(entry);
            }

            if (fitting.Count > limit)
            {
                break;
            }
        }

        var chosen = fitting.Take(limit).ToList();
        var replayed = new HashSet<string>();
        foreach (var entry in dryRun ? [] : chosen)
        {
            if (await replay.Replay(entry.Id, VisibleCases.CallerOf(http).Subject, cancel) == SettleOutcome.Done)
            {
                replayed.Add(entry.Id);
            }
        }

        return Answers.Ok(new ReplayView(dryRun, [.. chosen.Select(entry => ViewOf(replayed.Contains(entry.Id) ? entry with { State = ParkedStates.Replayed } : entry))], fitting.Count > limit));
    }

    private static async Task<IResult> Answer(SettleOutcome outcome, string id, ParkedStore store, CancellationToken cancel) => outcome switch
    {
        SettleOutcome.NotKnown => Answers.NotFound(),
        SettleOutcome.Discarded => Answers.Refused(409, ProblemCodes.Gone, "The message was discarded: there is nothing left to replay."),
        SettleOutcome.Busy => Answers.Refused(503, ProblemCodes.StorageUnavailable, "The message is being changed by somebody else. Try again."),
        _ => Answers.Ok(ViewOf((await store.Find(id, cancel))!)),
    };

    private static ParkedView ViewOf(ParkedEntry entry) => new(entry.Id, entry.Queue, entry.Reason, entry.Attempts, entry.Correlation, entry.ParkedAt, entry.State);

    private static ParkedView ViewOf(StoredParked stored) => new(
        stored.Id, stored.Message.Queue, stored.Message.Reason, stored.Message.Attempts, stored.Message.Correlation.Length > 0 ? stored.Message.Correlation : "none",
        stored.Message.ParkedAt, stored.Message.State);
}
