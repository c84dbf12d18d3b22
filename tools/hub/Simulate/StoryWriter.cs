using System.Text.Json.Nodes;
using IntegrationHub.Tools.Hub.Local;

namespace IntegrationHub.Tools.Hub.Simulate;

/// <summary>Writes the story of one child into the agenda.</summary>
internal sealed partial class StoryWriter(Random random, SimulatedCase course, Agenda agenda)
{
    private const string Own = Messages.Council;
    private static readonly string[] CareOrders = ["C1", "C2", "E1", "L2"];

    /// <summary>Number modulo these decides, so that a small year has every story too; what is within a story is drawn.</summary>
    private static readonly Func<StoryWriter, DateOnly, SimulatedCase>[] Stories =
    [
        (it, on) => it.Usual(on), (it, on) => it.ShortBreak(on), (it, on) => it.Refuses(on), (it, on) => it.CorrectedDayZero(on),
        (it, on) => it.Withdraws(on), (it, on) => it.Newborn(on), (it, on) => it.Unaccompanied(on), (it, on) => it.AlreadyAssessed(on),
        (it, on) => it.BooksClosed(on), (it, on) => it.LeavesCare(on), (it, on) => it.MovesAway(on), (it, on) => it.NothingHappens(on),
        (it, on) => it.Usual(on), (it, on) => it.Usual(on),
    ];

    public static SimulatedCase Write(Random random, SimulatedCase course, Agenda agenda, DateOnly on, int number) =>
        Stories[number % Stories.Length](Of(random, Aged(random, course, on), agenda), on);

    private static StoryWriter Of(Random random, SimulatedCase course, Agenda agenda)
    {
        var writer = new StoryWriter(random, course, agenda);
        course.OnReview = writer.Review;
        return writer;
    }

    // Half of them under five: their reviews come twice a year.
    private static SimulatedCase Aged(Random random, SimulatedCase course, DateOnly on) => new(course.Child with
    {
        DateOfBirth = on.AddDays(-random.Next(30, random.Next(2) == 0 ? 5 * 365 : 17 * 365)),
        LegalStatus = random.Next(3) == 0 ? CareOrders[random.Next(CareOrders.Length)] : "V2",
    });

    private SimulatedCase Usual(DateOnly on)
    {
        Become(child => child with { PlacedIn = random.Next(3) == 0 ? "931" : Own });
        var told = Notify(on, Delay(on));
        Assess(ConsentAndPapers(told));
        return course;
    }

    private SimulatedCase NothingHappens(DateOnly on)
    {
        Notify(on, random.Next(2) == 0 ? on : Delay(on));
        return course;
    }

    private SimulatedCase ShortBreak(DateOnly on)
    {
        Become(child => child with { LegalStatus = random.Next(2) == 0 ? "V3" : "V4" });
        var told = Notify(on, on);
        if (random.Next(3) == 0)
            return course;
        var ended = told.AddDays(random.Next(10, 60));
        var heard = ended.AddDays(random.Next(3) == 0 ? random.Next(3, 30) : random.Next(0, 2));
        Tell(heard, "legal-status-changed", new JsonObject { ["legalStatus"] = "V2", ["on"] = Json.Date(ended) }, new LegalStatusChanged("V2", ended));
        Assess(ConsentAndPapers(heard, notBefore: ended));
        return course;
    }

    private SimulatedCase Refuses(DateOnly on)
    {
        Become(child => child with { DateOfBirth = on.AddYears(-random.Next(13, 17)).AddDays(-40) });
        var ready = ConsentAndPapers(Notify(on, Delay(on)));
        var first = Later(ready, 1, 6);
        Decline(first);
        if (random.Next(3) == 0)
        {
            Assess(Later(first, 1, 6));
            return course;
        }
        var second = Later(first, 1, 8);
        Decline(second);
        if (random.Next(4) > 0)
            CareEntryAssessment(second);
        return course;
    }

    private SimulatedCase CorrectedDayZero(DateOnly on)
    {
        var told = Notify(on, Delay(on));
        var corrected = random.Next(2) == 0 ? on.AddDays(-random.Next(3, 40)) : Min(on.AddDays(random.Next(2, 12)), told);
        var ready = ConsentAndPapers(told);
        var heard = told.AddDays(random.Next(1, 35));
        Tell(heard, "details-corrected", new JsonObject { ["care"] = new JsonObject { ["becameLookedAfterOn"] = Json.Date(corrected) } }, new DayZeroCorrected(corrected));
        Assess(ready);
        return course;
    }

