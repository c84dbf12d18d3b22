using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Identifiers;
using IntegrationHub.Domain.KeyDates;
using IntegrationHub.Domain.Reports;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Pages.Figures;
using IntegrationHub.Functions.Pages.Lists;
using IntegrationHub.Functions.Pages.Timeline;
using IntegrationHub.Functions.Policies;
using IntegrationHub.Functions.Security;
using IntegrationHub.Functions.Storage;
using Microsoft.AspNetCore.Http.Features;

namespace IntegrationHub.Functions.Pages.CasesBehind;

/// <summary>A case behind a figure: by the council's reference, with nobody's name.</summary>
/// <param name="DayZero">Day 0.</param>
/// <param name="Dates">The five of the Initial Health Assessment, or of the review that is asked about.</param>
/// <param name="Next">What is due next, where something is.</param>
/// <param name="Partner">The provider whose turn it is, or a provider's council.</param>
/// <param name="Team">The team manager's name, for whom may know it.</param>
/// <param name="Remarks">What is missing or wrong, and why dates were missed.</param>
public sealed record BehindRow(RowModel Row, DateOnly DayZero, IReadOnlyList<TimelineDate> Dates, string? Next, string Partner, string? Team, IReadOnlyList<string> Remarks);

/// <summary>Reads the cases that a page shows, each noted for the audit.</summary>
internal sealed class BehindRows(CaseRows rows, CaseRules rules, TimeProvider time)
{
    /// <summary>Those that the caller may see, in the order in which they were asked for.</summary>
    /// <param name="isOfReviews">They are asked for by a review.</param>
    public async Task<IReadOnlyList<BehindRow>> Read(HttpContext http, IReadOnlyList<CaseId> ids, bool isOfReviews, CancellationToken cancel)
    {
        var context = http.Features.GetRequiredFeature<RequestContext>();
        var today = LondonTime.Today(time);
        var found = await rows.Read(context, ids, cancel);
        context.ShownCases = [.. found.Select(stored => stored.State.Header.CaseId)];
        return [.. found.Select(stored => RowOf(stored, context.Caller!, isOfReviews, today))];
    }

    private BehindRow RowOf(StoredCase stored, Caller caller, bool isOfReviews, DateOnly today)
    {
        var (state, row) = (stored.State, rows.RowOf(stored, today));
        var policy = rules.For(state);
        var dates = isOfReviews ? row.Dates : [.. KeyDateStandings.On(today, state, policy, rules.Calendar).Select(TimelineDate.Of)];
        var figures = CaseFigures.Of(state, policy, rules.Calendar, CaseMetadata.TeamOf);
        return new BehindRow(
            row, state.DayZero, dates, row.Urgency == Urgency.None ? null : row.Review == 0 ? row.Deadline : $"Review {row.Review}: {row.Deadline}", caller.Organisation == state.Header.LocalAuthority ? $"Provider {state.HealthProvider}" : $"Council {state.Header.LocalAuthority}",
            PageReports.MayNameTeams(caller) ? row.Team : null,
            [
                .. figures.ProblemsOn(today).Select(FigureWords.Of),
                .. figures.Breaches.Select(breach => $"{Words.KeyDateName(breach.KeyDate)} missed: {Words.Plain(breach.Reason).ToLowerInvariant()}{(breach.IsProposed ? " (proposed)" : "")}"),
            ]);
    }
}
