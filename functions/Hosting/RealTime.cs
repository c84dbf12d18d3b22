namespace IntegrationHub.Functions.Hosting;

/// <summary>
/// The time by which things in storage are old: storage stamps them by its own clock, which a local hub's business clock (<see cref="BusinessClock"/>)
/// may be far from.
/// </summary>
public sealed record RealTime(TimeProvider Clock)
{
    public DateTimeOffset Now => Clock.GetUtcNow();
}
