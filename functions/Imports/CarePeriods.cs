using IntegrationHub.Contracts.Imports;
using IntegrationHub.Contracts.Problems;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;

namespace IntegrationHub.Functions.Imports;

/// <summary>Puts the rows of one child together into times of being looked after.</summary>
internal static class CarePeriods
{
    /// <param name="episodes">In any order.</param>
    /// <param name="faults">Where rows contradict each other, at the row that the sender has to look at.</param>
    public static IReadOnlyList<CarePeriod> Of(IEnumerable<ImportedEpisode> episodes, List<ImportFault> faults)
    {
        var ordered = episodes.OrderBy(episode => episode.StartedOn).ThenBy(episode => episode.EndedOn ?? DateOnly.MaxValue).ToList();
        var before = faults.Count;
        for (var at = 0; at < ordered.Count; at++)
        {
            Check(ordered[at], at + 1 < ordered.Count ? ordered[at + 1] : null, faults);
        }

        return faults.Count > before ? [] : [.. Split(ordered).Select(Period)];
    }

    private static void Check(ImportedEpisode episode, ImportedEpisode? next, List<ImportFault> faults)
    {
        if (episode.EndedOn < episode.StartedOn)
        {
            faults.Add(episode.Row.Fault(Fields.EndedOn, FaultCodes.EndBeforeStart, "Lies before the day on which this row begins."));
        }

        if (episode is { EndedOn: not null, EndReason: null })
        {
            faults.Add(episode.Row.Fault(Fields.EndReason, FaultCodes.Required, "A row that has ended needs its reason."));
        }

        if (episode is { EndedOn: null, EndReason: not null and not Ssda903.EpisodeContinues })
        {
            faults.Add(episode.Row.Fault(Fields.EndedOn, FaultCodes.Required, "A row with a reason for its end needs the day of it."));
        }

        if (next is null)
        {
            if (episode is { EndedOn: not null, EndReason: Ssda903.EpisodeContinues })
            {
                faults.Add(episode.Row.Fault(Fields.EndReason, FaultCodes.NextEpisodeMissing, "X1 says that another row begins on that day; there is none."));
            }
        }
        else if (episode.EndedOn is null)
        {
            faults.Add(episode.Row.Fault(Fields.EndedOn, FaultCodes.EndMissing, "Another row of the child begins later: this one needs its end."));
        }
        else if (next.StartedOn < episode.EndedOn)
        {
            faults.Add(next.Row.Fault(Fields.StartedOn, FaultCodes.EpisodesOverlap, "Lies before the end of the child's row before it."));
        }
    }

    /// <summary>A time of care ends where a row ends for good, and another begins where one says so.</summary>
    private static IEnumerable<List<ImportedEpisode>> Split(List<ImportedEpisode> ordered)
    {
        var period = new List<ImportedEpisode>();
        foreach (var episode in ordered)
        {
            if (period.Count > 0 && (EndsCare(period[^1]) || episode.StartReason == Ssda903.CareBegins))
            {
                yield return period;
                period = [];
            }

            period.Add(episode);
        }

        if (period.Count > 0)
        {
            yield return period;
        }
    }

    private static bool EndsCare(ImportedEpisode episode) => episode is { EndedOn: not null, EndReason: not Ssda903.EpisodeContinues };

    private static CarePeriod Period(List<ImportedEpisode> rows)
    {
        var placements = new List<Placement>();
        var statuses = new List<(DateOnly, string)>();
        foreach (var row in rows)
        {
            // A row that begins for another legal status only has the child where it was.
            if (placements.Count == 0 || (row.StartReason != Ssda903.LegalStatusOnly && row.Placement with { StartedOn = null } != placements[^1] with { StartedOn = null }))
            {
                placements.Add(row.Placement);
            }

            if (row.LegalStatus is { } status && (statuses.Count == 0 || statuses[^1].Item2 != status))
            {
                statuses.Add((row.StartedOn, status));
            }
        }

        var last = rows[^1];
        return new CarePeriod(
            rows[0].Row, rows[0].StartedOn, rows[0].StartReason == Ssda903.CareBegins, rows[0].CategoryOfNeed, placements, statuses,
            EndsCare(last) ? new CeasedToBeLookedAfter(last.EndedOn!.Value, last.EndReason!) : null);
    }
}
