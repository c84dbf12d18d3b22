using System.Text.Json;
using IntegrationHub.Domain.Calendar;
using Polly;
using Polly.Retry;

namespace IntegrationHub.Functions.Calendar;

/// <summary>What came of reading the feed: the holidays, or why there are none.</summary>
/// <param name="Outcome">Null when they were read; else one of <see cref="RefreshOutcomes"/>.</param>
public sealed record FeedRead(BankHolidays? Holidays, string? Outcome, string? Reason);

/// <summary>Reads the feed of bank holidays: bounded in time and size, retried when the network or its server is at fault.</summary>
public sealed class BankHolidayFeed(IHttpClientFactory http)
{
    /// <summary>The feed has some 60 kB.</summary>
    public const int LargestFeed = 1024 * 1024;

    /// <summary>Its named HTTP client.</summary>
    public const string Client = "bank-holidays";

    private readonly ResiliencePipeline<FeedRead> retry = new ResiliencePipelineBuilder<FeedRead>()
        .AddTimeout(TimeSpan.FromSeconds(40))
        .AddRetry(new RetryStrategyOptions<FeedRead>
        {
            ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Exception is { } fault && IsAway(fault)),
            MaxRetryAttempts = 2,
            Delay = TimeSpan.FromMilliseconds(500),
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
        })
        .AddTimeout(TimeSpan.FromSeconds(10))
        .Build();

    public async Task<FeedRead> Read(Uri address, CancellationToken cancel)
    {
        try
        {
            return await retry.ExecuteAsync(async token => await ReadOnce(address, token), cancel);
        }
        catch (Exception fault) when (IsAway(fault))
        {
            var reason = fault is HttpRequestException { StatusCode: { } status } ? $"The feed answered {(int)status}." : "The feed could not be reached.";
            return new FeedRead(null, RefreshOutcomes.Unreachable, reason);
        }
    }

    /// <summary>Not reached, slow, or gone in the middle of its answer.</summary>
    private static bool IsAway(Exception fault) => fault is HttpRequestException or IOException or Polly.Timeout.TimeoutRejectedException;

    private async Task<FeedRead> ReadOnce(Uri address, CancellationToken cancel)
    {
        using var client = http.CreateClient(Client);
        using var answer = await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancel);
        answer.EnsureSuccessStatusCode();
        await using var body = await answer.Content.ReadAsStreamAsync(cancel);
        using var text = new MemoryStream();
        var buffer = new byte[16 * 1024];
        for (int read; (read = await body.ReadAsync(buffer, cancel)) > 0;)
        {
            if (text.Length + read > LargestFeed)
            {
                return new FeedRead(null, RefreshOutcomes.Refused, "The feed is larger than 1 MiB.");
            }

            text.Write(buffer, 0, read);
        }

        text.Position = 0;
        return Parsed(text);
    }

    private static FeedRead Parsed(Stream text)
    {
        try
        {
            return new FeedRead(BankHolidays.Parse(text), null, null);
        }
        catch (JsonException)
        {
            return new FeedRead(null, RefreshOutcomes.Refused, "The feed isn't of the shape of the GOV.UK feed, or names no day for England and Wales.");
        }
    }
}
