using System.Diagnostics.Metrics;
using IntegrationHub.Domain.Cases;

namespace IntegrationHub.Functions.Telemetry;

/// <summary>How the hub stood when a timer last looked.</summary>
/// <param name="Cases">Cases by status.</param>
/// <param name="Parked">Parked messages by queue.</param>
/// <param name="DeadLettered">Messages that the broker gave up on, by queue; none of a broker that doesn't tell.</param>
/// <param name="QueueAges">Age of the oldest message on a queue; none of a broker that doesn't tell.</param>
/// <param name="OutboxAge">For how long the oldest message in an outbox could have been sent; zero when there is none.</param>
public sealed record HubStanding(
    IReadOnlyDictionary<string, int> Cases, IReadOnlyDictionary<string, int> Parked, IReadOnlyDictionary<string, int> DeadLettered,
    IReadOnlyDictionary<string, TimeSpan> QueueAges, TimeSpan OutboxAge);

/// <summary>
/// What can only be found out by listing is shown as the timer <c>WatchOperations</c> found it, in the process in which that ran. Reading it costs nothing. It is shown for
/// <see cref="Remembered"/>: then another process has looked, or nobody, and no figure is better than an old one.
/// </summary>
public sealed class HubGauges
{
    /// <summary>The timer looks every ten minutes.</summary>
    public static readonly TimeSpan Remembered = TimeSpan.FromMinutes(15);

    private readonly TimeProvider realTime;
    private readonly ObservableGauge<int> cases;
    private (HubStanding Standing, DateTimeOffset At)? last;

    public HubGauges(IMeterFactory factory, TimeProvider realTime)
    {
        this.realTime = realTime;
        var meter = factory.Create(HubTraces.Name);
        cases = meter.CreateObservableGauge("hub.cases", () => By("hub.case.state", standing => standing.Cases), "{case}", "Cases by state, closed ones too.");
        meter.CreateObservableGauge("hub.messages.parked", () => By(HubTraces.QueueKey, standing => standing.Parked), "{message}", "Messages that wait for a person; 500 stands for more.");
        meter.CreateObservableGauge("hub.messages.dead_lettered", () => By(HubTraces.QueueKey, standing => standing.DeadLettered), "{message}", "Messages that the broker gave up on.");
        meter.CreateObservableGauge(
            "hub.queue.age", () => By(HubTraces.QueueKey, standing => standing.QueueAges.ToDictionary(queue => queue.Key, queue => queue.Value.TotalSeconds)), "s", "Age of the oldest message that is ready to be taken.");
        meter.CreateObservableGauge(
            "hub.outbox.age", () => Fresh is { } standing ? [new Measurement<double>(standing.OutboxAge.TotalSeconds)] : (IEnumerable<Measurement<double>>)[], "s", "For how long the oldest unsent message could have been sent.");
    }

    /// <summary>Whether anybody exports them: what is only for them needn't be asked for otherwise.</summary>
    public bool AreRead => cases.Enabled;

    private HubStanding? Fresh => last is { } known && realTime.GetUtcNow() - known.At <= Remembered ? known.Standing : null;

    /// <summary>States without a case are shown as 0.</summary>
    public void Saw(HubStanding standing) =>
        last = (standing with { Cases = CaseStatus.All.Concat(standing.Cases.Keys).Distinct().ToDictionary(state => state, state => standing.Cases.GetValueOrDefault(state)) }, realTime.GetUtcNow());

    private IEnumerable<Measurement<T>> By<T>(string key, Func<HubStanding, IReadOnlyDictionary<string, T>> values)
        where T : struct =>
        Fresh is { } standing ? values(standing).Select(value => new Measurement<T>(value.Value, new KeyValuePair<string, object?>(key, value.Key))) : [];
}
