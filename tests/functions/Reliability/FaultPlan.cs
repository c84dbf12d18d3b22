using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace IntegrationHub.Functions.Tests.Reliability;

/// <summary>What happens to one storage request of a hub.</summary>
public enum FaultKind
{
    /// <summary>It is never sent, and the hub is told that storage is away.</summary>
    FailBefore,

    /// <summary>It takes effect, and the hub is told that storage is away.</summary>
    FailAfter,

    /// <summary>It takes effect, its answer is lost on the way, and the SDK sends it again by itself.</summary>
    LoseAnswer,

    /// <summary>It takes effect, and then the process is no more: nothing that it would do afterwards happens.</summary>
    KillAfter,

    /// <summary>Before it is sent another instance does all that the hub was asked for, from beginning to end: <see cref="FaultPlan.Meanwhile"/>.</summary>
    Overtaken,
}

/// <summary>Strikes the n-th storage request of a hub, counted from when it was armed.</summary>
public sealed class FaultPlan
{
    private readonly Lock gate = new();
    private FaultKind kind;
    private int at = -1;
    private int seen;

    /// <summary>True once the process counts as killed.</summary>
    public bool IsDead { get; private set; }

    /// <summary>The request that was struck, method and path without the account; null while none was.</summary>
    public string? Struck { get; private set; }

    /// <summary>What happens before the request that is struck by <see cref="FaultKind.Overtaken"/>.</summary>
    public Func<Task> Meanwhile { get; set; } = () => throw new InvalidOperationException("Nobody is there to overtake.");

    /// <param name="request">From 0 on; for <see cref="FaultKind.KillAfter"/> too, where -1 would be to not begin at all.</param>
    public void Arm(FaultKind faultKind, int request)
    {
        lock (gate)
        {
            (kind, at, seen, Struck) = (faultKind, request, 0, null);
        }
    }

    public void Disarm() => Arm(FaultKind.FailBefore, -1);

    /// <summary>A new process takes the place of the one that was killed; whatever that one was doing has come to nothing by now.</summary>
    public void Revive()
    {
        lock (gate)
        {
            IsDead = false;
            at = -1;
        }
    }

    /// <summary>For the options of a storage client: every request passes the plan, and comes back at once when it is tried again.</summary>
    public void Apply(ClientOptions options)
    {
        options.Retry.Delay = TimeSpan.FromMilliseconds(1);
        options.AddPolicy(new OncePerCall(this), HttpPipelinePosition.PerCall);
        options.AddPolicy(new OncePerTry(), HttpPipelinePosition.PerRetry);
    }

    private FaultKind? Next(HttpMessage message)
    {
        lock (gate)
        {
            if (IsDead)
            {
                throw new ProcessKilledException();
            }

            if (at < 0 || seen++ != at)
            {
                return null;
            }

            Struck = $"{message.Request.Method} {message.Request.Uri.Path}";
            return kind;
        }
    }

    private void Kill()
    {
        lock (gate)
        {
            IsDead = true;
        }
    }

    private sealed class OncePerCall(FaultPlan plan) : HttpPipelinePolicy
    {
        public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
        {
            var struck = plan.Next(message);
            if (struck == FaultKind.FailBefore)
            {
                throw Away();
            }

            if (struck == FaultKind.Overtaken)
            {
                await plan.Meanwhile();
            }

            if (struck == FaultKind.LoseAnswer)
            {
                message.SetProperty(OncePerTry.Lose, true);
            }

            await ProcessNextAsync(message, pipeline);
            if (struck == FaultKind.KillAfter)
            {
                plan.Kill();
                throw new ProcessKilledException();
            }

            if (struck == FaultKind.FailAfter)
            {
                throw Away();
            }
        }

        public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
            throw new NotSupportedException("The hub speaks to storage asynchronously only.");

        private static RequestFailedException Away() => new(503, "Storage is away, says the test.", "ServerBusy", null);
    }

    private sealed class OncePerTry : HttpPipelinePolicy
    {
        public const string Lose = "lose-answer";

        public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
        {
            await ProcessNextAsync(message, pipeline);
            if (message.TryGetProperty(Lose, out var lose) && lose is true)
            {
                message.SetProperty(Lose, false);
                throw new IOException("The connection was lost, says the test.");
            }
        }

        public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
            throw new NotSupportedException("The hub speaks to storage asynchronously only.");
    }
}

/// <summary>What code meets that would no longer run, were the process really gone.</summary>
public sealed class ProcessKilledException : OperationCanceledException;
