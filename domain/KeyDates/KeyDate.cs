namespace IntegrationHub.Domain.KeyDates;

/// <summary>The five key dates, in order.</summary>
public enum KeyDate
{
    /// <summary>1: the day care began; day 0.</summary>
    BecameLookedAfter = 1,

    /// <summary>2: the hub accepted the notification.</summary>
    HealthNotified,

    /// <summary>3: valid consent is recorded and the papers are here.</summary>
    ConsentAndPaperworkReceived,

    /// <summary>4: an appointment was kept.</summary>
    AssessmentAttended,

    /// <summary>5: both the summary and the health care plan are back with social care; statutory.</summary>
    SummaryAndPlanReturned,
}

/// <summary>Where a key date stands today.</summary>
public enum KeyDateState
{
    Met,
    MetLate,
    Waiting,
    DueSoon,
    Overdue,
    NotRequired,
}

/// <summary>The names of key dates and their states in messages.</summary>
public static class KeyDateNames
{
    private static readonly (KeyDate KeyDate, string Name)[] Names =
    [
        (KeyDate.BecameLookedAfter, "became-looked-after"),
        (KeyDate.HealthNotified, "health-notified"),
        (KeyDate.ConsentAndPaperworkReceived, "consent-and-paperwork-received"),
        (KeyDate.AssessmentAttended, "assessment-attended"),
        (KeyDate.SummaryAndPlanReturned, "summary-and-plan-returned"),
    ];

    public static IReadOnlyList<string> All { get; } = [.. Names.Select(pair => pair.Name)];

    public static string Name(this KeyDate keyDate) => Names[(int)keyDate - 1].Name;

    public static string Name(this KeyDateState state) => state switch
    {
        KeyDateState.Met => "met",
        KeyDateState.MetLate => "met-late",
        KeyDateState.Waiting => "waiting",
        KeyDateState.DueSoon => "due-soon",
        KeyDateState.Overdue => "overdue",
        KeyDateState.NotRequired => "not-required",
        _ => throw new ArgumentOutOfRangeException(nameof(state)),
    };

    public static bool TryParse(string? name, out KeyDate keyDate)
    {
        var found = Array.FindIndex(Names, pair => pair.Name == name);
        keyDate = found < 0 ? default : Names[found].KeyDate;
        return found >= 0;
    }
}
