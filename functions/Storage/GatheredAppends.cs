namespace IntegrationHub.Functions.Storage;

/// <summary>
/// Appends in one request what several callers bring at the same time: while one append is on its way, what comes gathers, and goes out as the next. Each caller
/// waits until what it brought is stored, and is told when it wasn't. Who comes alone waits for nobody.
/// </summary>
/// <param name="append">Stores bytes, all of them or none.</param>
public sealed class GatheredAppends(Func<BinaryData, Task> append)
{
    /// <summary>An append blob takes 4 MiB at a time; what one caller brings may be longer than this, and then goes out alone.</summary>
    private const int MostBytes = 1024 * 1024;

    // When storage hangs, who comes later must not wait for all who came before.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(500);

    private readonly Lock gate = new();
    private Gathering? open;
    private Task last = Task.CompletedTask;

    /// <summary>Ends when the bytes are stored, as one piece.</summary>
    public Task Append(ReadOnlyMemory<byte> bytes)
    {
        Gathering begun;
        Task before;
        lock (gate)
        {
            if (open?.TryAdd(bytes) == true)
            {
                return open.Stored.Task;
            }

            (begun, before) = (new Gathering(bytes), last);
            (open, last) = (begun, begun.Stored.Task);
        }

        return AppendAfter(before, begun);
    }

    private async Task AppendAfter(Task before, Gathering gathered)
    {
        if (!before.IsCompleted)
        {
            await before.WaitAsync(LongestWait).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        lock (gate)
        {
            if (open == gathered)
            {
                open = null;
            }
        }

        try
        {
            await append(gathered.ToData());
            gathered.Stored.SetResult();
        }
        catch (Exception fault)
        {
            // Whoever joined gets it from here, if anybody did.
            gathered.Stored.SetException(fault);
            _ = gathered.Stored.Task.Exception;
            throw;
        }
    }

    private sealed class Gathering(ReadOnlyMemory<byte> first)
    {
        private readonly List<ReadOnlyMemory<byte>> pieces = [first];
        private int length = first.Length;

        public TaskCompletionSource Stored { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool TryAdd(ReadOnlyMemory<byte> piece)
        {
            if (length + piece.Length > MostBytes)
            {
                return false;
            }

            pieces.Add(piece);
            length += piece.Length;
            return true;
        }

        public BinaryData ToData()
        {
            if (pieces is [var only])
            {
                return BinaryData.FromBytes(only);
            }

            var all = new byte[length];
            var at = 0;
            foreach (var piece in pieces)
            {
                piece.CopyTo(all.AsMemory(at));
                at += piece.Length;
            }

            return BinaryData.FromBytes(all);
        }
    }
}
