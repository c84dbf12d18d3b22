using IntegrationHub.Contracts;
using IntegrationHub.Contracts.Operations;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Messaging;
using IntegrationHub.Functions.Retention;
using IntegrationHub.Functions.Security;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Operations;

/// <summary>What waits, whether all that is stored agrees, and who did what: for those who operate the hub.</summary>
public static class OperationsEndpoints
{
    /// <summary>Cases with something to send; that many never wait in a hub that works.</summary>
    private const int MostLookedAt = 2000;

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/hub/operations/outbox", Outbox).WithMetadata(new Requires(Operation.SeeOutbox));
        app.MapPost("/hub/operations/check", Check).WithMetadata(new Requires(Operation.CheckStorage));
        app.MapGet("/hub/operations/audit", Audit).WithMetadata(new Requires(Operation.ReadAudit));
    }

    private static async Task<IResult> Outbox(IMessageSender sender, CaseIndex index, CaseStore cases, TimeProvider time, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var messages = new List<OutgoingMessage>();
        await foreach (var id in index.List("outbox/", cancel).Select(entry => entry.CaseId).Distinct().Take(MostLookedAt).WithCancellation(cancel))
        {
            messages.AddRange((await cases.Load(id, cancel))?.Document.Outbox ?? []);
        }

        var byQueue = messages.ToLookup(message => message.Queue);
        var views = new List<OutboxView>();
        foreach (var queue in Queues.All)
        {
            var ready = byQueue[queue].Where(message => !message.IsWaiting(now)).ToList();
            views.Add(new OutboxView(
                queue, ready.Count, byQueue[queue].Count() - ready.Count, ready.Count == 0 ? null : ready.Min(message => message.NotBefore ?? message.CreatedAt),
                await sender.DepthOf(queue, cancel), await sender.DeadLettersOf(queue, cancel),
                await sender.OldestOf(queue, cancel) is { } oldest && oldest != DateTimeOffset.MaxValue ? oldest : null));
        }

        return Answers.Ok(new { queues = views });
    }

    private static async Task<IResult> Check(HttpRequest request, CheckStorage check, CancellationToken cancel)
    {
        var query = new QueryReader(request.Query, "mend");
        var mend = query.Flag("mend") ?? false;
        return query.Faults.Count > 0 ? query.Refuse() : Answers.Ok(await check.Check(mend, cancel));
    }

    private static async Task<IResult> Audit(HttpRequest request, AuditReader audit, TimeProvider time, CancellationToken cancel)
    {
        var query = new QueryReader(request.Query, "on", "caseId", "subject", "operation", "refused", "cursor", "limit");
        var filter = new AuditFilters(
            query.Date("on") ?? DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime), query.Text("caseId"), query.Text("subject"),
            query.OneOf("operation", [.. Enum.GetNames<Operation>(), nameof(ApplyRetention)]), query.Flag("refused"));
        var (cursor, limit) = (query.Text("cursor"), query.Number("limit", 1, 1000) ?? 200);
        if (query.Faults.Count > 0)
        {
            return query.Refuse();
        }

        var (entries, next) = await audit.Read(filter, cursor, limit, cancel);
        return Answers.Ok(new { entries, next });
    }
}
