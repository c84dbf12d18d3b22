using IntegrationHub.Domain.Cases;

namespace IntegrationHub.Domain.Policies;

/// <summary>
/// The policies of all partnerships. For a case decides the one of its council and of the provider it was first referred to that was in force on
/// day 0; the closer match goes before the later date: council and provider, then council, then provider, then any, then the built-in default.
/// </summary>
public sealed class PolicyBook(IReadOnlyList<Policy> policies)
{
    /// <summary>The built-in default alone.</summary>
    public static PolicyBook BuiltIn { get; } = new([]);

    public IReadOnlyList<Policy> Policies => policies;

    /// <summary>The policy that decides about a case.</summary>
    public Policy For(CaseState state) => state.Exists
        ? For(state.Header.LocalAuthority, state.Referrals[0].Provider, state.DayZero)
        : Policy.Default;

    /// <param name="council">Three digits.</param>
    /// <param name="provider">ODS code.</param>
    /// <param name="dayZero">The day care began.</param>
    public Policy For(string council, string provider, DateOnly dayZero) =>
        policies
            .Where(policy => policy.From <= dayZero && Fits(policy.Council, council) && Fits(policy.Provider, provider))
            .OrderByDescending(policy => (policy.Council == Policy.Any ? 0 : 2) + (policy.Provider == Policy.Any ? 0 : 1))
            .ThenByDescending(policy => policy.From)
            .FirstOrDefault() ?? Policy.Default;

    /// <summary>The provider of a council whose notification names none; null when no policy says.</summary>
    public string? ProviderOf(string council) =>
        policies
            .Where(policy => policy.ProviderOfCouncil.ContainsKey(council) && Fits(policy.Council, council))
            .OrderByDescending(policy => policy.Council != Policy.Any)
            .ThenByDescending(policy => policy.From)
            .FirstOrDefault()?.ProviderOfCouncil[council] ?? Policy.Default.ProviderOfCouncil.GetValueOrDefault(council);

    private static bool Fits(string wanted, string code) => wanted == Policy.Any || wanted == code;
}
