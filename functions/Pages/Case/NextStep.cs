using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.KeyDates;
using IntegrationHub.Domain.Policies;

namespace IntegrationHub.Functions.Pages.Case;

/// <summary>What somebody has to do next.</summary>
/// <param name="IsCouncil">True for social care, false for the health team.</param>
/// <param name="Who">In words.</param>
/// <param name="What">A short order.</param>
public sealed record NextStep(bool IsCouncil, string Who, string What)
{
    private const string SocialCare = "Social care";
    private const string HealthTeam = "Health team";

    /// <summary>Everything that a case waits for, in the order in which it is done; nothing when it waits for nobody.</summary>
    public static IReadOnlyList<NextStep> Of(CaseState state, Policy policy, DateTimeOffset now)
    {
        var referral = CaseStatus.WorkedOn(state, policy);
        List<NextStep> steps = [.. ByStatus(CaseStatus.Of(state, policy, referral), state, referral, now)];
        steps.InsertRange(steps is [{ IsCouncil: true }] ? 1 : 0, ByTask(CaseStatus.TaskStatus(state, policy, referral)));
        if (state.Documents.Any(document => DocumentKinds.FromHealth.Contains(document.Document.Kind) && document.CollectedAt is null && !state.IsReplaced(document.Document.DocumentId)))
        {
            steps.Add(new NextStep(true, SocialCare, "Collect the returned documents"));
        }

        return steps;
    }

    /// <summary>The papers that aren't here.</summary>
    public static IReadOnlyList<string> MissingPapers(CaseState state) => KeyDateStandings.PaperworkOn(state) is not null ? [] :
    [
        .. new[] { DocumentKinds.ConsentForm, DocumentKinds.PartA }.Where(kind => state.FirstDocument(kind) is null).Select(Words.Document),
    ];

    private static IEnumerable<NextStep> ByStatus(string status, CaseState state, ReferralState referral, DateTimeOffset now)
    {
        NextStep? step = status switch
        {
            CaseStatus.AwaitingConsent => new(true, SocialCare, "Record valid consent"),
            CaseStatus.AwaitingPaperwork => new(true, SocialCare, $"Send the papers: {string.Join(" and ", MissingPapers(state))}"),
            CaseStatus.Rejected => new(true, SocialCare, "Name another provider"),
            CaseStatus.CehaOffered => new(true, SocialCare, "Agree to a Care Entry Health Assessment"),
            CaseStatus.AwaitingAppointment => new(false, HealthTeam, "Book an appointment"),
            CaseStatus.AppointmentBooked => new(false, HealthTeam, BookedWords(state, referral, now)),
            CaseStatus.AwaitingReturn => new(false, HealthTeam, $"Return: {string.Join(" and ", MissingDocuments(state, referral.Review))}"),
            CaseStatus.CehaAgreed => new(false, HealthTeam, "Return the Care Entry Health Assessment summary"),
            CaseStatus.AwaitingSignOff => new(false, "Designated doctor", "Sign the Care Entry Health Assessment off"),
            _ => null,
        };
        return step is null ? [] : [step];
    }

    private static IEnumerable<NextStep> ByTask(string taskStatus) => taskStatus switch
    {
        TaskStatuses.Requested => [new(false, HealthTeam, "Receive the referral")],
        TaskStatuses.Received => [new(false, HealthTeam, "Accept or reject the referral")],
        _ => [],
    };

    private static string BookedWords(CaseState state, ReferralState referral, DateTimeOffset now)
    {
        var booked = state.Appointments.LastOrDefault(appointment => appointment.Status == AppointmentStatuses.Booked && appointment.Referral == referral.Number);
        return booked?.Start is not { } start ? "See the child"
            : start < now ? "Say whether the child was seen"
            : $"See the child on {DateWords.Of(LondonTime.DateOf(start))}";
    }

    /// <summary>The documents of an assessment that aren't back.</summary>
    public static IReadOnlyList<string> MissingDocuments(CaseState state, int review) =>
    [
        .. new[] { review == 0 ? DocumentKinds.IhaSummary : DocumentKinds.RhaSummary, DocumentKinds.HealthCarePlan }
            .Where(kind => state.FirstDocument(kind, review) is null).Select(kind => kind == DocumentKinds.HealthCarePlan ? "health care plan" : "summary"),
    ];
}
