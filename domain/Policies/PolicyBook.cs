using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Cases;

namespace IntegrationHub.Domain.Policies;

/// <summary>
/// The policies of all partnerships. For a case decides the one of its council and of the provider it was first referred to that was in force on
/// day 0; the closer match goes before the later date: council and provider, then council, then provider, then any, then the built-in default.
/// Once another provider is asked, whom notices reach follows from the council's partnership with that one.
/// </summary>
public sealed class PolicyBook(IReadOnlyList<Policy> policies)
{
    /// <summary>The built-in default alone.</summary>
    public static PolicyBook BuiltIn { get; } = new([]);

    public IReadOnlyList<Policy> Policies => policies;

    /// <summary>The policy that decides about a case, with the addresses, channels and quiet hours of the provider whose turn it is.</summary>
    public Policy For(CaseState state)
    {
        if (!state.Exists)
        {
            return Policy.Default;
        }

        var council = state.Header.LocalAuthority;
        var first = For(council, state.Referrals[0].Provider, state.DayZero);
        return state.HealthProvider == state.Referrals[0].Provider ? first : first.DeliveredAs(For(council, state.HealthProvider, AskedOn(state)));
    }

    /// <param name="council">Three digits.</param>
    /// <param name="provider">ODS code.</param>
    /// <param name="dayZero">The day care began.</param>
    public Policy For(string council, string provider, DateOnly dayZero) =>
        policies
            .Where(policy => policy.From <= dayZero && IsFor(policy, council, provider))
            .OrderByDescending(policy => (policy.Council == Policy.Any ? 0 : 2) + (policy.Provider == Policy.Any ? 0 : 1))
            .ThenByDescending(policy => policy.From)
            .FirstOrDefault() ?? Policy.Default;

    /// <summary>The provider of a council whose notification names none, as of a day; null when no policy says.</summary>
    /// <param name="council">Three digits.</param>
    /// <param name="on">The day on which somebody is to be asked: a policy that starts later doesn't count.</param>
    public string? ProviderOf(string council, DateOnly on) =>
        policies
            .Where(policy => policy.From <= on && policy.ProviderOfCouncil.ContainsKey(council) && Fits(policy.Council, council))
            .OrderByDescending(policy => policy.Council != Policy.Any)
            .ThenByDescending(policy => policy.From)
            .FirstOrDefault()?.ProviderOfCouncil[council] ?? Policy.Default.ProviderOfCouncil.GetValueOrDefault(council);

    /// <summary>True when a policy of the case's partnership starts only after its day 0, and so doesn't decide about it.</summary>
    public bool StartsTooLateFor(CaseState state) =>
        policies.Any(policy => policy.From > state.DayZero && IsFor(policy, state.Header.LocalAuthority, state.Referrals[0].Provider));

    /// <summary>This book with further policies; one for the same council, provider and day takes the place of the one here.</summary>
    public PolicyBook With(IReadOnlyList<Policy> others)
    {
        var replaced = others.Select(KeyOf).ToHashSet();
        return new PolicyBook([.. policies.Where(policy => !replaced.Contains(KeyOf(policy))), .. others]);
    }

    private static (string Council, string Provider, DateOnly From) KeyOf(Policy policy) => (policy.Council, policy.Provider, policy.From);

    /// <summary>Not day 0: by then nobody may have thought of this partnership.</summary>
    private static DateOnly AskedOn(CaseState state) =>
        state.Referral.RaisedAt is { } at && LondonTime.DateOf(at) is var day && day > state.DayZero ? day : state.DayZero;

    private static bool IsFor(Policy policy, string council, string provider) => Fits(policy.Council, council) && Fits(policy.Provider, provider);

    private static bool Fits(string wanted, string code) => wanted == Policy.Any || wanted == code;
}
