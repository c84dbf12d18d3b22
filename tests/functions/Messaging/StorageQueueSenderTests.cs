using Azure.Core;
using Azure.Core.Pipeline;
using IntegrationHub.Contracts;
using IntegrationHub.Functions.Messaging;
using IntegrationHub.Functions.Storage;
using IntegrationHub.Functions.Tests.Kit;

namespace IntegrationHub.Functions.Tests.Messaging;

/// <summary>The sender to storage queues, against Azurite.</summary>
[Collection(TestStack.Name)]
public sealed class StorageQueueSenderTests(TestStack stack) : SenderBehaviour(stack), IDisposable
{
    private readonly LossyBlobProxy busy = new(stack.Azurite.QueuePort) { Weather = StorageWeather.Busy };
    private readonly Attempted attempted = new();
    private HubStorage sending = null!;

    protected override int MostBytes => StorageQueueSender.MostBytes;

    protected override IMessageSender Sender => new StorageQueueSender(sending, Claims, Health);

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        sending = Connect(Stack.NewAccount(), Watched);
        await sending.EnsureExists(CancellationToken.None);
        (attempted.BusyPort, attempted.Port) = (busy.Port, Stack.Azurite.QueuePort);
        attempted.Clear();
    }

    public override Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => busy.Dispose();

    [Fact]
    public async Task A_return_goes_without_a_trace_since_FHIR_has_no_place_for_it()
    {
        await Send("""{"resourceType":"Bundle"}""", "b-1", Queues.AssessmentReturns);

        var message = (await sending.Queue(Queues.AssessmentReturns).PeekMessageAsync()).Value;
        Assert.Equal("""{"resourceType":"Bundle"}""", System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(message.MessageText)));
    }

    protected override async Task<IReadOnlyList<Received>> Taken()
    {
        var messages = (await sending.Queue(Queue).PeekMessagesAsync(32)).Value;
        return [.. messages.Select(message => Convert.FromBase64String(message.MessageText)).Select(body => new Received(body, Sample.StorageQueueEnvelope(System.Text.Encoding.UTF8.GetString(body))))];
    }

    protected override Task<int> Attempts() => Task.FromResult(attempted.Count);

    protected override Task BusyFor(int attempts)
    {
        attempted.BusyFor = attempts;
        return Task.CompletedTask;
    }

    protected override Task TakeQueueAway() => sending.Queue(Queue).DeleteAsync();

    protected override async Task PutQueueBack() => await sending.Queue(Queue).CreateAsync();

    protected override Task TakeRightAway()
    {
        var (wrong, account) = (Convert.ToBase64String(new byte[32]), Stack.NewAccount());
        sending = Connect(System.Text.RegularExpressions.Regex.Replace(account, "AccountKey=[^;]+", $"AccountKey={wrong}"), Watched);
        return Task.CompletedTask;
    }

    private void Watched(ClientOptions options)
    {
        options.Retry.Delay = TimeSpan.FromMilliseconds(1);
        options.AddPolicy(attempted, HttpPipelinePosition.PerRetry);
    }

    /// <summary>Counts requests that put a message on a queue, and leads the first of them to where the service is too busy.</summary>
    private sealed class Attempted : HttpPipelinePolicy
    {
        private int count;

        public int Count => count;

        public int BusyFor { get; set; }

        public int Port { get; set; }

        public int BusyPort { get; set; }

        public void Clear() => count = 0;

        public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
        {
            if (message.Request.Method == RequestMethod.Post && message.Request.Uri.Path.EndsWith("/messages", StringComparison.Ordinal))
            {
                message.Request.Uri.Port = Interlocked.Increment(ref count) <= BusyFor ? BusyPort : Port;
            }

            await ProcessNextAsync(message, pipeline);
        }

        public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
            throw new NotSupportedException("The hub speaks to storage asynchronously only.");
    }
}
