using IntegrationHub.Domain.Cases;

namespace IntegrationHub.Domain.Escalations;

/// <summary>Somebody in a partnership for whom alerts arise. Without an address, it is whoever the role's channel reaches.</summary>
/// <param name="Council">Three digits.</param>
/// <param name="Provider">ODS code.</param>
public sealed record AlertedPerson(string Council, string Provider, string Role, string? Address)
{
    public override string ToString() => $"{Council}/{Provider}/{Role}";

    public static AlertedPerson Of(CaseState state, Recipient recipient) => new(state.Header.LocalAuthority, state.HealthProvider, recipient.Role, recipient.Address);
}

/// <summary>
/// Counts the alerts that one sweep would raise, for each recipient. Who would get more than the policy's number (after an outage, say) gets one
/// digest instead. What is recorded on the cases stays the same.
/// </summary>
public sealed class DigestPlan
{
    private readonly Dictionary<AlertedPerson, (int Alerts, int Over)> counted = [];

    /// <summary>Counts what one case would raise.</summary>
    /// <param name="digestOver">The number up to which the case's policy wants single notices.</param>
    public void Count(CaseState state, IEnumerable<NewFact> facts, int digestOver)
    {
        foreach (var person in facts.Select(fact => fact.Data).OfType<AlertRaised>().SelectMany(alert => alert.Recipients).Select(recipient => AlertedPerson.Of(state, recipient)))
        {
            var (alerts, over) = counted.GetValueOrDefault(person, (0, digestOver));
            counted[person] = (alerts + 1, Math.Min(over, digestOver));
        }
    }

    /// <summary>The facts, with the digest's id at each recipient who gets one.</summary>
    /// <param name="digestOf">Names the digest of a recipient.</param>
    public IReadOnlyList<NewFact> Mark(CaseState state, IReadOnlyList<NewFact> facts, Func<AlertedPerson, string> digestOf) =>
    [
        .. facts.Select(fact => fact.Data is AlertRaised alert
            ? fact with { Data = alert with { Recipients = [.. alert.Recipients.Select(recipient => Marked(state, recipient, digestOf))] } }
            : fact),
    ];

    private Recipient Marked(CaseState state, Recipient recipient, Func<AlertedPerson, string> digestOf) =>
        AlertedPerson.Of(state, recipient) is var person && counted.TryGetValue(person, out var count) && count.Alerts > count.Over
            ? recipient with { Digest = digestOf(person) }
            : recipient;
}
