using System.Globalization;
using IntegrationHub.Tools.Hub.Local;

namespace IntegrationHub.Tools.Hub.Demo;

/// <summary>Something that someone does at a moment of the business clock.</summary>
internal sealed record DemoStep(DateTimeOffset At, DemoCase Case, Func<DemoPlayer, DemoCase, CancellationToken, Task> PlayAsync);

/// <summary>What the demo learns of a case while it plays.</summary>
internal sealed class DemoCase(DemoChild child)
{
    public DemoChild Child { get; } = child;

    /// <summary>Null until the hub has taken the notification.</summary>
    public string? CaseId { get; set; }
    public string? AppointmentId { get; set; }

    /// <summary>Nothing more happens: refused, not required or ceased.</summary>
    public bool IsOver { get; set; }
}

/// <summary>
/// The course of a quarter, decided before it is played: the same seed and start give the same steps. The shares
/// (late, refused, missed) are invented so that every page has something to show; they are no council's figures.
/// </summary>
internal static class DemoStory
{
    public static List<DemoStep> Write(int seed, DateTimeOffset start, int weeks, int children)
    {
        var random = new Random(seed);
        var days = weeks * 7 - 1;
        // The first whole day: nobody acts before the clock starts.
        var startsOn = Json.DateOf(start).AddDays(1);
        return [.. Enumerable.Range(0, children)
            .SelectMany(number =>
            {
                // The last children come in the last days, so that something is always new.
                var on = startsOn.AddDays(number * (days - 1) / children);
                var localId = string.Create(CultureInfo.InvariantCulture, $"DEMO-{seed}-{startsOn:yyyyMMdd}-{number:000}");
                var child = DemoChild.Invent(random, localId, seed * 7919L + startsOn.DayNumber * 997L + number * 31L, on);
                return CaseSteps(random, new DemoCase(child), on);
            })
            .OrderBy(step => step.At)];
    }

    private static List<DemoStep> CaseSteps(Random random, DemoCase course, DateOnly on)
    {
        var steps = new List<DemoStep>();
        void At(DateOnly day, int hour, Func<DemoPlayer, DemoCase, CancellationToken, Task> play) =>
            steps.Add(new(new DateTimeOffset(day, new TimeOnly(hour, random.Next(60)), TimeSpan.Zero), course, play));

        var notified = WorkingDaysLater(on, random.NextDouble() < 0.15 ? random.Next(3, 7) : random.Next(0, 2));
        At(notified, 9, (player, it, stop) => player.NotifyAsync(it, on, stop));

        var consents = random.NextDouble() >= 0.05;
        var consented = WorkingDaysLater(notified, random.NextDouble() < 0.2 ? random.Next(6, 11) : random.Next(1, 4));
        var papersIn = WorkingDaysLater(consented, random.NextDouble() < 0.15 ? random.Next(3, 7) : random.Next(0, 2));
        At(consented, 10, (player, it, stop) => player.ConsentAsync(it, consents ? "given" : "refused", consented, stop));
        At(papersIn, 11, (player, it, stop) => player.PaperworkAsync(it, papersIn, stop));

        if (random.NextDouble() < 0.1)
        {
            var ceased = WorkingDaysLater(notified, random.Next(6, 45));
            At(ceased, 15, (player, it, stop) => player.CeaseAsync(it, ceased, stop));
        }
        if (consents && !course.Child.NeedsNoAssessment)
            HealthSteps(random, course.Child, notified, papersIn, At);
        return steps;
    }

    private static void HealthSteps(
        Random random, DemoChild child, DateOnly notified, DateOnly papersIn,
        Action<DateOnly, int, Func<DemoPlayer, DemoCase, CancellationToken, Task>> at)
    {
        at(WorkingDaysLater(notified, 1), 8, (player, it, stop) => player.MoveTaskAsync(it, "received", stop));
        if (child.PlacedIn != Messages.Council && random.NextDouble() < 0.15)
        {
            at(papersIn, 13, (player, it, stop) => player.RejectTaskAsync(it, stop));
            return;
        }
        at(papersIn, 12, (player, it, stop) => player.MoveTaskAsync(it, "accepted", stop));
        var booked = WorkingDaysLater(papersIn, 1);
        var seen = WorkingDaysLater(booked, random.Next(2, 9));
        var first = seen;
        at(booked, 12, (player, it, stop) => player.BookAsync(it, StartOn(first), stop));
        at(booked, 13, (player, it, stop) => player.MoveTaskAsync(it, "in-progress", stop));

        if (random.NextDouble() < 0.12)
        {
            var missed = seen;
            seen = WorkingDaysLater(missed, random.Next(3, 8));
            var again = seen;
            at(missed, 14, (player, it, stop) => player.EndAppointmentAsync(it, "noshow", stop));
            at(missed, 15, (player, it, stop) => player.BookAsync(it, StartOn(again), stop));
        }
        at(seen, 14, (player, it, stop) => player.EndAppointmentAsync(it, "fulfilled", stop));
        var returned = WorkingDaysLater(seen, random.NextDouble() < 0.2 ? random.Next(7, 13) : random.Next(1, 5));
        at(returned, 16, (player, it, stop) => player.ReturnAsync(it, stop));
    }

    private static DateTimeOffset StartOn(DateOnly day) => new(day, new TimeOnly(9, 30), TimeSpan.Zero);

    // Bank holidays don't matter to a story; people of the demo work on them.
    private static DateOnly WorkingDaysLater(DateOnly day, int count)
    {
        while (IsWeekend(day))
            day = day.AddDays(1);
        for (; count > 0; count--)
            do
                day = day.AddDays(1);
            while (IsWeekend(day));
        return day;
    }

    private static bool IsWeekend(DateOnly day) => day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;
}
