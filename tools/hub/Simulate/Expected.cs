namespace IntegrationHub.Tools.Hub.Simulate;

/// <summary>One key date as the re-computation has it.</summary>
/// <param name="Due">Null where nothing is due.</param>
/// <param name="On">When it was met.</param>
/// <param name="State">The code in messages.</param>
/// <param name="Late">Working days.</param>
public sealed record ExpectedDate(DateOnly? Due, DateOnly? On, string State, int Late);

/// <summary>
/// The five key dates, the pathway and the case's status, from the rules on paper: plain, slow, and without a line of the hub's.
/// </summary>
public static class Expected
{
    /// <summary>Working days after day 0 by which key date 1 to 5 is due.</summary>
    private static readonly int[] Targets = [0, 2, 5, 15, 20];

    public static string Pathway(Known known) =>
        known.IsShortBreak || IsStopped(known) || UsesEarlier(known) ? "not-required"
        : RefusedOn(known, 0) is not null ? "refusal"
        : known.IsInHospital ? "neonatal"
        : known.IsUnaccompanied ? "uasc"
        : known.PlacedIn == "825" ? "clinic"
        : known.Born.AddYears(11) <= known.DayZero && known.IsKnownToPaediatrics != true ? "gp-pool"
        : "host-provider";

    public static string Status(Known known) =>
        known.CeasedOn is not null ? "closed"
        : known.IsShortBreak || UsesEarlier(known) ? "not-required"
        : Returned(known, 0) is not null || known.CehaSignedOffOn is not null ? "completed"
        : RefusedOn(known, 0) is not null ? CehaStatus(known)
        : known.RejectedOn is not null ? "rejected"
        : !ConsentIsValid(known, known.Consents.LastOrDefault()) ? "awaiting-consent"
        : Papers(known, null) is null ? "awaiting-paperwork"
        : Attended(known) is not null ? "awaiting-return"
        : known.Appointments.Values.Any(one => one is { Review: 0, Status: "booked" }) ? "appointment-booked"
        : "awaiting-appointment";

    private static string CehaStatus(Known known) =>
        known.Documents.Exists(one => one.Document.Kind == "ceha-summary") ? "awaiting-sign-off"
        : known.CehaAgreedOn is not null ? "ceha-agreed"
        : "ceha-offered";

    /// <summary>Key date 1 to 5 of the IHA.</summary>
    public static ExpectedDate[] Dates(Known known, DateOnly today) =>
        [.. Enumerable.Range(1, 5).Select(number =>
            number > 1 && known.NeverHadClock ? new(null, null, "not-required", 0)
            : number == 4 && Met(known, 4) is null && Returned(known, 0) is { } back && !IsSpared(known, 4) ? Unrecorded(Due(known, 4), back, known.CeasedOn, today)
            : Judge(Due(known, number), Met(known, number), IsNotRequired(known, number), known.CeasedOn, today))];

    public static DateOnly Due(Known known, int number) => OwnCalendar.Plus(known.DayZero, Targets[number - 1]);

    public static DateOnly? Met(Known known, int number) => number switch
    {
        1 => known.DayZero,
        2 => known.NotifiedOn,
        3 => ConsentAndPapers(known),
        4 => Attended(known),
        _ => Returned(known, 0),
    };

    /// <summary>Also for a review's.</summary>
    /// <param name="due">When it is due.</param>
    /// <param name="on">When it was met; null while it isn't.</param>
    /// <param name="isNotRequired">Nothing is wanted any more.</param>
    /// <param name="stoppedOn">When care ended: what was missed by then stays so, and grows no later.</param>
    /// <param name="today">In London.</param>
    public static ExpectedDate Judge(DateOnly due, DateOnly? on, bool isNotRequired, DateOnly? stoppedOn, DateOnly today)
    {
        if (on is { } met)
            return new(due, met, met <= due ? "met" : "met-late", OwnCalendar.Count(due, met));
        if (isNotRequired)
            return stoppedOn is { } stopped && due < stopped
                ? new(due, null, "overdue", OwnCalendar.Count(due, stopped))
                : new(null, null, "not-required", 0);
        var state = today > due ? "overdue" : today >= OwnCalendar.Plus(due, -1) ? "due-soon" : "waiting";
        return new(due, null, state, OwnCalendar.Count(due, today));
    }

    /// <summary>Both documents are back and no day was given on which the child was seen: it was no later than that, so time stands still for key date 4.</summary>
    public static ExpectedDate Unrecorded(DateOnly due, DateOnly back, DateOnly? stoppedOn, DateOnly today) =>
        Judge(due, null, false, null, new[] { back, stoppedOn ?? today, today }.Min());

    public static bool IsNotRequired(Known known, int number) => known.CeasedOn is not null || IsSpared(known, number);

    /// <summary>Something else stands in for the assessment, or no clock runs.</summary>
    private static bool IsSpared(Known known, int number) =>
        (number >= 3 && (known.IsShortBreak || UsesEarlier(known))) || (number >= 4 && known.CehaSignedOffOn is not null);

    /// <summary>An assessment of the three months before day 0 is used; not for an unaccompanied child, for whom it counts as the assessment.</summary>
    public static bool UsesEarlier(Known known) => !known.IsUnaccompanied && CountingEarlier(known) is not null;

