using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json.Serialization;
using IntegrationHub.Domain.Cases;

namespace IntegrationHub.Functions.Referrals.Terminology;

/// <summary>The names under which facts are stored, which are their codes in FHIR too.</summary>
internal static class FactTypes
{
    /// <summary>Every type of fact with its code.</summary>
    public static FrozenDictionary<Type, string> All { get; } = typeof(FactData)
        .GetCustomAttributes<JsonDerivedTypeAttribute>(inherit: false)
        .ToFrozenDictionary(attribute => attribute.DerivedType, attribute => (string)attribute.TypeDiscriminator!);

    public static string CodeOf(Type fact) => All[fact];
}
