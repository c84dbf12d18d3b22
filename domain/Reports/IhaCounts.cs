namespace IntegrationHub.Domain.Reports;

/// <summary>How many Initial Health Assessments had which outcome.</summary>
public sealed class IhaCounts
{
    private readonly int[] counts = new int[IhaOutcomes.All.Count];

    public int this[IhaOutcome outcome] => counts[(int)outcome];

    /// <summary>Everybody who became looked after.</summary>
    public int BecameLookedAfter => counts.Sum();

    /// <summary>Those of which it is known whether they were in time: the denominator of both shares.</summary>
    public int Decided => this[IhaOutcome.InTime] + NotInTime;

    public int NotInTime => this[IhaOutcome.Late] + this[IhaOutcome.NotReturned];

    /// <summary>Done at all.</summary>
    public int Returned => this[IhaOutcome.InTime] + this[IhaOutcome.Late];

    public void Add(IhaOutcome outcome) => counts[(int)outcome]++;
}
