namespace IntegrationHub.Functions.Escalations;

/// <summary>A sweep of the key dates that came to its end, <c>checks/last-sweep.json</c>.</summary>
/// <param name="At">When it ended, UTC.</param>
/// <param name="Looked">How many entries of the index were due.</param>
/// <param name="Failed">How many of them could not be dealt with; the next sweep looks at them again.</param>
public sealed record SweepStanding(DateTimeOffset At, int Looked, int Failed);
