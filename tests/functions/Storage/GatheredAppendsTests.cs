using System.Collections.Concurrent;
using System.Text;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Tests.Storage;

public sealed class GatheredAppendsTests
{
    [Fact]
    public async Task Who_comes_alone_waits_for_nobody()
    {
        var stored = new List<string>();
        var appends = new GatheredAppends(data =>
        {
            stored.Add(data.ToString());
            return Task.CompletedTask;
        });

        await appends.Append("one\n"u8.ToArray());
        await appends.Append("two\n"u8.ToArray());

        Assert.Equal(["one\n", "two\n"], stored);
    }

    [Fact]
    public async Task What_comes_during_an_append_goes_out_together_and_in_order_as_the_next()
    {
        var (slow, stored) = (new TaskCompletionSource(), new List<string>());
        var appends = new GatheredAppends(data =>
        {
            stored.Add(data.ToString());
            return stored.Count == 1 ? slow.Task : Task.CompletedTask;
        });

        var first = Append(appends, "first");
        var others = Enumerable.Range(1, 9).Select(number => Append(appends, $"{number}")).ToList();
        Assert.All([first, .. others], task => Assert.False(task.IsCompleted));
        slow.SetResult();
        await Task.WhenAll([first, .. others]);

        Assert.Equal(["first\n", "1\n2\n3\n4\n5\n6\n7\n8\n9\n"], stored);
    }

    [Fact]
    public async Task Everybody_whose_bytes_were_not_stored_is_told_and_nobody_else()
    {
        var (slow, count) = (new TaskCompletionSource(), 0);
        var appends = new GatheredAppends(_ => ++count switch
        {
            1 => slow.Task,
            2 => Task.FromException(new IOException("away")),
            _ => Task.CompletedTask,
        });

        var first = Append(appends, "first");
        Task[] refused = [Append(appends, "a"), Append(appends, "b"), Append(appends, "c")];
        slow.SetResult();

        await first;
        Assert.All(refused, task => Assert.Equal("away", Assert.ThrowsAsync<IOException>(() => task).GetAwaiter().GetResult().Message));
        await Append(appends, "later");
        Assert.Equal(3, count);
    }

    [Fact]
    public async Task An_append_that_hangs_does_not_hold_those_who_come_later()
    {
        var (never, count) = (new TaskCompletionSource(), 0);
        var appends = new GatheredAppends(_ => ++count == 1 ? never.Task : Task.CompletedTask);

        var hanging = Append(appends, "first");
        await Append(appends, "second").WaitAsync(TimeSpan.FromSeconds(30));

        Assert.False(hanging.IsCompleted);
        never.SetResult();
        await hanging;
    }

    [Fact]
    public async Task More_than_a_request_takes_goes_out_in_several()
    {
        var (slow, lengths) = (new TaskCompletionSource(), new List<int>());
        var appends = new GatheredAppends(data =>
        {
            lengths.Add(data.ToMemory().Length);
            return lengths.Count == 1 ? slow.Task : Task.CompletedTask;
        });

        var first = Append(appends, "first");
        var others = Enumerable.Range(0, 5).Select(_ => appends.Append(new byte[400 * 1024])).ToList();
        slow.SetResult();
        await Task.WhenAll([first, .. others]);

        Assert.Equal(5 * 400 * 1024, lengths.Skip(1).Sum());
        Assert.All(lengths, length => Assert.True(length <= 1024 * 1024));
    }

    [Fact]
    public async Task Many_at_once_lose_nothing_and_store_nothing_twice()
    {
        var stored = new ConcurrentQueue<string>();
        var appends = new GatheredAppends(async data =>
        {
            await Task.Yield();
            stored.Enqueue(data.ToString());
        });

        await Parallel.ForAsync(0, 5_000, async (number, _) => await Append(appends, $"{number}"));

        Assert.Equal(Enumerable.Range(0, 5_000), string.Concat(stored).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse).Order());
    }

    private static Task Append(GatheredAppends appends, string line) => appends.Append(Encoding.UTF8.GetBytes($"{line}\n"));
}
