using System.Text.Json;
using IntegrationHub.Contracts.Problems;
using IntegrationHub.Functions.Notifications;

namespace IntegrationHub.Functions.Policies;

/// <summary>Finds what is wrong with the members of a JSON document whatever they mean: names that stand twice, and nulls.</summary>
internal static class JsonMembers
{
    /// <param name="json">The document.</param>
    /// <param name="mayBeNull">Pointers where null has a meaning.</param>
    public static IEnumerable<Fault> Faults(JsonElement json, IReadOnlyList<string> mayBeNull) => Faults(json, "", mayBeNull);

    private static IEnumerable<Fault> Faults(JsonElement json, string pointer, IReadOnlyList<string> mayBeNull) => json.ValueKind switch
    {
        JsonValueKind.Null when !mayBeNull.Contains(pointer) => [new Fault(pointer, FaultCodes.WrongType, "Must not be null: leave it out.")],
        JsonValueKind.Object => FaultsOfObject(json, pointer, mayBeNull),
        JsonValueKind.Array => json.EnumerateArray().SelectMany((item, i) => Faults(item, $"{pointer}/{i}", mayBeNull)),
        _ => [],
    };

    private static IEnumerable<Fault> FaultsOfObject(JsonElement json, string pointer, IReadOnlyList<string> mayBeNull)
    {
        var names = new HashSet<string>();
        foreach (var member in json.EnumerateObject())
        {
            var at = $"{pointer}/{ObjectReader.Showable(member.Name)}";
            IEnumerable<Fault> faults = names.Add(member.Name)
                ? Faults(member.Value, at, mayBeNull)
                : [new Fault(at, FaultCodes.DuplicateMember, "A member stands twice in the same object.")];
            foreach (var fault in faults)
            {
                yield return fault;
            }
        }
    }
}
