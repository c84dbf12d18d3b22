namespace IntegrationHub.Tools.Hub.Simulate;

/// <summary>One review as the re-computation has it.</summary>
/// <param name="Number">1, 2, ...</param>
/// <param name="Due">When both documents have to be back.</param>
/// <param name="RaiseOn">56 days before.</param>
/// <param name="RaisedOn">When a sweep raised its referral; null while it is planned.</param>
/// <param name="Outcome">The code in messages.</param>
public sealed record ExpectedReview(int Number, DateOnly Due, DateOnly RaiseOn, DateOnly? RaisedOn, string Outcome);

/// <summary>The cycle of reviews, from the rules on paper.</summary>
public static class ExpectedReviews
{
    private const int LeadDays = 56;

    /// <summary>Working days before the review's due date on which its key date 1 to 5 is due; the first isn't.</summary>
    private static readonly int[] Ahead = [20, 18, 15, 5, 0];

    /// <summary>Those that were raised, and the next one.</summary>
    public static List<ExpectedReview> Of(Known known)
    {
        var reviews = new List<ExpectedReview>();
        for (var basis = FirstBasis(known); basis is { } from;)
        {
            var (number, due) = (reviews.Count + 1, DueAfter(from, known.Born));
            var isRaised = known.ReviewsRaised.ContainsKey(number);
            var isPassed = RaisedAfter(known, number) is not null;
            if (!isRaised && !isPassed && (known.CeasedOn is not null || known.IsShortBreak || due >= known.Born.AddYears(18)))
                break;
            var outcome = isRaised ? Outcome(known, number) : isPassed ? "missed" : "planned";
            reviews.Add(new(number, due, due.AddDays(-LeadDays), isRaised ? known.ReviewsRaised[number] : null, outcome));
            basis = outcome == "planned" ? null : outcome == "done" ? Attended(known, number) ?? Expected.Returned(known, number) : due;
        }
        return reviews;
    }

    /// <summary>The review to be raised on a day, of several that are late the last; null when there is none.</summary>
    public static ExpectedReview? ToRaise(Known known, DateOnly today)
    {
        if (Of(known) is not [.., { Outcome: "planned" } next] || next.RaiseOn > today)
            return null;
        for (var due = DueAfter(next.Due, known.Born); due.AddDays(-LeadDays) <= today && due < known.Born.AddYears(18); due = DueAfter(due, known.Born))
            next = next with { Number = next.Number + 1, Due = due, RaiseOn = due.AddDays(-LeadDays) };
        return next;
    }

    private static DateOnly? RaisedAfter(Known known, int number) =>
        known.ReviewsRaised.Where(raised => raised.Key > number).Select(raised => (DateOnly?)raised.Value).Min();

    /// <summary>The five key dates of a review. One that was missed grows no later once the next one is raised.</summary>
    public static ExpectedDate[] Dates(Known known, ExpectedReview review, DateOnly today)
    {
        var asOf = review.Outcome == "missed" ? RaisedAfter(known, review.Number)!.Value : today;
        return [.. Enumerable.Range(1, 5).Select(number => number == 4 && Met(known, review, 4) is null && Expected.Returned(known, review.Number) is { } back
            ? Expected.Unrecorded(Due(review, 4), back, known.CeasedOn, asOf)
            : Expected.Judge(Due(review, number), Met(known, review, number), review.Outcome is "refused" or "ended", known.CeasedOn, asOf))];
    }

    public static DateOnly Due(ExpectedReview review, int number) => OwnCalendar.Plus(review.Due, -Ahead[number - 1]);

    public static DateOnly? Met(Known known, ExpectedReview review, int number) => number switch
    {
        _ when review.RaisedOn is null => null,
        1 => known.DayZero,
        2 => review.RaisedOn,
        3 => ConsentedOn(known, review) is not { } consented ? null : consented > review.RaisedOn ? consented : review.RaisedOn,
        4 => Attended(known, review.Number),
        _ => Expected.Returned(known, review.Number),
    };

    private static DateOnly? ConsentedOn(Known known, ExpectedReview review)
    {
        var done = new[] { Attended(known, review.Number), Expected.Returned(known, review.Number) }.Min();
        return Expected.ConsentedOn(known, done, new[] { known.CeasedOn, RaisedAfter(known, review.Number) }.Min(), isRenewed: true);
    }

    private static DateOnly? Attended(Known known, int number) => Expected.KeptOn(known, number)
        ?? known.Documents.FirstOrDefault(one => one.Document.Review == number && one.Document.Kind == "rha-summary").Document?.AssessedOn;

    /// <summary>Six months on if that is before the fifth birthday, else twelve. Born on 29 February: the birthday is 1 March in a common year.</summary>
    public static DateOnly DueAfter(DateOnly basis, DateOnly born)
    {
        var fifth = born is { Month: 2, Day: 29 } ? new DateOnly(born.Year + 5, 3, 1) : born.AddYears(5);
        return basis.AddMonths(6) < fifth ? basis.AddMonths(6) : basis.AddMonths(12);
    }

    private static DateOnly? FirstBasis(Known known) =>
        Expected.UsesEarlier(known) ? Expected.CountingEarlier(known)
        : Expected.Returned(known, 0) is { } returned ? Expected.Met(known, 4) ?? returned
        : known.CehaSignedOffOn is null ? null
        : known.Documents.Where(one => one.Document.Kind == "ceha-summary").Select(one => one.Document.AssessedOn ?? one.On).Cast<DateOnly?>().FirstOrDefault();

    private static string Outcome(Known known, int number) =>
        Expected.Returned(known, number) is not null ? "done"
        : Expected.RefusedOn(known, number) is not null ? "refused"
        : RaisedAfter(known, number) is not null ? "missed"
        : known.CeasedOn is not null || known.IsShortBreak ? "ended"
        : "open";
}