    public static DateOnly? CountingEarlier(Known known) =>
        known.EarlierAssessmentOn is { } on && on < known.DayZero && on >= known.DayZero.AddMonths(-3) ? on : null;

    /// <summary>The day of the second refusal; of a review: since its referral was raised.</summary>
    public static DateOnly? RefusedOn(Known known, int review)
    {
        var ofReview = known.Declines.Where(one => known.ReviewsRaised.Where(raised => raised.Value <= one.LearntOn).Select(raised => raised.Key).DefaultIfEmpty(0).Max() == review).ToList();
        return ofReview.Count < 2 || (review == 0 && DocumentOn(known, 0, "iha-summary") is { } summary && summary <= ofReview[1].LearntOn)
            ? null
            : ofReview[1].On;
    }

    /// <summary>
    /// Both as they stood when the child was seen or the documents were back. What was wanting then counts when it comes, but not after care ended.
    /// </summary>
    private static DateOnly? ConsentAndPapers(Known known)
    {
        var done = new[] { Seen(known), Returned(known, 0), CehaCompleteOn(known) }.Min();
        return ConsentedOn(known, done, known.CeasedOn, isRenewed: false) is { } consented && Papers(known, done) is { } papers ? Later(consented, papers) : null;
    }

    /// <param name="done">When the child was seen or the documents were back: who says otherwise later speaks of the next assessment.</param>
    /// <param name="ended">When nothing was wanted any more.</param>
    /// <param name="isRenewed">Given once more while it holds, it has held since the first time.</param>
    public static DateOnly? ConsentedOn(Known known, DateOnly? done, DateOnly? ended, bool isRenewed)
    {
        DateOnly? since = null;
        foreach (var said in known.Consents.Where(said => ended is null || said.On <= ended))
        {
            var isAfterwards = said.Status == "given" ? said.On > done : said.On >= done;
            if (isAfterwards && since is not null)
                continue;
            if (!ConsentIsValid(known, said))
                since = null;
            else if (!isRenewed || since is null || said.On < since)
                since = said.On;
        }
        return since;
    }

    public static bool ConsentIsValid(Known known, ConsentRecorded? said)
    {
        if (said is not { Status: "given" } consent)
            return false;
        if (known.Born.AddYears(16) <= consent.On)
            return consent.GivenBy == "young-person";
        if (known.IsUnaccompanied)
            return consent.GivenBy is "local-authority" or "young-person";
        var councilShares = known.LegalStatus is "C1" or "C2" or "D1" or "E1" or "L2";
        return consent.GivenBy == "parent" || (councilShares && consent.GivenBy == "local-authority");
    }

    /// <summary>When both documents of an assessment were back.</summary>
    public static DateOnly? Returned(Known known, int review) =>
        DocumentOn(known, review, review == 0 ? "iha-summary" : "rha-summary") is { } summary && DocumentOn(known, review, "health-care-plan") is { } plan
            ? Later(summary, plan)
            : null;

    public static DateOnly? DocumentOn(Known known, int review, string kind)
    {
        var replaced = known.Documents.Select(one => one.Document.Replaces).ToHashSet();
        var standing = known.Documents.Where(one => one.Document.Review == review && one.Document.Kind == kind && !replaced.Contains(one.Document.Id)).ToList();
        return standing.Count == 0 ? null : standing[0].On;
    }

    /// <summary>The first kept appointment of an assessment.</summary>
    public static DateOnly? KeptOn(Known known, int review, DateOnly? before = null)
    {
        var kept = known.Appointments.Values
            .Where(one => one.Review == review && one.Status == "fulfilled")
            .Select(one => OwnCalendar.InLondon(one.Start))
            .Where(on => before is null || on < before)
            .Order().ToList();
        return kept.Count == 0 ? null : kept[0];
    }

    private static DateOnly? Attended(Known known) => Seen(known) ?? (known.IsUnaccompanied ? CountingEarlier(known) : null);

    private static DateOnly? Seen(Known known)
    {
        var summary = known.Documents.FirstOrDefault(one => one.Document is { Review: 0, Kind: "iha-summary" }).Document;
        if (RefusedOn(known, 0) is not { } refused)
            return KeptOn(known, 0) ?? summary?.AssessedOn;
        // After the second refusal a kept appointment is the CEHA's; an IHA that came back after all says itself when it was.
        return summary?.AssessedOn ?? KeptOn(known, 0, refused);
    }

    private static DateOnly? CehaCompleteOn(Known known) => known.CehaSignedOffOn ?? DocumentOn(known, 0, "ceha-summary");

    private static DateOnly? Papers(Known known, DateOnly? done)
    {
        DateOnly? uploaded = known.UploadedOn.TryGetValue("consent-form", out var form) && known.UploadedOn.TryGetValue("part-a", out var partA)
            ? Later(form, partA)
            : null;
        var words = known.PapersCompletedOn.Where(on => known.CeasedOn is null || on <= known.CeasedOn).Cast<DateOnly?>().ToList();
        return (words.LastOrDefault(on => done is null || on <= done) ?? words.FirstOrDefault()) is { } completed && (uploaded is null || completed < uploaded) ? completed : uploaded;
    }

    /// <summary>Care ended before both documents were back.</summary>
    private static bool IsStopped(Known known) => known.CeasedOn is not null && Returned(known, 0) is null;

    private static DateOnly Later(DateOnly one, DateOnly other) => one > other ? one : other;
}