    private SimulatedCase Withdraws(DateOnly on)
    {
        var ready = ConsentAndPapers(Notify(on, Delay(on)));
        var withdrawn = ready.AddDays(random.Next(1, 25));
        Consent(withdrawn, "withdrawn", GiverOn(withdrawn));
        if (random.Next(3) == 0)
            return course;
        var again = withdrawn.AddDays(random.Next(1, 20));
        Consent(again, "given", GiverOn(again));
        Assess(again);
        return course;
    }

    private SimulatedCase Newborn(DateOnly on)
    {
        Become(child => child with { DateOfBirth = on.AddDays(-random.Next(1, 6)), IsInHospitalSinceBirth = true, NhsNumber = null });
        var told = Notify(on, Delay(on));
        if (random.Next(3) > 0)
            Tell(told.AddDays(random.Next(3, 30)), "details-corrected", new JsonObject { ["child"] = new JsonObject { ["inHospitalSinceBirth"] = false } }, new LeftHospital());
        Assess(ConsentAndPapers(told));
        return course;
    }

    private SimulatedCase Unaccompanied(DateOnly on)
    {
        Become(child => child with
        {
            DateOfBirth = on.AddYears(-random.Next(14, 17)).AddDays(-random.Next(20, 300)),
            IsUnaccompanied = true,
            NhsNumber = null,
            LegalStatus = "V2",
            PlacementType = "K2",
        });
        var told = Notify(on, Delay(on));
        if (random.Next(2) == 0)
            Earlier(told.AddDays(random.Next(0, 12)), on);
        Assess(ConsentAndPapers(told));
        return course;
    }

    private SimulatedCase AlreadyAssessed(DateOnly on)
    {
        var told = Notify(on, Delay(on));
        Earlier(told.AddDays(random.Next(0, 12)), on);
        return course;
    }

    private SimulatedCase BooksClosed(DateOnly on)
    {
        Become(child => child with { PlacedIn = "867" });
        var told = Notify(on, Delay(on));
        var ready = ConsentAndPapers(told);
        var rejected = Later(told, 1, 9);
        At(rejected, (player, it, stop) => player.MoveTaskAsync(it, 0, "rejected", stop));
        if (random.Next(4) == 0)
            return course;
        var asked = Later(rejected, 0, 12);
        Tell(asked, "provider-changed", new JsonObject { ["healthProvider"] = "RTH" }, new ProviderChanged("RTH"));
        Assess(asked > ready ? asked : ready);
        return course;
    }

    private SimulatedCase LeavesCare(DateOnly on)
    {
        var told = Notify(on, Delay(on));
        Assess(ConsentAndPapers(told));
        var ceased = told.AddDays(random.Next(4, random.Next(2) == 0 ? 45 : 230));
        Cease(ceased, random.Next(4) == 0 ? "E2" : "E4A");
        return course;
    }

    private SimulatedCase MovesAway(DateOnly on)
    {
        Become(child => child with { PlacedIn = Own });
        var told = Notify(on, Delay(on));
        Move(told.AddDays(random.Next(1, 20)), "850");
        if (random.Next(2) == 0)
            Move(told.AddDays(random.Next(21, 60)), Own);
        Assess(ConsentAndPapers(told));
        return course;
    }

    /// <summary>Done, done late, declined twice, not kept, or forgotten.</summary>
    private void Review(int number, DateOnly raised)
    {
        var shape = random.Next(9);
        if (shape == 0)
            return;
        if (shape == 1)
        {
            Decline(raised.AddDays(random.Next(1, 20)));
            Decline(raised.AddDays(random.Next(20, 50)));
            return;
        }
        if (shape == 2)
            Appointment(number, "missed", raised.AddDays(3), Later(raised, 5, 12), "noshow");
        var booked = raised.AddDays(random.Next(1, 30));
        var seen = Later(booked, 0, shape == 3 ? 60 : 10);
        See(number, booked, seen);
        Return(number, "rha-summary", seen);
    }
}
