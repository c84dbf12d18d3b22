namespace IntegrationHub.Functions.Partners;

/// <summary>How patient the hub is with a partner in one go; what comes after that is the matter of whoever keeps what was to be sent.</summary>
/// <param name="Attempt">Longest time for one attempt.</param>
/// <param name="Whole">Longest time for all of them together.</param>
/// <param name="Retries">Attempts after the first.</param>
/// <param name="Pause">Before the first retry; grows, with jitter.</param>
/// <param name="LongestPause">A partner's <c>Retry-After</c> is waited for in place up to this.</param>
/// <param name="FaultsToBreak">After so many attempts within half a minute, at least half of them faults, the partner counts as down.</param>
/// <param name="Break">How long a partner that counts as down isn't called at all.</param>
public sealed record CallLimits(
    TimeSpan Attempt, TimeSpan Whole, int Retries, TimeSpan Pause, TimeSpan LongestPause, int FaultsToBreak, TimeSpan Break)
{
    /// <summary>Of a channel for notices: a queue message comes back after 30 seconds.</summary>
    public static CallLimits OfChannels { get; } = new(
        TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(18), 2, TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(3), 6, TimeSpan.FromSeconds(15));

    /// <summary>Of Service Bus.</summary>
    public static CallLimits OfServiceBus { get; } = new(
        TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(25), 3, TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(5), 12, TimeSpan.FromSeconds(15));
}
