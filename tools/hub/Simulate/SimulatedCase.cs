using IntegrationHub.Tools.Hub.Demo;
using IntegrationHub.Tools.Hub.Local;

namespace IntegrationHub.Tools.Hub.Simulate;

/// <param name="Number">1 for the one that the notification raised, then in the order in which they were raised.</param>
/// <param name="Review">0 for the IHA, n for the n-th review.</param>
/// <param name="Provider">Who is asked.</param>
internal sealed record Referral(int Number, int Review, string Provider);

/// <summary>One child of the year: the story that was planned, what the hub was told of it, and what must follow from that.</summary>
internal sealed class SimulatedCase(DemoChild child)
{
    private readonly List<string> story = [];
    private readonly List<Referral> referrals = [];

    public DemoChild Child { get; set; } = child;
    public Known Known { get; } = new();
    public ExpectedAlerts Alerts { get; } = new();

    /// <summary>Every pathway that the case was on in its time.</summary>
    public HashSet<string> Pathways { get; } = [];

    /// <summary>The hub's ids of appointments and documents, by the names that the story gives them.</summary>
    public Dictionary<string, string> AppointmentIds { get; } = [];
    /// <inheritdoc cref="AppointmentIds"/>
    public Dictionary<string, string> DocumentIds { get; } = [];

    /// <summary>Null until the hub has taken the notification.</summary>
    public string? CaseId { get; set; }

    /// <summary>The latest referral of the IHA (0) or of the n-th review.</summary>
    public Referral ReferralOf(int review) => referrals.Last(referral => referral.Review == review);

    /// <summary>Its id in FHIR.</summary>
    public string FhirIdOf(Referral referral) => referral.Number == 1 ? CaseId! : $"{CaseId}.r{referral.Number}";

    /// <summary>What was told, in order, with dates: to be read by a person when something doesn't agree.</summary>
    public IReadOnlyList<string> Story => story;

    /// <summary>What is done when the referral of a review is raised: the rest of the story, which has no dates before that.</summary>
    public Action<int, DateOnly> OnReview { get; set; } = static (_, _) => { };

    /// <summary>The hub accepted it.</summary>
    public void Learn(Happening happening, DateOnly today)
    {
        story.Add($"{Json.Date(today)} {happening}");
        var wasShortBreak = Known.IsShortBreak;
        Known.Apply(happening, today);
        if (happening is Notified or ProviderChanged)
            referrals.Add(new(referrals.Count + 1, 0, Known.Provider));
        Pathways.Add(Expected.Pathway(Known));
        // Also the end of a short break may be told late: its clock begins with it.
        Alerts.Look(Known, today, happening is Notified || (wasShortBreak && !Known.IsShortBreak));
    }

    /// <summary>The hub looked at all cases.</summary>
    public void Sweep(DateOnly today)
    {
        if (CaseId is null)
            return;
        RaiseReview(today);
        Alerts.Look(Known, today, isArrival: false);
    }

    private void RaiseReview(DateOnly today)
    {
        if (ExpectedReviews.ToRaise(Known, today) is not { } next)
            return;
        Known.ReviewsRaised[next.Number] = today;
        referrals.Add(new(referrals.Count + 1, next.Number, Known.Provider));
        story.Add($"{Json.Date(today)} (the referral of review {next.Number} is raised)");
        OnReview(next.Number, today);
    }
}
