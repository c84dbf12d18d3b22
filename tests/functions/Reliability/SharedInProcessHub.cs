using IntegrationHub.Functions.Tests.Kit;

namespace IntegrationHub.Functions.Tests.Reliability;

/// <summary>One <see cref="InProcessHub"/> for all tests of a class.</summary>
public sealed class SharedInProcessHub(TestStack stack) : IAsyncLifetime
{
    internal InProcessHub Hub { get; private set; } = null!;

    public async Task InitializeAsync() => Hub = await InProcessHub.StartOn(stack);

    public Task DisposeAsync() => Hub.DisposeAsync().AsTask();
}
