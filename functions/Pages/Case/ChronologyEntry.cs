using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.KeyDates;
using IntegrationHub.Functions.Calendar;
using IntegrationHub.Functions.Escalations;
using IntegrationHub.Functions.Passports;

namespace IntegrationHub.Functions.Pages.Case;

/// <summary>A line of the chronology.</summary>
/// <param name="At">When the hub learnt it, UTC.</param>
/// <param name="OccurredOn">When it happened, by whoever told.</param>
/// <param name="What">A sentence without names.</param>
/// <param name="Who">The organisation, and who there.</param>
/// <param name="Source">By which message or system it came.</param>
public sealed record ChronologyEntry(int Number, DateTimeOffset At, DateOnly OccurredOn, string What, string Who, string Source)
{
    // What of the hub recorded something, in words; its names stand in the facts.
    private static readonly Dictionary<string, string> PartsOfTheHub = new()
    {
        ["follow-up"] = "What follows from it",
        ["escalation"] = "The escalation ladder",
        [nameof(SweepKeyDates)] = "Daily look at the key dates",
        [nameof(RecountCases)] = "New rules or bank holidays",
        [nameof(IssuePassports)] = "The health passport",
    };

    /// <summary>What people ask about the course of a case; not what became of each notice, which stands with the messages.</summary>
    public static IReadOnlyList<ChronologyEntry> Of(IEnumerable<Fact> facts) =>
    [
        .. facts.Where(fact => fact.Data is not (AlertDelivered or UnknownFact)).Select(fact => new ChronologyEntry(
            fact.Number, fact.RecordedAt, LondonTime.DateOf(fact.OccurredAt), Sentence(fact.Data),
            fact.Origin.Organisation == "hub" ? "The hub" : $"{fact.Origin.Organisation}, {fact.Origin.Actor}",
            fact.Origin.MessageSource is { } source ? $"Message from {Sender(source)}" : fact.Origin.Organisation == "hub" ? PartsOfTheHub.GetValueOrDefault(fact.Origin.Actor) ?? Words.Plain(fact.Origin.Actor) : "Asked directly")),
    ];

    /// <summary>Who sent a message: organisation and system, by a CloudEvents <c>source</c> such as <c>urn:uk:la:825:case-system</c>.</summary>
    public static string Sender(string source) => source.Split(':') is [_, _, _, .. var sender] and not [_, _, _] ? string.Join(", ", sender) : source;

    /// <summary>What a fact says.</summary>
    public static string Sentence(FactData fact) => fact switch
    {
        BecameLookedAfter begun => $"The child became looked after on {DateWords.Of(begun.Care.BecameLookedAfterOn!.Value)}; {begun.HealthProvider} is asked to assess.",
        DetailsCorrected => "Details of the child or of care were corrected.",
        NotificationRepeated => "The same notification came again and says nothing new.",
        PlacementChanged => "The child moved to another placement.",
        LegalStatusChanged changed => $"The legal status is {changed.LegalStatus}.",
        ConsentRecorded consent => Consent(consent),
        PaperworkCompleted papers => $"The papers are complete since {DateWords.Of(papers.On)}, says social care.",
        AssessmentDeclined declined => $"The assessment was declined on {DateWords.Of(declined.On)} by the {declined.By.Replace('-', ' ')}.",
        BreachReasonRecorded reason => $"Reason for a missed date ({KeyDateWords(reason.KeyDate)}): {Words.Plain(reason.Reason).ToLowerInvariant()}.",
        CeasedToBeLookedAfter ceased => $"Care ended on {DateWords.Of(ceased.On)}.",
        CareEndWithdrawn => "Care goes on: its end was recorded by mistake.",
        CehaAgreed agreed => $"The social worker agreed to a Care Entry Health Assessment on {DateWords.Of(agreed.On)}.",
        EarlierAssessmentRecorded earlier => $"An assessment of {DateWords.Of(earlier.On)}, before care began, is known.",
        ReferralRaised raised => $"{raised.Provider} is asked ({Words.Plain(raised.Reason).ToLowerInvariant()}{(raised.Review > 0 ? $", review {raised.Review}" : "")}).",
        ReferralMoved moved => $"The referral is {Words.Task(moved.Status).ToLowerInvariant()}.{Reason(moved)}",
        CehaSignedOff => "The Designated Doctor signed the Care Entry Health Assessment off.",
        AppointmentRecorded appointment => Appointment(appointment),
        DocumentReceived document => $"{Words.Document(document.Kind)} received.",
        CarePlanReceived => "A structured care plan came with the documents.",
        HealthIndicatorRecorded indicator => $"Health indicator: {Words.Plain(indicator.Indicator).ToLowerInvariant()}.",
        DocumentCollected => "Social care collected a document.",
        AlertRaised alert => $"Alert of level {alert.Level}: {KeyDateWords(alert.KeyDate)}.",
        AlertResolved resolved => $"No longer outstanding: {KeyDateWords(resolved.KeyDate)}.",
        AlertAcknowledged => "An alert was acknowledged.",
        _ => "Something that this version of the hub doesn't know.",
    };

    public static string KeyDateWords(string keyDate) => KeyDateNames.TryParse(keyDate, out var known) ? Words.KeyDateName(known).ToLowerInvariant() : Words.Plain(keyDate).ToLowerInvariant();

    private static string Consent(ConsentRecorded consent) => consent.Status switch
    {
        ConsentStatuses.Given => $"Consent given by the {(consent.GivenBy ?? "").Replace('-', ' ')}{(consent.On is { } on ? $" on {DateWords.Of(on)}" : "")}.",
        ConsentStatuses.Refused => "Consent was refused.",
        ConsentStatuses.Withdrawn => "Consent was withdrawn.",
        _ => "Consent is not given yet.",
    };

    private static string Reason(ReferralMoved moved) => (moved.ReasonText ?? moved.ReasonCode) is { Length: > 0 } reason ? $" Reason: {Words.Plain(reason).ToLowerInvariant()}." : "";

    private static string Appointment(AppointmentRecorded appointment)
    {
        var day = appointment.Start is { } start ? $" on {Moment(start)}" : "";
        return appointment.Status switch
        {
            AppointmentStatuses.Booked => $"Appointment booked{day}.",
            AppointmentStatuses.Fulfilled => $"The child was seen{day}.",
            AppointmentStatuses.NoShow => $"The child was not brought to the appointment{day}.",
            AppointmentStatuses.Cancelled => $"The appointment{day} was cancelled.",
            _ => $"An appointment{day} is proposed.",
        };
    }

    /// <summary>Such as <c>27 November 2026 at 14:30</c>, in England.</summary>
    public static string Moment(DateTimeOffset instant) => $"{DateWords.Of(LondonTime.DateOf(instant))} at {LondonTime.TimeOf(instant):HH:mm}";
}
