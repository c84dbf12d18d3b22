using System.Globalization;
using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Cases;

namespace IntegrationHub.Domain.Retention;

/// <summary>
/// How long the hub keeps a case after care has ended. The duty to keep records lies with the council and the trust, by their own schedules; the hub is a
/// messenger, so it keeps everything unless it is told a time.
/// </summary>
/// <param name="Days">Days after the end of care, 1 or more.</param>
public sealed record RetentionRule(int Days)
{
    /// <summary>Longer than any retention schedule: a hundred years.</summary>
    public const int MostDays = 36_525;

    /// <summary>In words, for the proof of a removal.</summary>
    public string InWords => string.Create(CultureInfo.InvariantCulture, $"HUB_RETENTION_DAYS={Days}: {Days} days after the end of care");

    /// <summary>
    /// The first day on which a case may be removed; null for one whose care has not ended, and for one with facts that only a later version of the hub
    /// understands: they may say that care goes on. The time begins when care ended or when the hub heard of it, whichever is later: an end that is told
    /// long after must not take documents away that nobody had time to collect.
    /// </summary>
    public DateOnly? RemovableFrom(CaseState state, IReadOnlyList<Fact> facts)
    {
        if (state.Ceased is not { } ceased || facts.Any(fact => fact.Data is UnknownFact))
        {
            return null;
        }

        var heard = facts.Where(fact => fact.Data is CeasedToBeLookedAfter).Select(fact => LondonTime.DateOf(fact.RecordedAt)).DefaultIfEmpty(ceased.On).Max();
        var from = heard > ceased.On ? heard : ceased.On;
        return from.DayNumber + Days + 1 > DateOnly.MaxValue.DayNumber ? null : from.AddDays(Days + 1);
    }

    /// <summary>Whether a case may be removed on a day.</summary>
    /// <param name="today">Europe/London.</param>
    public bool IsPast(CaseState state, IReadOnlyList<Fact> facts, DateOnly today) => RemovableFrom(state, facts) <= today;
}
