using Azure.Storage.Blobs.Models;
using IntegrationHub.Functions.Storage;
using IntegrationHub.Functions.Tests.Kit;
using IntegrationHub.Functions.Tests.Reliability;

namespace IntegrationHub.Functions.Tests.Retention;

/// <summary>A child who has left care, with everything that a case can leave in storage.</summary>
/// <param name="Notifications">What was sent, in order.</param>
internal sealed record ClosedCase(string Subject, string CaseId, IReadOnlyList<System.Text.Json.Nodes.JsonObject> Notifications)
{
    public static async Task<ClosedCase> Make(CrashBench bench)
    {
        var subject = Sample.NewSubject();
        var (began, ceased) = (Sample.BecameLookedAfter(subject, "2026-10-01"), Sample.Ceased(subject));
        var caseId = (await CrashBench.Done(bench.Clean.Notify(began))).CaseId;
        await CrashBench.Done(bench.Clean.Trigger("DispatchOutbox", Sample.TimerEnvelope()));
        await CrashBench.Done(bench.Clean.Trigger("DeliverAlert", Sample.StorageQueueEnvelope((await bench.Take("escalations", caseId)).ToJsonString())));
        await CrashBench.Done(bench.Clean.Fhir(HttpMethod.Post, "/Appointment", Sample.Appointment(caseId, "fulfilled")));
        await CrashBench.Done(bench.Clean.Fhir(HttpMethod.Post, "", Sample.Return(caseId)));
        await CrashBench.Done(bench.Clean.Trigger("ReceiveNotification", Sample.StorageQueueEnvelope(Unreadable(subject))));
        await CrashBench.Done(bench.Clean.Trigger("DispatchOutbox", Sample.TimerEnvelope()));
        await CrashBench.Done(bench.Clean.Notify(ceased));
        return new ClosedCase(subject, caseId, [began, ceased]);
    }

    /// <summary>Everything in storage that still tells of the case, besides the record of its removal, the audit, and the empty blob in its place.</summary>
    public async Task<IReadOnlyList<string>> Traces(CrashBench bench)
    {
        var traces = new List<string>();
        foreach (var container in bench.Storage.Containers.Where(container => container.Name is not ("audit" or "removals")))
        {
            await foreach (var blob in container.GetBlobsAsync(new GetBlobsOptions { Traits = BlobTraits.Metadata }))
            {
                if (container.Name == "cases" && CaseRemoval.IsGone(blob.Metadata) && blob.Properties.ContentLength == 0)
                {
                    continue;
                }

                var content = (await container.GetBlobClient(blob.Name).DownloadContentAsync()).Value.Content.ToString();
                if (blob.Name.Contains(CaseId, StringComparison.Ordinal) || content.Contains(CaseId, StringComparison.Ordinal) || content.Contains(Subject, StringComparison.Ordinal))
                {
                    traces.Add($"{container.Name}/{blob.Name}");
                }
            }
        }

        return traces;
    }

    private static string Unreadable(string subject)
    {
        var notification = Sample.BecameLookedAfter(subject);
        notification["data"]!["child"]!["sex"] = "x";
        return notification.ToJsonString();
    }
}
