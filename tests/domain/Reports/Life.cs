using FsCheck;
using FsCheck.Fluent;
using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.Policies;
using IntegrationHub.Domain.Reports;
using IntegrationHub.Domain.Tests.Kit;

namespace IntegrationHub.Domain.Tests.Reports;

/// <summary>What happens to a child in care, in days after day 0; null for never. Figures are counted from it a second time, without the hub's code.</summary>
internal sealed record Life(DateOnly DayZero, int Told, int? Returned, int? Ceased, bool ShortBreaks, bool Ceha, int Manager, bool OutOfArea, string? Reason)
{
    private static readonly string[] Reasons = ["clinic-capacity", "did-not-attend", "report-delayed"];

    /// <summary>Within half a year, so that there are several in a month.</summary>
    public static Gen<Life> Any { get; } =
        from start in Gen.Choose(0, 180)
        from told in Gen.Frequency((4, Gen.Choose(0, 2)), (1, Gen.Choose(3, 20)))
        from returned in Perhaps(Gen.Choose(told, 60))
        from ceased in Gen.Frequency((4, Gen.Constant((int?)null)), (1, Gen.Choose(told, 70).Select(days => (int?)days)))
        from kind in Gen.Frequency((8, Gen.Constant(0)), (1, Gen.Constant(1)), (1, Gen.Constant(2)))
        from manager in Gen.Choose(0, 2)
        from outOfArea in Gen.Elements(true, false)
        from reason in Gen.Choose(0, 6)
        select new Life(
            new DateOnly(2026, 1, 5).AddDays(start), told, kind == 0 && !(returned > ceased) ? returned : null, kind == 2 && ceased <= told + 3 ? null : ceased, kind == 1, kind == 2, manager, outOfArea,
            reason < Reasons.Length ? Reasons[reason] : null);

    public static Gen<List<Life>> Some { get; } = Any.ListOf();

    public string? Team => Manager == 0 ? null : $"manager{Manager}@council.example";

    /// <summary>The case of this life as the hub's facts tell it, up to a day.</summary>
    public CaseState Until(DateOnly today)
    {
        var so = Chronology.Empty.Then(
            DayZero.AddDays(Told).Morning(),
            new BecameLookedAfter(
                Chronology.Child,
                Chronology.Care with { BecameLookedAfterOn = DayZero, LegalStatus = ShortBreaks ? "V4" : "V2", Placement = Chronology.Care.Placement! with { LocalAuthority = OutOfArea ? "931" : "825" } },
                Team is { } manager ? [new Contact(ContactRoles.TeamManager, "T Manager", manager, null)] : [],
                "RXQ"));
        foreach (var (day, data) in Happens().Where(what => what.Day <= today).OrderBy(what => what.Day))
        {
            so = so.Then(day.Morning(), data);
        }

        return so.State;
    }

    public CaseFigures Figures(DateOnly today) => CaseFigures.Of(Until(today), Policy.Default, WorkingDays.BuiltIn, manager => $"team of {manager}");

    /// <summary>Whether the hub has heard of it by a day.</summary>
    public bool IsKnownOn(DateOnly today) => DayZero.AddDays(Told) <= today;

    /// <summary>What became of the assessment by a day, told from what happens alone.</summary>
    public string OutcomeOn(DateOnly today)
    {
        var deadline = TwentiethWorkingDay();
        var (returned, ceased) = (Day(Returned, today), Day(Ceased, today));
        return ShortBreaks ? "not-required"
            : Ceha && DayZero.AddDays(Told + 3) <= today ? "replaced-by-ceha"
            : returned is { } back ? (back <= deadline ? "in-time" : "late")
            : ceased is { } end ? (end > deadline ? "not-returned" : "not-required")
            : today > deadline ? "not-returned"
            : "not-yet-due";
    }

    /// <summary>When the documents were back, as far as it is known on a day.</summary>
    public DateOnly? ReturnedBy(DateOnly today) => Day(Returned, today);

    private DateOnly? Day(int? days, DateOnly today) => days is { } some && DayZero.AddDays(some) <= today ? DayZero.AddDays(some) : null;

    private DateOnly TwentiethWorkingDay()
    {
        var day = DayZero;
        for (var count = 0; count < 20;)
        {
            day = day.AddDays(1);
            count += day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday || BankHolidays.BuiltIn.Contains(day) ? 0 : 1;
        }

        return day;
    }

    private IEnumerable<(DateOnly Day, FactData Data)> Happens()
    {
        if (Returned is { } returned)
        {
            yield return (DayZero.AddDays(returned), Chronology.DocumentData(DocumentKinds.IhaSummary));
            yield return (DayZero.AddDays(returned), Chronology.DocumentData(DocumentKinds.HealthCarePlan));
        }

        if (Ceha)
        {
            yield return (DayZero.AddDays(Told), new AssessmentDeclined(DayZero.AddDays(Told), "young-person"));
            yield return (DayZero.AddDays(Told + 1), new AssessmentDeclined(DayZero.AddDays(Told + 1), "young-person"));
            yield return (DayZero.AddDays(Told + 2), Chronology.DocumentData(DocumentKinds.CehaSummary));
            yield return (DayZero.AddDays(Told + 3), new CehaSignedOff("9999998", null));
        }

        if (Reason is not null)
        {
            yield return (DayZero.AddDays(Told), new BreachReasonRecorded("assessment-attended", "other", "first said so"));
            yield return (DayZero.AddDays(Told), new BreachReasonRecorded("assessment-attended", Reason, null));
        }

        if (Ceased is { } ceased)
        {
            yield return (DayZero.AddDays(ceased), new CeasedToBeLookedAfter(DayZero.AddDays(ceased), "E4A"));
        }
    }

    private static Gen<int?> Perhaps(Gen<int> days) => Gen.Frequency((1, Gen.Constant((int?)null)), (3, days.Select(some => (int?)some)));
}
