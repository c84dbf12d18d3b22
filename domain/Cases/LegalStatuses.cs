using IntegrationHub.Domain.Codes;

namespace IntegrationHub.Domain.Cases;

/// <summary>A legal status and since when it holds.</summary>
/// <param name="From">Null for the one with which care began.</param>
/// <param name="Code">SSDA903 legal status; null where nobody said.</param>
/// <param name="ToldAt">When the hub first learnt it, UTC.</param>
public sealed record LegalStatusSpan(DateOnly? From, string? Code, DateTimeOffset ToldAt)
{
    public bool IsShortBreak => Ssda903.ShortBreaks.Contains(Code ?? "");
}

/// <summary>
/// The legal statuses of a case in the order of the days from which they hold, whatever the order in which they were told. A short break has no
/// assessment clock; when it becomes more than that, a clock starts.
/// </summary>
public static class LegalStatuses
{
    /// <summary>The statuses with one more; the status that holds anyway, told again with another day, corrects since when it holds.</summary>
    /// <param name="on">Since when, as the message says; null: since the day it took effect.</param>
    public static IReadOnlyList<LegalStatusSpan> With(IReadOnlyList<LegalStatusSpan> known, string code, DateOnly? on, DateOnly tookEffectOn, DateTimeOffset toldAt)
    {
        var from = on ?? tookEffectOn;
        var before = known.TakeWhile(span => span.From is null || span.From < from).ToList();
        var after = known.Skip(before.Count).SkipWhile(span => span.From == from).ToList();
        var told = known.Where(span => span.From == from && span.Code == code).Select(span => span.ToldAt).Append(toldAt).Min();
        if (before.Count > 0 && before[^1].Code == code)
        {
            // What holds since care began is no change, and without a day of its own nothing is corrected.
            var moves = before[^1].From is not null && on is not null;
            return moves ? [.. before.SkipLast(1), Told(before[^1], from, toldAt), .. after] : [.. before, .. after];
        }

        return after.Count > 0 && after[0].Code == code
            ? [.. before, Told(after[0], from, toldAt), .. after.Skip(1)]
            : [.. before, new LegalStatusSpan(before.Count == 0 ? null : from, code, told), .. after];
    }

    /// <summary>The status that holds was wrong, and is this one since the same day.</summary>
    public static IReadOnlyList<LegalStatusSpan> Corrected(IReadOnlyList<LegalStatusSpan> known, string? code, DateTimeOffset toldAt)
    {
        if (known.Count == 0 || code is null || known[^1].Code == code)
        {
            return known;
        }

        var corrected = known[^1] with { Code = code };
        return [.. known.SkipLast(1), known[^1].IsShortBreak && !corrected.IsShortBreak ? corrected with { ToldAt = toldAt } : corrected];
    }

    /// <summary>The statuses with the start of the clock on another day; null when no short break became more, or when it had not begun by then.</summary>
    /// <param name="careBegan">The day on which care began, as short breaks perhaps.</param>
    public static IReadOnlyList<LegalStatusSpan>? ClockMoved(IReadOnlyList<LegalStatusSpan> known, DateOnly to, DateOnly? careBegan)
    {
        var (first, last) = LastRun(known);
        if (first < 1 || to <= (known[first - 1].From ?? careBegan))
        {
            return null;
        }

        var run = known.Skip(first).Take(last - first + 1).ToList();
        var passed = run.TakeWhile(span => span == run[0] || span.From <= to).ToList();
        var moved = passed[^1] with { From = to, ToldAt = passed.Min(span => span.ToldAt) };
        return [.. known.Take(first), moved, .. run.Skip(passed.Count), .. known.Skip(last + 1)];
    }

    /// <summary>The status on a day; null when nobody said.</summary>
    public static string? On(IReadOnlyList<LegalStatusSpan> known, DateOnly day) => UpTo(known, day).LastOrDefault()?.Code;

    /// <summary>The start of the latest clock that had started by a day; null when that one runs since care began, or when none did.</summary>
    public static ClockStart? ClockOn(IReadOnlyList<LegalStatusSpan> known, DateOnly day)
    {
        var spans = UpTo(known, day);
        var (first, last) = LastRun(spans);
        return first < 1 ? null : new ClockStart(spans[first].From!.Value, spans.Skip(first).Take(last - first + 1).Min(span => span.ToldAt));
    }

    /// <summary>What held before the latest clock started, if an earlier clock had been running; null otherwise.</summary>
    public static IReadOnlyList<LegalStatusSpan>? BeforeClock(IReadOnlyList<LegalStatusSpan> known)
    {
        var (first, _) = LastRun(known);
        return first > 0 && known.Take(first).Any(span => !span.IsShortBreak) ? [.. known.Take(first)] : null;
    }

    /// <summary>From when on the last short breaks went on until the end of the list; null when it ends in something else, or began with them.</summary>
    public static DateOnly? LastShortBreakFrom(IReadOnlyList<LegalStatusSpan> known)
    {
        var (_, last) = LastRun(known);
        return last >= 0 && last < known.Count - 1 ? known[last + 1].From : null;
    }

    private static LegalStatusSpan Told(LegalStatusSpan span, DateOnly from, DateTimeOffset toldAt) =>
        span with { From = from, ToldAt = toldAt < span.ToldAt ? toldAt : span.ToldAt };

    private static List<LegalStatusSpan> UpTo(IReadOnlyList<LegalStatusSpan> known, DateOnly day) => [.. known.TakeWhile(span => span.From is null || span.From <= day)];

    /// <summary>Places of the first and the last of the latest statuses, one after the other, that are no short breaks; -1 when there are none.</summary>
    private static (int First, int Last) LastRun(IReadOnlyList<LegalStatusSpan> known)
    {
        var last = known.Count - 1;
        while (last >= 0 && known[last].IsShortBreak)
        {
            last--;
        }

        var first = last;
        while (first > 0 && !known[first - 1].IsShortBreak)
        {
            first--;
        }

        return (first, last);
    }
}
