using System.Text.Json;

namespace IntegrationHub.Functions.Referrals.Shape;

/// <summary>HL7's rules for Timing.repeat.</summary>
internal static class TimingInvariants
{
    private const string Repeat = "Timing.repeat";

    public static IReadOnlyList<InvariantRule> All { get; } =
    [
        new("tim-1", Repeat, json => !json.HasOrSibling("duration"u8) || json.HasOrSibling("durationUnit"u8),
            "A duration must have a durationUnit.") { When = "duration" },
        new("tim-2", Repeat, json => !json.HasOrSibling("period"u8) || json.HasOrSibling("periodUnit"u8),
            "A period must have a periodUnit.") { When = "period" },
        new("tim-4", Repeat, json => json.Number("duration"u8) is not < 0, "A duration must not be negative.") { When = "duration" },
        new("tim-5", Repeat, json => json.Number("period"u8) is not < 0, "A period must not be negative.") { When = "period" },
        new("tim-6", Repeat, json => !json.HasOrSibling("periodMax"u8) || json.HasOrSibling("period"u8),
            "periodMax is only allowed beside period.") { When = "periodMax" },
        new("tim-7", Repeat, json => !json.HasOrSibling("durationMax"u8) || json.HasOrSibling("duration"u8),
            "durationMax is only allowed beside duration.") { When = "durationMax" },
        new("tim-8", Repeat, json => !json.HasOrSibling("countMax"u8) || json.HasOrSibling("count"u8),
            "countMax is only allowed beside count.") { When = "countMax" },
        new("tim-9", Repeat, json => !json.HasOrSibling("offset"u8) || HasWhenThatCanBeOffset(json),
            "An offset needs a when other than C, CM, CD and CV.") { When = "offset" },
        new("tim-10", Repeat, json => !json.HasOrSibling("timeOfDay"u8) || !json.HasOrSibling("when"u8),
            "timeOfDay and when must not be given together.") { When = "timeOfDay" },
    ];

    private static bool HasWhenThatCanBeOffset(JsonElement repeat) =>
        repeat.HasOrSibling("when"u8)
        && !repeat.Items("when"u8).Any(when => when.ValueKind == JsonValueKind.String && when.GetString() is "C" or "CM" or "CD" or "CV");
}
