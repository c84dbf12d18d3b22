using System.Text.Json.Nodes;
using IntegrationHub.Tools.Hub.Demo;
using IntegrationHub.Tools.Hub.Local;

namespace IntegrationHub.Tools.Hub.Simulate;

/// <summary>What stories are made of.</summary>
internal sealed partial class StoryWriter
{
    private void Become(Func<DemoChild, DemoChild> other) => course.Child = other(course.Child);

    private void At(DateOnly on, Deed deed, int minute = 9 * 60) => agenda.Add(course, on, minute, deed);

    private void Tell(DateOnly on, string kind, JsonObject data, Happening happening)
    {
        var twice = random.Next(6) == 0;
        At(on, (player, it, stop) => player.NotifyAsync(it, kind, data, happening, twice, stop));
    }

    /// <summary>When the council says so: on the day, late, or long after a status that was found to have begun earlier.</summary>
    private DateOnly Delay(DateOnly on) => random.Next(10) switch
    {
        < 5 => on.AddDays(random.Next(0, 2)),
        < 7 => OwnCalendar.Plus(on, 2),
        < 9 => OwnCalendar.Plus(on, random.Next(3, 7)),
        _ => on.AddDays(random.Next(15, 80)),
    };

    private DateOnly Notify(DateOnly on, DateOnly told)
    {
        bool? isKnown = random.Next(3) switch { 0 => true, 1 => false, _ => null };
        var child = course.Child;
        var data = child.BecameLookedAfter(on);
        if (isKnown is { } known)
            data["child"]!["knownToCommunityPaediatrics"] = known;
        Tell(told, "became-looked-after", data, new Notified(
            on, child.LegalStatus, child.PlacedIn, child.DateOfBirth, child.IsUnaccompanied, child.IsInHospitalSinceBirth, isKnown, "RXQ"));
        return told;
    }

    /// <summary>Sometimes the wrong person first, sometimes late, sometimes refused at first; the papers by word or by the papers themselves.</summary>
    /// <returns>The day on which all is there.</returns>
    private DateOnly ConsentAndPapers(DateOnly told, DateOnly? notBefore = null)
    {
        var consented = Later(notBefore > told ? notBefore.Value : told, 0, random.Next(4) == 0 ? 12 : 4);
        if (random.Next(6) == 0)
            Consent(told, "given", GiverOn(told) == "parent" ? "local-authority" : GiverOn(told) == "young-person" ? "parent" : "young-person");
        else if (random.Next(8) == 0)
            Consent(told, "refused", GiverOn(told));
        Consent(consented, "given", GiverOn(consented));
        var papers = Later(told, 0, random.Next(4) == 0 ? 14 : 4);
        if (random.Next(2) == 0)
        {
            Tell(papers, "paperwork-completed", Messages.On(papers), new PapersCompleted(papers));
        }
        else
        {
            At(Min(told.AddDays(random.Next(0, 4)), papers), (player, it, stop) => player.UploadAsync(it, "consent-form", stop), 600);
            At(papers, (player, it, stop) => player.UploadAsync(it, "part-a", stop), 610);
        }
        return consented > papers ? consented : papers;
    }

    private void Consent(DateOnly on, string status, string giver) =>
        Tell(on, "consent-recorded", Messages.Consent(status, giver, on), new ConsentRecorded(status, giver, on));

    private string GiverOn(DateOnly day) =>
        course.Child.DateOfBirth.AddYears(16) <= day ? "young-person"
        : course.Child.IsUnaccompanied || CareOrders.Contains(course.Child.LegalStatus) ? "local-authority"
        : "parent";

    private void Decline(DateOnly on) =>
        Tell(on, "assessment-declined", new JsonObject { ["on"] = Json.Date(on), ["by"] = "young-person" }, new Declined(on));

    /// <summary>Of the three months before, of the day before or of the first day that still counts; or too long ago.</summary>
    private void Earlier(DateOnly told, DateOnly dayZero)
    {
        var on = random.Next(6) switch
        {
            0 => dayZero.AddDays(-1),
            1 => dayZero.AddMonths(-3),
            2 => dayZero.AddMonths(-3).AddDays(-1),
            _ => dayZero.AddDays(-random.Next(5, 85)),
        };
        Tell(told, "earlier-assessment-recorded", Messages.On(on), new EarlierAssessment(on));
    }

