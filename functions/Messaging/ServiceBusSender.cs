using System.Net.Http.Headers;
using Azure.Core;
using Azure.Identity;
using IntegrationHub.Functions.Partners;

namespace IntegrationHub.Functions.Messaging;

/// <summary>
/// Sends to queues and topics of Service Bus by its REST interface, as the hub's own identity (role Azure Service Bus Data Sender). How many messages stand on a
/// queue only those may ask who may manage the namespace, which the hub may not: alarms on that are Azure Monitor's.
/// </summary>
/// <param name="http">Follows no redirect, and has no time-out of its own.</param>
/// <param name="realTime">What <c>Retry-After</c> counts by.</param>
public sealed class ServiceBusSender(
    HttpClient http, ServiceBusSettings settings, TokenCredential identity, ServiceBusPipeline pipeline, ClaimCheck claims, BrokerHealth health, TimeProvider realTime) : IMessageSender
{
    private static readonly TokenRequestContext Scope = new(["https://servicebus.azure.net/.default"]);

    public async Task Send(BrokerMessage message, CancellationToken cancel)
    {
        var sent = await WithinLimit(message, cancel);
        var batch = ServiceBusBatch.Of(sent);
        var outcome = await pipeline.Run(token => Post(message.Queue, batch, token), cancel);
        if (outcome.Fault is { } fault)
        {
            var notSent = new MessageNotSentException(fault, message.Queue, outcome.Status, outcome.Reason);
            health.Failed(notSent);
            throw notSent;
        }

        health.Took(message.Queue);
    }

    public Task<int?> DepthOf(string queue, CancellationToken cancel) => Task.FromResult<int?>(null);

    public Task<DateTimeOffset?> OldestOf(string queue, CancellationToken cancel) => Task.FromResult<DateTimeOffset?>(null);

    public Task<int?> DeadLettersOf(string queue, CancellationToken cancel) => Task.FromResult<int?>(null);

    private async Task<BrokerMessage> WithinLimit(BrokerMessage message, CancellationToken cancel)
    {
        if (ServiceBusBatch.SizeOf(message) <= settings.MostBytes)
        {
            return message;
        }

        // Who filters by the properties finds them on the claim as well.
        var claim = await claims.Deposit(message.Queue, message.Body, MessageProperties.Of(message).ContentType, cancel);
        return message with { Body = claim, ContentType = ClaimCheck.ContentType };
    }

    private async Task<SendAttempt> Post(string queue, byte[] batch, CancellationToken cancel)
    {
        string token;
        try
        {
            token = (await identity.GetTokenAsync(Scope, cancel)).Token;
        }
        catch (CredentialUnavailableException)
        {
            return new SendAttempt(SendFault.Misconfigured, 0, "The hub has no identity to send as.");
        }
        catch (AuthenticationFailedException)
        {
            return new SendAttempt(SendFault.Away, 0, "The hub got no token for it.");
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(settings.Address, $"{queue}/messages"))
        {
            Content = new ByteArrayContent(batch) { Headers = { ContentType = new MediaTypeHeaderValue(ServiceBusBatch.ContentType) } },
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
        return Judge(answer);
    }

    private SendAttempt Judge(HttpResponseMessage answer)
    {
        var status = (int)answer.StatusCode;
        return status switch
        {
            >= 200 and < 300 => new SendAttempt(null, status, "taken"),
            408 or 429 or >= 500 => new SendAttempt(SendFault.Away, status, $"It answered {status}.", RetryAfter.Of(answer, realTime)),
            400 or 413 => new SendAttempt(SendFault.Refused, status, $"It answered {status}."),
            401 => new SendAttempt(SendFault.Misconfigured, status, "It answered 401: it does not accept the hub's token."),
            403 => new SendAttempt(SendFault.Misconfigured, status, "It answered 403: the hub has no right to send there, or a quota is used up."),
            404 or 410 => new SendAttempt(SendFault.Misconfigured, status, $"It answered {status}: there is no such queue or topic."),
            _ => new SendAttempt(SendFault.Misconfigured, status, $"It answered {status}, which Service Bus does not."),
        };
    }
}
