using IntegrationHub.Contracts.Problems;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.Pathways;
using IntegrationHub.Domain.Policies;
using IntegrationHub.Domain.Referrals;

namespace IntegrationHub.Domain.Notifications;

/// <summary>
/// Decides what a notification adds to a case: the one it opens, or the one it follows up. A closed case takes what is learnt late too: a corrected end,
/// breach reasons, facts of before. It stays closed, and nothing is asked of anybody, unless its end is withdrawn.
/// </summary>
public static class AcceptNotification
{
    public static Decision Decide(CaseState state, Notification notification, Policy policy)
    {
        var begins = notification.Facts.OfType<BecameLookedAfter>().FirstOrDefault();
        if (begins is null && !state.Exists)
        {
            return Decision.Refuse(
                RefusalKind.NotFound, ProblemCodes.ChildNotKnown,
                "No case is known for this subject. Send uk.lac.became-looked-after.v1 first.");
        }

        var facts = begins is not null && state.Exists ? Again(state, begins, notification) : [.. notification.Facts.SelectMany(data => Decided(state, data, notification.Time, policy))];
        return Contradictions(state, begins, facts, policy) is { Count: > 0 } faults
            ? Decision.Refuse(new Refusal(RefusalKind.Invalid, ProblemCodes.InvalidNotification, "The notification contradicts what is already recorded.", faults))
            : Decision.Record([.. facts.Select(data => new NewFact(notification.Time, data))]);
    }

    /// <summary>What a message that asks for something comes to; what it only tells stays as it is.</summary>
    private static IEnumerable<FactData> Decided(CaseState state, FactData data, DateTimeOffset told, Policy policy) => data switch
    {
        ReferralRaised asked => [ProviderChanged(state, asked.Provider, policy)],
        PlacementChanged moved => [moved, .. Moved(state, moved, told, policy)],
        _ => [data],
    };

    /// <summary>Naming the provider who has the referral already changes nothing, unless that one rejected it.</summary>
    private static FactData ProviderChanged(CaseState state, string provider, Policy policy)
    {
        var referral = CaseStatus.WorkedOn(state, policy);
        return provider == referral.Provider && provider == state.HealthProvider && CaseStatus.TaskStatus(state, policy, referral) != TaskStatuses.Rejected
            ? new NotificationRepeated()
            : Routing.Raise(state, referral.Review, provider, ReferralReasons.ProviderChanged);
    }

    /// <summary>A move that was overtaken by a later one is history: the child doesn't live there any more.</summary>
    private static IEnumerable<FactData> Moved(CaseState state, PlacementChanged moved, DateTimeOffset told, Policy policy) =>
        !(state.PlacedAt > told) && Routing.AfterMove(state, state with { Care = state.Care with { Placement = moved.Placement } }, policy) is { } raised ? [raised] : [];

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

    private static List<Fault> Contradictions(CaseState state, BecameLookedAfter? told, IReadOnlyList<FactData> facts, Policy policy)
    {
        var faults = new List<Fault>();
        var child = facts.OfType<DetailsCorrected>().Aggregate(state.Child, (known, data) => data.Child is null ? known : known.CorrectedBy(data.Child));
        var care = facts.OfType<DetailsCorrected>().Aggregate(state.Care, (known, data) => data.Care is null ? known : known.CorrectedBy(data.Care));
        if (child.DateOfBirth > care.BecameLookedAfterOn)
        {
            faults.Add(new("/data", FaultCodes.BornAfterCareStart, "With this correction the date of birth would lie after the day care began."));
        }

        if (facts.OfType<ReferralRaised>().Any(raised => raised.Reason == ReferralReasons.ProviderChanged)
            && CaseStatus.TaskStatus(state, policy, CaseStatus.WorkedOn(state, policy)) is TaskStatuses.Completed or TaskStatuses.Cancelled)
        {
            faults.Add(new("/data/healthProvider", FaultCodes.ReferralNotOpen, "The referral has ended: no other provider can be asked."));
        }

        // A case system that sends the first day's notification again names the provider who was asked then.
        if (told is not null && state.Exists && state.Referrals.All(referral => referral.Provider != told.HealthProvider))
        {
            faults.Add(new("/data/healthProvider", FaultCodes.ProviderDiffers, "The child's open case was referred to another provider. Send uk.lac.provider-changed.v1 to ask this one instead."));
        }

        if (facts.OfType<PaperworkCompleted>().Any(papers => papers.On < child.DateOfBirth))
        {
            faults.Add(new("/data/on", FaultCodes.DateTooEarly, "Lies before the child was born."));
        }

        if (facts.OfType<CehaAgreed>().Any() && Ceha.Of(state, policy) is null)
        {
            faults.Add(new("/data", FaultCodes.CehaNotOffered, "No Care Entry Health Assessment is offered: the assessment was not declined often enough, or was returned."));
        }

        if (facts.OfType<CareEndWithdrawn>().Any() && state.Ceased is null)
        {
            faults.Add(new("/data", FaultCodes.CareNotEnded, "Care has not ended: there is nothing to withdraw."));
        }

        if (facts.OfType<EarlierAssessmentRecorded>().Any(earlier => earlier.On >= state.DayZero))
        {
            faults.Add(new("/data/on", FaultCodes.NotEarlier, "Must lie before the day care began."));
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
