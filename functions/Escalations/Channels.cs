using System.Text;
using System.Text.Json;
using Azure;
using Azure.Storage.Blobs.Models;
using IntegrationHub.Contracts.Alerts;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Messaging;
using IntegrationHub.Functions.Storage;
using Polly;
using Polly.Retry;

namespace IntegrationHub.Functions.Escalations;

/// <summary>The local record of notices, <c>deliveries/{alertId}/{raised|resolved}.json</c>: each is written once.</summary>
public sealed class LocalRecord(HubStorage storage)
{
    public async Task Write(AlertMessage alert, CancellationToken cancel)
    {
        try
        {
            await storage.Deliveries.GetBlobClient($"{alert.AlertId}/{alert.State}.json").UploadAsync(
                BinaryData.FromObjectAsJson(alert, OutgoingMessages.Json),
                new BlobUploadOptions { Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All } }, cancel);
        }
        catch (RequestFailedException exists) when (exists.Status is 409 or 412)
        {
            // Written by an earlier delivery of the same message.
        }
    }
}

/// <summary>
/// Posts notices to the configured address (Teams, Power Automate, a paging service). The header <c>Idempotency-Key</c> is the same for every attempt,
/// so that a receiver can tell a repeat.
/// </summary>
public sealed class AlertWebhook(HubSettings settings, IHttpClientFactory http)
{
    private readonly ResiliencePipeline retry = new ResiliencePipelineBuilder()
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<HttpRequestException>().Handle<TaskCanceledException>(),
            MaxRetryAttempts = 2,
            Delay = TimeSpan.FromMilliseconds(500),
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
        })
        .AddTimeout(TimeSpan.FromSeconds(20))
        .Build();

    public bool IsConfigured => settings.AlertWebhook is not null;

    /// <returns>Why it failed; null when it was taken, or when no webhook is configured.</returns>
    public async Task<string?> Post(AlertMessage alert, CancellationToken cancel)
    {
        if (settings.AlertWebhook is not { } address)
        {
            return null;
        }

        try
        {
            await retry.ExecuteAsync(async token => await PostOnce(address, alert, token), cancel);
            return null;
        }
        catch (Exception fault) when (fault is HttpRequestException or Polly.Timeout.TimeoutRejectedException || (fault is TaskCanceledException && !cancel.IsCancellationRequested))
        {
            return fault is HttpRequestException { StatusCode: { } status } ? $"The webhook answered {(int)status}." : "The webhook could not be reached.";
        }
    }

    private async Task PostOnce(Uri address, AlertMessage alert, CancellationToken cancel)
    {
        using var client = http.CreateClient("alerts");
        using var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = new StringContent(JsonSerializer.Serialize(alert, OutgoingMessages.Json), Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("Idempotency-Key", $"{alert.AlertId}-{alert.State}");
        using var response = await client.SendAsync(request, cancel);
        response.EnsureSuccessStatusCode();
    }
}
