using Azure;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Tests.Storage;

/// <summary>What counts as storage that is away.</summary>
public sealed class StorageFaultsTests
{
    private static readonly CancellationToken Asked = new(canceled: true);

    [Theory]
    [InlineData(0, true)]
    [InlineData(401, true)]
    [InlineData(403, true)]
    [InlineData(404, false)]
    [InlineData(409, false)]
    [InlineData(412, false)]
    [InlineData(429, true)]
    [InlineData(503, true)]
    public void Storage_that_does_not_answer_or_lets_nobody_in_is_away_and_a_conflict_is_not(int status, bool isAway) =>
        Assert.Equal(isAway, StorageFaults.IsStorageAway(new RequestFailedException(status, "Invented."), CancellationToken.None));

    [Fact]
    public void A_cancellation_that_nobody_asked_for_is_a_time_out()
    {
        Assert.True(StorageFaults.IsStorageAway(new TaskCanceledException("Invented.", new TimeoutException()), CancellationToken.None));
        Assert.True(StorageFaults.IsStorageAway(new OperationCanceledException(), CancellationToken.None));
        Assert.False(StorageFaults.IsStorageAway(new TaskCanceledException("Invented."), Asked));
        Assert.True(StorageFaults.IsStop(new TaskCanceledException("Invented."), Asked));
        Assert.False(StorageFaults.IsStop(new TaskCanceledException("Invented."), CancellationToken.None));
        Assert.False(StorageFaults.IsStop(new InvalidOperationException("Invented."), Asked));
    }

    [Fact]
    public void Four_attempts_that_hung_are_storage_that_is_away() =>
        Assert.True(StorageFaults.IsStorageAway(new AggregateException("Retry failed after 4 tries.", Enumerable.Repeat(new TaskCanceledException("Invented."), 4)), CancellationToken.None));

    [Fact]
    public void The_log_gets_type_and_code_and_no_message()
    {
        var refused = new RequestFailedException(403, "Avery Testchild", "AuthorizationPermissionMismatch", null);

        Assert.Equal("RequestFailedException 403 AuthorizationPermissionMismatch", StorageFaults.Describe(refused));
        Assert.Equal("AggregateException of RequestFailedException 403 AuthorizationPermissionMismatch", StorageFaults.Describe(new AggregateException(refused)));
        Assert.Equal("InvalidOperationException", StorageFaults.Describe(new InvalidOperationException("Avery Testchild")));
    }
}
