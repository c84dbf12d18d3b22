using System.Globalization;
using IntegrationHub.Tools.Hub.Demo;

namespace IntegrationHub.Tools.Hub.Simulate;

/// <summary>
/// The year, decided before it is played: the same seed gives the same children, stories and outages. The shares are invented so that everything
/// that can go wrong goes wrong for somebody; they are no council's figures.
/// </summary>
internal sealed class YearPlan
{
    /// <summary>Christmas, Easter, both nights of a changed clock and every fixed bank holiday lie within the first year after it.</summary>
    public static DateOnly FirstDay { get; } = new(2024, 9, 2);

    private readonly Random random;
    private readonly int days;

    public YearPlan(int seed, int children, int days)
    {
        (random, this.days) = (new Random(seed), days);
        Outages = [.. PlanOutages()];
        Cases = [.. Enumerable.Range(0, children).Select(number => Invent(seed, number, children))];
    }

    public List<SimulatedCase> Cases { get; }
    public Agenda Agenda { get; } = new();

    /// <summary>Days on which the hub isn't there: no sweep, and no message reaches it.</summary>
    public HashSet<DateOnly> Outages { get; }

    /// <summary>The hub comes back from every second outage as another process.</summary>
    public bool IsRestartedOn(DateOnly day) => Outages.Contains(day.AddDays(-1)) && !Outages.Contains(day) && day.DayNumber % 2 == 0;

    // Some a weekend long, some over a week: the sweep misses days on which steps of the ladder are reached.
    private IEnumerable<DateOnly> PlanOutages()
    {
        for (var day = 25; day < days - 5; day += random.Next(20, 45))
        {
            var length = random.Next(1, 10);
            for (var lost = 0; lost < length && day + lost < days - 2; lost++)
                yield return FirstDay.AddDays(day + lost);
            day += length;
        }
    }

    private SimulatedCase Invent(int seed, int number, int children)
    {
        // The first three quarters of the year: whoever comes later has no story yet at its end; a few do, so that something is always new.
        var on = FirstDay.AddDays(40 + number * (number % 9 == 8 ? days - 45 : Math.Max(1, days * 3 / 5 - 40)) / children);
        if (number % 7 == 3)
            on = NextDayOff(on);
        var localId = string.Create(CultureInfo.InvariantCulture, $"SIM-{seed}-{number:000}");
        var child = DemoChild.Invent(random, localId, seed * 6151L + number * 37L, on) with
        {
            LegalStatus = "V2",
            IsUnaccompanied = false,
            IsInHospitalSinceBirth = false,
        };
        var course = new SimulatedCase(child);
        // A source of its own: what is drawn for one child, also while the year runs, changes nothing for another.
        return StoryWriter.Write(new Random(seed * 1009 + number), course, Agenda, on, number);
    }

    private static DateOnly NextDayOff(DateOnly day)
    {
        while (OwnCalendar.IsWorkingDay(day))
            day = day.AddDays(1);
        return day;
    }
}
