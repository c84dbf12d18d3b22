using System.Globalization;
using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.KeyDates;
using IntegrationHub.Domain.Pathways;
using IntegrationHub.Domain.Policies;

namespace IntegrationHub.Domain.Reviews;

/// <summary>
/// The reviews of a case (SI 2010/959, regulation 7(3): every six months before the fifth birthday, every twelve months after). It begins when
/// the first assessment is back. Around the fifth birthday: a review is due six months on if that day lies before the birthday, otherwise twelve
/// months on; so no six months before the birthday, and no year after it, passes without one.
/// </summary>
public static class ReviewCycle
{
    private const int Adult = 18;

    private sealed record Basis(DateOnly On, string Words);

    /// <summary>
    /// What lists and reports tell of: all that were referred, in order, and the next one that is planned. While one is open there is no next one yet: when that is due
    /// depends on when the open one is done.
    /// </summary>
    public static IReadOnlyList<Review> Known(CaseState state, Policy policy)
    {
        var reviews = Of(state, policy);
        return reviews.Any(review => review.Outcome == ReviewOutcome.Open) ? [.. reviews.Where(review => review.Outcome != ReviewOutcome.Planned)] : reviews;
    }

    /// <summary>All that were referred, in order, and the next one that is planned: after one that is open, if nobody does that one.</summary>
    public static IReadOnlyList<Review> Of(CaseState state, Policy policy)
    {
        // Those of an earlier clock, before short breaks, keep their numbers.
        var former = state.Former;
        var reviews = former is null ? [] : Of(former, policy).ToList();
        var basis = FirstBasis(state, policy);
        for (var number = 1 + (former?.Referrals.Max(referral => referral.Review) ?? 0); basis is not null; number++)
        {
            var review = Next(state, policy, basis, number);
            if (review is null)
            {
                break;
            }

            reviews.Add(review);
            basis = review.Outcome is ReviewOutcome.Planned or ReviewOutcome.Ended ? null : After(state, policy, review);
        }

        return reviews;
    }

    /// <summary>The review with a number; null when there is none.</summary>
    public static Review? Find(CaseState state, Policy policy, int number) => Of(state, policy).FirstOrDefault(review => review.Number == number);

    /// <summary>The review that comes after one if nobody does that one; null when there is none any more.</summary>
    public static Review? IfMissed(CaseState state, Policy policy, Review review) => Next(state, policy, AfterMissed(review), review.Number + 1);

    /// <summary>When the review after an assessment is due.</summary>
    /// <param name="assessedOn">When the child was seen.</param>
    /// <param name="born">Date of birth; unknown counts as five or older.</param>
    public static DateOnly DueAfter(DateOnly assessedOn, DateOnly? born, ReviewPolicy policy)
    {
        var soon = assessedOn.AddMonths(policy.MonthsBeforeFifthBirthday);
        return IsUnderFive(soon, born) ? soon : assessedOn.AddMonths(policy.MonthsFromFifthBirthday);
    }

    private static bool IsUnderFive(DateOnly day, DateOnly? born) => new ChildDetails { DateOfBirth = born }.AgeOn(day) < 5;

    private static Review? Next(CaseState state, Policy policy, Basis basis, int number)
    {
        var due = DueAfter(basis.On, state.Child.DateOfBirth, policy.Reviews);
        var raiseOn = due.AddDays(-7 * policy.Reviews.LeadTimeWeeks);
        var raised = state.Referrals.FirstOrDefault(referral => referral.Review == number);
        var explanation = Explain(due, basis, state, policy.Reviews);
        if (raised is not null)
        {
            return new Review(number, due, raiseOn, LondonTime.DateOf(raised.RaisedAt!.Value), OutcomeOf(state, policy, number), explanation)
            {
                SupersededOn = KeyDateMet.RaisedAfter(state, number),
            };
        }

        if (KeyDateMet.RaisedAfter(state, number) is { } passedOn)
        {
            return new Review(number, due, raiseOn, null, ReviewOutcome.Missed, explanation) { SupersededOn = passedOn };
        }

        return Runs(state) && !(state.Child.AgeOn(due) >= Adult)
            ? new Review(number, due, raiseOn, null, ReviewOutcome.Planned, explanation)
            : null;
    }

    private static ReviewOutcome OutcomeOf(CaseState state, Policy policy, int number)
    {
        if (KeyDateStandings.MetOn(state, KeyDate.SummaryAndPlanReturned, policy, number) is not null)
        {
            return ReviewOutcome.Done;
        }

        return Refusals.DecidedOn(state, policy, number) is not null ? ReviewOutcome.Refused
            : KeyDateMet.RaisedAfter(state, number) is not null ? ReviewOutcome.Missed
            : Runs(state) ? ReviewOutcome.Open
            : ReviewOutcome.Ended;
    }

    private static bool Runs(CaseState state) => state.IsOpen && !Ssda903.ShortBreaks.Contains(state.Care.LegalStatus ?? "");

    private static Basis? FirstBasis(CaseState state, Policy policy)
    {
        if (!state.Exists)
        {
            return null;
        }

        if (KeyDateStandings.MetOn(state, KeyDate.SummaryAndPlanReturned, policy) is { } returned)
        {
            return new Basis(KeyDateStandings.MetOn(state, KeyDate.AssessmentAttended, policy) ?? returned, "the assessment on");
        }

        return Ceha.Of(state, policy) is { Stage: CehaStage.SignedOff, AssessedOn: { } seen } ? new Basis(seen, "the Care Entry Health Assessment on")
            : Pathway.Of(state, policy).Code == PathwayCode.NotRequired && EarlierAssessment.UsedFrom(state, policy) is { } earlier
                ? new Basis(earlier, "the earlier assessment on")
                : null;
    }

    private static Basis After(CaseState state, Policy policy, Review review) => review.Outcome switch
    {
        ReviewOutcome.Done => new Basis(
            KeyDateStandings.MetOn(state, KeyDate.AssessmentAttended, policy, review.Number)
                ?? KeyDateStandings.MetOn(state, KeyDate.SummaryAndPlanReturned, policy, review.Number)!.Value,
            "the review on"),
        ReviewOutcome.Refused => new Basis(review.DueOn, "the refused review's due date"),
        _ => AfterMissed(review),
    };

    private static Basis AfterMissed(Review review) => new(review.DueOn, "the missed review's due date");

    private static string Explain(DateOnly due, Basis basis, CaseState state, ReviewPolicy policy)
    {
        var underFive = IsUnderFive(due, state.Child.DateOfBirth) && due == basis.On.AddMonths(policy.MonthsBeforeFifthBirthday);
        var months = underFive ? policy.MonthsBeforeFifthBirthday : policy.MonthsFromFifthBirthday;
        var why = underFive ? "this lies before the fifth birthday" : $"{policy.MonthsBeforeFifthBirthday} months on would not lie before the fifth birthday";
        return $"Due {DateWords.Of(due)}: {months.ToString(CultureInfo.InvariantCulture)} months after {basis.Words} {DateWords.Of(basis.On)}; {why}.";
    }
}
