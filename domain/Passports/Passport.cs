using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.Policies;

namespace IntegrationHub.Domain.Passports;

/// <summary>
/// When a young person's health passport is issued: some months before the 18th birthday, and again whenever an assessment comes back after that.
/// Never once care has ended, and never from the 18th birthday on: the council's duty is then another one.
/// </summary>
public static class Passport
{
    private const int Adult = 18;

    /// <summary>
    /// The next day on which a passport has to be issued; null when none is called for. It follows from the facts alone and may lie in the past: then
    /// the passport is overdue.
    /// </summary>
    public static DateOnly? DueOn(CaseState state, Policy policy)
    {
        // A child on short breaks lives at home: the hub holds no health history to hand on (SI 2010/959, regulation 48).
        if (!state.IsOpen || Ssda903.ShortBreaks.Contains(state.Care.LegalStatus ?? "") || EighteenthBirthday(state) is not { } birthday)
        {
            return null;
        }

        var first = birthday.AddMonths(-policy.PassportMonthsBefore18);
        var due = Issued(state) is { } issued && LondonTime.DateOf(issued.ReceivedAt) >= first
            ? ReturnedSince(state, issued)
            : Later(first, LondonTime.DateOf(state.NotifiedAt!.Value));
        return due < birthday ? due : null;
    }

    /// <summary>True on a day on which a passport has to be issued, or should have been.</summary>
    public static bool IsDue(CaseState state, DateOnly today, Policy policy) =>
        DueOn(state, policy) is { } due && due <= today && today < EighteenthBirthday(state);

    /// <summary>
    /// The moment as of which a passport that is due is written. It follows from the facts alone, so that a second attempt writes the same: the start
    /// of the day it is due, or when the hub learnt the last thing in it.
    /// </summary>
    /// <param name="lastLearnt">When the hub learnt the last fact that a passport can show, UTC.</param>
    public static DateTimeOffset AsOf(DateOnly due, DateTimeOffset lastLearnt)
    {
        var start = LondonTime.StartOf(due);
        return start > lastLearnt ? start : lastLearnt;
    }

    /// <summary>The passport that was issued last; null before the first.</summary>
    public static DocumentState? Issued(CaseState state) => state.Documents.LastOrDefault(document => document.Document.Kind == DocumentKinds.HealthPassport);

    /// <summary>The 18th birthday; null while the date of birth is unknown. Who was born on 29 February comes of age on 1 March (English law).</summary>
    public static DateOnly? EighteenthBirthday(CaseState state) => state.Child.DateOfBirth switch
    {
        { Month: 2, Day: 29 } leap => new DateOnly(leap.Year + Adult, 3, 1),
        var born => born?.AddYears(Adult),
    };

    /// <summary>The day on which the last document of a whole assessment came back since a passport was issued; null when none did.</summary>
    private static DateOnly? ReturnedSince(CaseState state, DocumentState issued) => state.Documents
        .Select(document => CameBackAt(state, document))
        .Where(back => back > issued.ReceivedAt)
        .Max() is { } last ? LondonTime.DateOf(last) : null;

    /// <summary>
    /// When a returned document is part of a whole assessment: a summary without its plan is half of one, a Care Entry Health Assessment is none before
    /// its sign-off. Null for these, and for what the health team did not return.
    /// </summary>
    private static DateTimeOffset? CameBackAt(CaseState state, DocumentState document)
    {
        var review = state.ReviewOf(document.Document.Referral);
        var summary = review == 0 ? DocumentKinds.IhaSummary : DocumentKinds.RhaSummary;
        return document.Document.Kind switch
        {
            DocumentKinds.CehaSummary => state.CehaSignOff?.At is { } signed ? Later(signed, document.ReceivedAt) : null,
            var kind when !DocumentKinds.FromHealth.Contains(kind) => null,
            _ => state.FirstDocument(summary, review) is null || state.FirstDocument(DocumentKinds.HealthCarePlan, review) is null ? null : document.ReceivedAt,
        };
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private static DateOnly Later(DateOnly one, DateOnly other) => one > other ? one : other;
}