    /// <summary>Agreed with the social worker, made, signed off by the Designated Doctor; or left at any step of it.</summary>
    private void CareEntryAssessment(DateOnly refused)
    {
        var agreed = Later(refused, 0, 8);
        Tell(agreed, "ceha-agreed", Messages.On(agreed), new CehaAgreed(agreed));
        if (random.Next(4) == 0)
            return;
        var seen = Later(agreed, 1, 10);
        if (random.Next(2) == 0)
            Appointment(0, "ceha", agreed, seen, "fulfilled");
        DateOnly? saysSeen = random.Next(2) == 0 ? seen : null;
        At(seen, (player, it, stop) => player.ReturnAsync(it, 0, "ceha-summary", "the one", saysSeen, null, stop), 960);
        if (random.Next(4) > 0)
            At(Later(seen, 0, 6), (player, it, stop) => player.SignOffAsync(it, stop), 1000);
    }

    private void Move(DateOnly on, string placedIn) => Tell(on, "placement-changed", new JsonObject
    {
        ["placement"] = new JsonObject { ["type"] = "U6", ["startedOn"] = Json.Date(on), ["localAuthority"] = placedIn },
    }, new Moved(placedIn));

    private void Cease(DateOnly on, string reason) =>
        Tell(on, "ceased-to-be-looked-after", new JsonObject { ["on"] = Json.Date(on), ["reason"] = reason }, new Ceased(on));

    /// <summary>The health team's part: in time, late, missed at first, or never.</summary>
    private void Assess(DateOnly ready)
    {
        if (random.Next(12) == 0)
            return;
        if (random.Next(2) == 0)
        {
            At(ready, (player, it, stop) => player.MoveTaskAsync(it, 0, "received", stop), 660);
            At(ready, (player, it, stop) => player.MoveTaskAsync(it, 0, "accepted", stop), 661);
        }
        var seen = Later(ready, 1, random.Next(3) == 0 ? 25 : 9);
        See(0, ready, seen);
        Return(0, "iha-summary", seen);
    }

    /// <summary>Booked; cancelled or not kept at first, or not even booked through the hub.</summary>
    private void See(int review, DateOnly bookedOn, DateOnly seen)
    {
        var shape = random.Next(10);
        if (shape == 0)
            return;
        if (shape is 1 or 2)
        {
            var missed = Later(bookedOn, 1, 4);
            Appointment(review, "first", bookedOn, missed, shape == 1 ? "noshow" : "cancelled");
            bookedOn = missed;
        }
        Appointment(review, "kept", bookedOn, seen < bookedOn ? bookedOn : seen, "fulfilled");
    }

    private void Appointment(int review, string name, DateOnly bookedOn, DateOnly on, string end)
    {
        var (key, start) = ($"{review}-{name}", new DateTimeOffset(on, new TimeOnly(8, 30), TimeSpan.Zero));
        At(bookedOn, (player, it, stop) => player.BookAsync(it, review, key, start, stop), 700);
        // Entered late sometimes: the date of the appointment counts, not that of the entry.
        At(on.AddDays(random.Next(4) == 0 ? random.Next(1, 6) : 0), (player, it, stop) => player.EndAppointmentAsync(it, review, key, end, stop), 840);
    }

    /// <summary>Both on a day, one after the other, one only, or a wrong one first.</summary>
    private void Return(int review, string kind, DateOnly seen)
    {
        var summaryOn = Later(seen, 0, random.Next(4) == 0 ? 15 : 5);
        var planOn = random.Next(3) == 0 ? Later(summaryOn, 1, 8) : summaryOn;
        DateOnly? saysSeen = random.Next(2) == 0 ? seen : null;
        var right = random.Next(8) == 0 ? "a wrong one" : "the one";
        At(summaryOn, (player, it, stop) => player.ReturnAsync(it, review, kind, $"{review} {right}", saysSeen, null, stop), 960);
        if (random.Next(12) > 0)
            At(planOn, (player, it, stop) => player.ReturnAsync(it, review, "health-care-plan", $"{review}", null, null, stop), 961);
        if (right != "the one")
            At(planOn.AddDays(random.Next(1, 12)), (player, it, stop) => player.ReturnAsync(it, review, kind, $"{review} the one", saysSeen, $"{review} {right}", stop), 962);
    }

    private DateOnly Later(DateOnly day, int least, int most) => OwnCalendar.Plus(day, random.Next(least, most + 1));

    private static DateOnly Min(DateOnly one, DateOnly other) => one < other ? one : other;
}
