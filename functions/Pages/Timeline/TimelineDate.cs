using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.KeyDates;

namespace IntegrationHub.Functions.Pages.Timeline;

/// <summary>One of the five key dates as a page shows it.</summary>
public sealed record TimelineDate(KeyDate KeyDate, KeyDateState State, DateOnly? DueOn, DateOnly? On, int WorkingDaysLate)
{
    public string Name => Words.KeyDateName(KeyDate);

    /// <summary>The state in one or two words.</summary>
    public string StateWords => State switch
    {
        KeyDateState.Met => "Done",
        KeyDateState.MetLate => "Done late",
        KeyDateState.Waiting => "Waiting",
        KeyDateState.DueSoon => "Due soon",
        KeyDateState.Overdue => "Overdue",
        _ => "Not required",
    };

    /// <summary>Everything that the shape and its colour say, and the dates.</summary>
    public string Sentence => State switch
    {
        KeyDateState.Met => $"{Name}: done{OnWords}",
        KeyDateState.MetLate => $"{Name}: done late{OnWords}, {Words.WorkingDays(WorkingDaysLate)} late",
        KeyDateState.NotRequired => $"{Name}: not required",
        KeyDateState.Overdue => $"{Name}: overdue, was due {DateWords.Of(DueOn!.Value)}, {Words.WorkingDays(WorkingDaysLate)} late",
        KeyDateState.DueSoon => $"{Name}: due soon, {DateWords.Of(DueOn!.Value)}",
        _ => $"{Name}: waiting, due {DateWords.Of(DueOn!.Value)}",
    };

    /// <summary>Part of the name of its style.</summary>
    public string Style => State.Name();

    private string OnWords => On is { } on ? $" {DateWords.Of(on)}" : "";

    public static TimelineDate Of(KeyDateStanding standing) => new(standing.KeyDate, standing.State, standing.DueOn, standing.On, standing.WorkingDaysLate);
}
