using IntegrationHub.Contracts.Problems;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;

namespace IntegrationHub.Domain.Notifications;

/// <summary>Decides what a notification adds to a case: the one it opens, or the one it follows up.</summary>
public static class AcceptNotification
{
    public static Decision Decide(CaseState state, Notification notification)
    {
        var begins = notification.Facts.OfType<BecameLookedAfter>().FirstOrDefault();
        if (begins is null && !state.IsOpen)
        {
            return Decision.Refuse(
                RefusalKind.NotFound, ProblemCodes.ChildNotKnown,
                "No open case is known for this subject. Send uk.lac.became-looked-after.v1 first.");
        }

        var facts = begins is not null && state.Exists ? Again(state, begins, notification) : notification.Facts;
        return Contradictions(state, begins, facts) is { Count: > 0 } faults
            ? Decision.Refuse(new Refusal(RefusalKind.Invalid, ProblemCodes.InvalidNotification, "The notification contradicts what is already recorded.", faults))
            : Decision.Record([.. facts.Select(data => new NewFact(notification.Time, data))]);
    }

    /// <summary>The same child again while a case is open is the same case; what differs corrects it.</summary>
    private static IReadOnlyList<FactData> Again(CaseState state, BecameLookedAfter told, Notification notification)
    {
        var same = state.Child.CorrectedBy(told.Child) == state.Child
            && state.Care.CorrectedBy(told.Care) == state.Care
            && told.Contacts.All(state.Contacts.Contains);
        return
        [
            same ? new NotificationRepeated() : new DetailsCorrected(told.Child, told.Care, told.Contacts),
            .. notification.Facts.Where(data => data is ConsentRecorded consent && consent != AsRecorded(state) && SaysMore(state, consent)),
        ];
    }

    /// <summary>A case system that sends its notification again with the consent block of the first day takes no consent back.</summary>
    private static bool SaysMore(CaseState state, ConsentRecorded consent) =>
        consent.Status != ConsentStatuses.NotYetGiven || state.Consent.Status == ConsentStatuses.NotYetGiven;

    private static ConsentRecorded AsRecorded(CaseState state) => new(state.Consent.Status, state.Consent.GivenBy, state.Consent.On);

    private static List<Fault> Contradictions(CaseState state, BecameLookedAfter? told, IReadOnlyList<FactData> facts)
    {
        var faults = new List<Fault>();
        var child = facts.OfType<DetailsCorrected>().Aggregate(state.Child, (known, data) => data.Child is null ? known : known.CorrectedBy(data.Child));
        var care = facts.OfType<DetailsCorrected>().Aggregate(state.Care, (known, data) => data.Care is null ? known : known.CorrectedBy(data.Care));
        if (child.DateOfBirth > care.BecameLookedAfterOn)
        {
            faults.Add(new("/data", FaultCodes.BornAfterCareStart, "With this correction the date of birth would lie after the day care began."));
        }

        if (told is not null && state.Exists && told.HealthProvider != state.HealthProvider)
        {
            faults.Add(new("/data/healthProvider", FaultCodes.ProviderDiffers, "The child's open case was referred to another provider, which this message can't change."));
        }

        if (facts.OfType<PaperworkCompleted>().Any(papers => papers.On < child.DateOfBirth))
        {
            faults.Add(new("/data/on", FaultCodes.DateTooEarly, "Lies before the child was born."));
        }

        if (facts.OfType<ConsentRecorded>().Any(consent => consent.On < child.DateOfBirth))
        {
            faults.Add(new("/data/consent/on", FaultCodes.DateTooEarly, "Lies before the child was born."));
        }

        if (facts.OfType<CeasedToBeLookedAfter>().Any(ceased => ceased.On < care.BecameLookedAfterOn))
        {
            faults.Add(new("/data/on", FaultCodes.CeasedBeforeStart, "Care can't have ended before it began."));
        }

        return faults;
    }
}
