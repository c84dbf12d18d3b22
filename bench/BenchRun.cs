using IntegrationHub.Bench.Kit;

namespace IntegrationHub.Bench;

/// <summary>One run of the bench.</summary>
internal sealed record BenchRun(Scale Scale, Programs Programs, CancellationToken Stop);
