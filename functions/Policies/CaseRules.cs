using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Policies;
using IntegrationHub.Functions.Calendar;

namespace IntegrationHub.Functions.Policies;

/// <summary>What decides about a case: the policy of its partnership that was in force on day 0, and the calendar.</summary>
public sealed class CaseRules(PolicyBook policies, HubCalendar calendar)
{
    /// <summary>The built-in policy and calendar alone.</summary>
    public static CaseRules BuiltIn { get; } = new(PolicyBook.BuiltIn, new HubCalendar());

    public PolicyBook Policies => policies;

    /// <summary>The working days that count now.</summary>
    public WorkingDays Calendar => calendar.Current;

    public Policy For(CaseState state) => policies.For(state);
}
