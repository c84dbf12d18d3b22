namespace IntegrationHub.Tools.Hub.Simulate;

/// <summary>What someone is going to do for a child.</summary>
internal delegate Task Deed(YearPlayer player, SimulatedCase course, CancellationToken stop);

/// <summary>Everything that is going to be done, in the order of days and hours; of the same minute in the order in which it was planned.</summary>
internal sealed class Agenda
{
    private readonly PriorityQueue<(SimulatedCase Course, Deed Deed), (DateOnly On, int Minute, int Number)> queue = new();
    private int planned;

    public void Add(SimulatedCase course, DateOnly on, int minute, Deed deed) => queue.Enqueue((course, deed), (on, minute, planned++));

    /// <summary>The next deed that is due by a day; what an outage held up comes first.</summary>
    public bool TryTake(DateOnly upTo, out SimulatedCase course, out Deed deed)
    {
        (course, deed) = (null!, null!);
        if (!queue.TryPeek(out var next, out var at) || at.On > upTo)
            return false;
        queue.Dequeue();
        (course, deed) = next;
        return true;
    }
}
