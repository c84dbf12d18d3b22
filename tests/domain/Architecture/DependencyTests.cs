using System.Reflection;
using IntegrationHub.Contracts.Problems;
using IntegrationHub.Domain.Cases;

namespace IntegrationHub.Domain.Tests.Architecture;

/// <summary>contracts, then domain, then functions; never the other way, and no Azure or web below functions.</summary>
public sealed class DependencyTests
{
    private static readonly Assembly Domain = typeof(CaseFold).Assembly;
    private static readonly Assembly Contracts = typeof(Problem).Assembly;

    [Fact]
    public void The_domain_stands_on_the_runtime_and_the_contracts_alone() =>
        Assert.All(Referenced(Domain), name => Assert.True(IsRuntime(name) || name == Contracts.GetName().Name, name));

    [Fact]
    public void The_contracts_stand_on_the_runtime_alone() => Assert.All(Referenced(Contracts), name => Assert.True(IsRuntime(name), name));

    [Fact]
    public void Neither_does_network_input_or_output() =>
        Assert.DoesNotContain(Referenced(Domain).Concat(Referenced(Contracts)), name => name.StartsWith("System.Net", StringComparison.Ordinal));

    [Fact]
    public void Every_fact_is_stored_under_a_name_of_its_own()
    {
        var stored = typeof(FactData).GetCustomAttributes<System.Text.Json.Serialization.JsonDerivedTypeAttribute>().ToList();

        Assert.Equal(
            Domain.GetTypes().Where(type => type.IsSubclassOf(typeof(FactData)) && type != typeof(UnknownFact)).Select(type => type.Name).Order(),
            stored.Select(entry => entry.DerivedType.Name).Order());
        Assert.Equal(stored.Count, stored.Select(entry => entry.TypeDiscriminator).Distinct().Count());
    }

    private static IEnumerable<string> Referenced(Assembly assembly) => assembly.GetReferencedAssemblies().Select(name => name.Name!);

    private static bool IsRuntime(string name) => name == "System" || name.StartsWith("System.", StringComparison.Ordinal);
}
