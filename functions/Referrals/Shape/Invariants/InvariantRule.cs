using System.Text.Json;

namespace IntegrationHub.Functions.Referrals.Shape;

/// <summary>One of HL7's rules over several members.</summary>
/// <param name="Key">HL7's key, such as <c>per-1</c>.</param>
/// <param name="On">The type, component or element it is asked of, such as <c>Period</c> or <c>Organization.address</c>.</param>
/// <param name="Holds">HL7's FHIRPath, in C#. What is of the wrong kind counts as not there: the walk reports that.</param>
/// <param name="Text">What to put right, for the developer at the sender.</param>
internal sealed record InvariantRule(string Key, string On, Func<JsonElement, Container, bool> Holds, string Text)
{
    /// <summary>The element without which the rule holds and need not be asked; null when it always must be.</summary>
    public string? When { get; init; }

    public InvariantRule(string key, string on, Func<JsonElement, bool> holds, string text)
        : this(key, on, (json, _) => holds(json), text)
    {
    }
}
