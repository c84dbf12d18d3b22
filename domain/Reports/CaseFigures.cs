using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.KeyDates;
using IntegrationHub.Domain.Pathways;
using IntegrationHub.Domain.Policies;
using IntegrationHub.Domain.Reviews;

namespace IntegrationHub.Domain.Reports;

/// <summary>One key date of the Initial Health Assessment as figures need it; nothing in it depends on the clock.</summary>
/// <param name="DueOn">Null for day 0 itself, and where nothing is due.</param>
/// <param name="On">When it was met; null while it isn't.</param>
/// <param name="DueSoonWorkingDays">From how many working days before it is due it is due soon.</param>
/// <param name="Until">From then on a date that isn't met stands still; null while time goes on.</param>
public sealed record KeyDateFigure(DateOnly? DueOn, DateOnly? On, bool IsRequired, int DueSoonWorkingDays, DateOnly? Until)
{
    /// <summary>Where it stands on a day.</summary>
    public KeyDateState StateOn(DateOnly today, WorkingDays calendar) => IsRequired
        ? KeyDateStandings.StateOn(Until < today ? Until.Value : today, DueOn, On, DueSoonWorkingDays, calendar)
        : KeyDateState.NotRequired;
}

/// <summary>Why a key date was missed.</summary>
/// <param name="Reason">One of <see cref="Codes.BreachReasons"/>.</param>
/// <param name="IsProposed">The hub proposes it; nobody has recorded one.</param>
public sealed record BreachFigure(KeyDate KeyDate, string Reason, bool IsProposed);

/// <summary>What reports know of one case: days and codes, nobody's name, and nothing that depends on the clock.</summary>
public sealed record CaseFigures
{
    /// <summary>Three digits.</summary>
    public required string Council { get; init; }

    /// <summary>ODS code of the provider whose turn it is.</summary>
    public required string Provider { get; init; }

    /// <summary>Names the team without naming its manager; null when nobody said who that is.</summary>
    public string? Team { get; init; }

    /// <summary>Day 0.</summary>
    public required DateOnly DayZero { get; init; }

    /// <summary>Which way the Initial Health Assessment took; of one that was missed before care ended, the way before that.</summary>
    public required string Pathway { get; init; }

    /// <summary>A Care Entry Health Assessment was signed off in its place; it is none.</summary>
    public bool IsReplacedByCeha { get; init; }

    /// <summary>The five, in order.</summary>
    public required IReadOnlyList<KeyDateFigure> KeyDates { get; init; }

    /// <summary>The last reason that was recorded for each key date, or else the one that is proposed.</summary>
    public IReadOnlyList<BreachFigure> Breaches { get; init; } = [];

    /// <summary>The day care ended; null while it goes on.</summary>
    public DateOnly? CeasedOn { get; init; }

    /// <summary>Whether care had begun by the end of a day and not ended.</summary>
    public bool IsOpenOn(DateOnly day) => DayZero <= day && !(CeasedOn <= day);

    /// <summary>By the legal status as it stands, the child is on short breaks.</summary>
    public bool IsOnShortBreaks { get; init; }

    /// <summary>The reviews in order, the next one that is planned among them unless one is open.</summary>
    public IReadOnlyList<ReviewFigure> Reviews { get; init; } = [];

    /// <summary>What is wanting whatever the day: some of <see cref="DataProblems"/>; empty once care ended.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>The day of the first appointment that is still booked.</summary>
    public DateOnly? BookedFor { get; init; }

    /// <summary>The day on which the first returned document came that the council has not collected.</summary>
    public DateOnly? UncollectedSince { get; init; }

    /// <summary>What is wanting on a day; nothing of a case that is closed.</summary>
    public IReadOnlyList<string> ProblemsOn(DateOnly today) => CeasedOn is not null ? [] :
    [
        .. Problems,
        .. BookedFor < today ? new[] { DataProblems.AppointmentWithoutOutcome } : [],
        .. UncollectedSince < today ? new[] { DataProblems.DocumentsNotCollected } : [],
    ];

    /// <summary>When a key date was met; null while it isn't.</summary>
    public DateOnly? MetOn(KeyDate keyDate) => this[keyDate].On;

    /// <summary>A key date.</summary>
    public KeyDateFigure this[KeyDate keyDate] => KeyDates[(int)keyDate - 1];

    /// <summary>The figures of a case, by its facts.</summary>
    /// <param name="teamOf">Names a team by the e-mail address of its manager.</param>
    public static CaseFigures Of(CaseState state, Policy policy, WorkingDays calendar, Func<string, string> teamOf)
    {
        var standings = KeyDateStandings.On(state.DayZero, state, policy, calendar);
        var isRequired = standings[^1].State != KeyDateState.NotRequired;
        return new CaseFigures
        {
            Council = state.Header.LocalAuthority,
            Provider = state.HealthProvider,
            Team = state.ContactFor(Codes.ContactRoles.TeamManager)?.Email is { } manager ? teamOf(manager) : null,
            DayZero = state.DayZero,
            Pathway = Pathways.Pathway.Of(isRequired ? state with { Ceased = null } : state, policy).Name,
            IsReplacedByCeha = !isRequired && Ceha.Of(state, policy)?.Stage == CehaStage.SignedOff,
            KeyDates =
            [
                .. standings.Select(standing => new KeyDateFigure(
                    standing.DueOn, standing.On, standing.State != KeyDateState.NotRequired, policy.For(standing.KeyDate).DueSoonWorkingDays, standing.Until)),
            ],
            Breaches = BreachesOf(state, policy, calendar),
            CeasedOn = state.Ceased?.On,
            IsOnShortBreaks = Codes.Ssda903.ShortBreaks.Contains(state.Care.LegalStatus ?? ""),
            Reviews = [.. ReviewCycle.Known(state, policy).Select(review => ReviewOf(review, state, policy))],
            Problems = state.IsOpen ? DataProblems.Of(state, policy) : [],
            BookedFor = state.IsOpen ? DataProblems.BookedFor(state) : null,
            UncollectedSince = state.IsOpen ? DataProblems.UncollectedSince(state) : null,
        };
    }

    private static ReviewFigure ReviewOf(Review review, CaseState state, Policy policy) =>
        new(review.Number, review.DueOn, KeyDateStandings.MetOn(state, KeyDate.SummaryAndPlanReturned, policy, review.Number), review.Outcome);

    private static List<BreachFigure> BreachesOf(CaseState state, Policy policy, WorkingDays calendar)
    {
        var recorded = state.BreachReasons
            .Where(breach => KeyDateNames.TryParse(breach.KeyDate, out _))
            .GroupBy(breach => breach.KeyDate)
            .Select(said => new BreachFigure(KeyDateNames.TryParse(said.Key, out var keyDate) ? keyDate : default, said.Last().Reason, false))
            .OrderBy(breach => breach.KeyDate).ToList();
        if (KeyDateStandings.IsBackdated(state, policy, calendar) && !recorded.Exists(breach => breach.KeyDate == KeyDate.HealthNotified))
        {
            recorded.Insert(0, new BreachFigure(KeyDate.HealthNotified, Codes.BreachReasons.BackdatedStatus, true));
        }

        return recorded;
    }
}
