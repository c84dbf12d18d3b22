using System.Runtime.InteropServices;
using System.Text.Json;
using IntegrationHub.Domain.Identifiers;

namespace IntegrationHub.Functions.Referrals.Shape.UkCore;

/// <summary>What is known of the identifiers of the NHS, wherever one stands: in a resource, or in a reference instead of an address.</summary>
/// <param name="System">The system of the identifier.</param>
/// <param name="IsWellFormed">Whether a value has the form it must have.</param>
/// <param name="Form">The form, in words.</param>
/// <param name="SliceOf">The resource type on which UK Core allows one of them at most, and wants its value.</param>
internal sealed record UkCoreIdentifier(string System, Func<string, bool> IsWellFormed, string Form, IReadOnlyList<string> SliceOf)
{
    public static IReadOnlyList<UkCoreIdentifier> All { get; } =
    [
        new(FhirSystems.NhsNumber, value => NhsNumber.TryParse(value, out _),
            "An NHS number is ten digits without spaces, the last a right check digit.", ["Patient"]),
        new(FhirSystems.OdsOrganisationCode, value => OdsCode.TryParse(value, out _),
            "An ODS code is 3 to 12 capital letters and digits.", ["Organization"]),
        new("https://fhir.nhs.uk/Id/ods-site-code", value => OdsCode.TryParse(value, out _),
            "An ODS site code is 3 to 12 capital letters and digits.", ["Organization", "Location"]),
        new(FhirSystems.GmcNumber, value => GmcNumber.TryParse(value, out _), "A GMC reference is seven digits.", []),
    ];

    private static readonly Utf8Table<UkCoreIdentifier> BySystem = new([.. All.Select(known => KeyValuePair.Create(known.System, known))]);

    public static UkCoreIdentifier? Of(JsonElement identifier)
    {
        if (identifier.Get("system"u8) is not { ValueKind: JsonValueKind.String } system)
            return null;
        return BySystem.TryGet(JsonMarshal.GetRawUtf8Value(system)[1..^1], out var known) ? known : null;
    }
}
