using IntegrationHub.Contracts.Problems;
using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Cases;

namespace IntegrationHub.Domain.Indicators;

/// <summary>A statement on one indicator, right in itself.</summary>
/// <param name="DateElement">Where the sender wrote the day it is about.</param>
public sealed record HealthIndicatorStatement(HealthIndicatorRecorded Statement, string DateElement);

/// <summary>What the health team states in one message.</summary>
/// <param name="Referral">Number of the referral it came with; null: the one that was raised last.</param>
public sealed record RecordHealthIndicatorsCommand(DateTimeOffset Now, IReadOnlyList<HealthIndicatorStatement> Statements, int? Referral = null);

/// <summary>
/// Records what the health team states of a child. It is about the child, not about a referral: a completed or cancelled
/// referral, or a case that ended after the year that is reported, takes it too. What is already here is not recorded twice.
/// </summary>
public static class RecordHealthIndicators
{
    public static Decision Decide(CaseState state, RecordHealthIndicatorsCommand command)
    {
        var known = state.Indicators.Select(said => said.Recorded.ObservationId).ToHashSet();
        var added = command.Statements.Where(said => known.Add(said.Statement.ObservationId)).ToList();
        var referral = command.Referral ?? state.Referral.Number;
        var faults = added.Select(said => FaultOf(state, said, LondonTime.DateOf(command.Now))).OfType<Fault>().ToList();
        return faults.Count > 0
            ? Decision.Refuse(new Refusal(RefusalKind.Invalid, ProblemCodes.InvalidRequest, "The statements were not accepted. Every fault is listed.", faults))
            : Decision.Record([.. added.Select(said => new NewFact(said.Statement.Issued ?? command.Now, said.Statement with { Referral = referral }))]);
    }

    private static Fault? FaultOf(CaseState state, HealthIndicatorStatement said, DateOnly today) =>
        said.Statement.On > today ? new Fault(said.DateElement, FaultCodes.DateInFuture, "Must not lie in the future.")
        : said.Statement.On < state.Child.DateOfBirth ? new Fault(said.DateElement, FaultCodes.DateBeforeBirth, "Must not lie before the child's birth.")
        : null;
}
