using System.Diagnostics;

namespace IntegrationHub.LocalStack;

/// <summary>
/// A process that this one started and answers for: its output goes to a file and to a bounded tail in memory,
/// and it can be asked to end, with a bound after which it is killed.
/// </summary>
public sealed class ChildProcess : IAsyncDisposable
{
    private const int TailLines = 200;
    private static readonly TimeSpan DefaultStopBound = TimeSpan.FromSeconds(10);

    private readonly Process process;
    private readonly Lock gate = new();
    private readonly Queue<string> tail = new();
    private readonly StreamWriter? log;
    private readonly Task pumps;

    private ChildProcess(Process process, string? logFile)
    {
        this.process = process;
        if (logFile is not null)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(logFile))!);
            log = new StreamWriter(new FileStream(logFile, FileMode.Append, FileAccess.Write, FileShare.ReadWrite)) { AutoFlush = true };
        }
        pumps = Task.WhenAll(PumpAsync(process.StandardOutput), PumpAsync(process.StandardError));
    }

    public int Id => process.Id;
    public bool HasExited => process.HasExited;
    public int ExitCode => process.ExitCode;

    /// <summary>The last lines of what the process wrote, both streams together.</summary>
    public string Tail
    {
        get
        {
            lock (gate)
                return string.Join('\n', tail);
        }
    }

    /// <summary>Starts a program. Its standard input stays open for as long as this process lives.</summary>
    /// <param name="program">Name on the path, or a file.</param>
    /// <param name="arguments">Passed as they are, unquoted.</param>
    /// <param name="workingDirectory">Absolute.</param>
    /// <param name="environment">Changes to the inherited environment; null removes a variable.</param>
    /// <param name="logFile">Receives both streams, appended.</param>
    /// <exception cref="LocalStackException">The program isn't there.</exception>
    public static ChildProcess Start(
        string program,
        IEnumerable<string> arguments,
        string workingDirectory,
        IEnumerable<KeyValuePair<string, string?>>? environment = null,
        string? logFile = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = workingDirectory,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? [])
            start.Environment[name] = value;
        try
        {
            return new ChildProcess(Process.Start(start)!, logFile);
        }
        catch (System.ComponentModel.Win32Exception fault)
        {
            throw new LocalStackException($"{program} can't be started: {fault.Message}");
        }
    }

    /// <summary>Completes when the process has ended and all its output was read; the exit code.</summary>
    public async Task<int> WaitForExitAsync(CancellationToken cancellation = default)
    {
        await process.WaitForExitAsync(cancellation);
        // A grandchild may hold the streams open; its words are not worth hanging for.
        await Task.WhenAny(pumps, Task.Delay(TimeSpan.FromSeconds(2), CancellationToken.None));
        return process.ExitCode;
    }

    /// <summary>SIGKILL: no notice, no chance to tidy up.</summary>
    public void Kill() => KillQuietly(entireProcessTree: false);

    public void KillTree() => KillQuietly(entireProcessTree: true);

    /// <summary>SIGTERM, then SIGKILL for it and its children after the bound (10 s unless given).</summary>
    public async Task StopAsync(TimeSpan? bound = null)
    {
        if (!process.HasExited)
        {
            Signal.Terminate(process);
            CloseInput();
            using var limit = new CancellationTokenSource(bound ?? DefaultStopBound);
            try
            {
                await process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                KillTree();
            }
        }
        await WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        lock (gate)
            log?.Dispose();
        process.Dispose();
    }

    private void CloseInput()
    {
        try
        {
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The process closed its end first.
        }
    }

    private void KillQuietly(bool entireProcessTree)
    {
        try
        {
            process.Kill(entireProcessTree);
        }
        catch (InvalidOperationException)
        {
            // It ended by itself in the meantime.
        }
    }

    private async Task PumpAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
            lock (gate)
            {
                tail.Enqueue(line);
                if (tail.Count > TailLines)
                    tail.Dequeue();
                if (log?.BaseStream is { CanWrite: true })
                    log.WriteLine(line);
            }
    }
}
