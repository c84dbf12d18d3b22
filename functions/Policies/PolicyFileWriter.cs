using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using IntegrationHub.Domain.KeyDates;
using IntegrationHub.Domain.Policies;

namespace IntegrationHub.Functions.Policies;

/// <summary>Writes a policy as a complete policy file, every member in it.</summary>
public static class PolicyFileWriter
{
    /// <summary>The schema that the file names.</summary>
    public const string Schema = "https://integrationhub.example/schemas/policy.schema.json";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>The earliest day that the hub takes as a start of care: a policy from then on decides about every case.</summary>
    public static DateOnly FirstDay { get; } = new(1990, 1, 1);

    public static string Write(Policy policy)
    {
        var file = new JsonObject
        {
            ["$schema"] = Schema,
            ["council"] = policy.Council,
            ["provider"] = policy.Provider,
            ["from"] = Day(policy.From < FirstDay ? FirstDay : policy.From),
        };
        if (policy.Council != Policy.Any && policy.ProviderOfCouncil.GetValueOrDefault(policy.Council) is { } provider)
        {
            file["defaultProvider"] = provider;
        }

        file["keyDates"] = new JsonObject(policy.KeyDates.Where(keyDate => keyDate.KeyDate != KeyDate.BecameLookedAfter)
            .Select(keyDate => KeyValuePair.Create(keyDate.KeyDate.Name(), (JsonNode?)Write(keyDate))));
        file["pathways"] = Pathways(policy);
        file["reviews"] = new JsonObject
        {
            ["monthsBeforeFifthBirthday"] = policy.Reviews.MonthsBeforeFifthBirthday,
            ["monthsFromFifthBirthday"] = policy.Reviews.MonthsFromFifthBirthday,
            ["leadTimeWeeks"] = policy.Reviews.LeadTimeWeeks,
        };
        file["quietHours"] = policy.QuietHours is { } quiet ? Write(quiet) : null;
        file["channels"] = new JsonObject { ["default"] = policy.DefaultChannel, ["roles"] = Map(policy.Channels) };
        file["directory"] = Map(policy.RoleAddresses);
        file["digestOver"] = policy.DigestOver;
        file["silentCouncilWorkingDays"] = policy.SilentCouncilWorkingDays;
        file["passportMonthsBefore18"] = policy.PassportMonthsBefore18;
        return file.ToJsonString(Indented);
    }

    private static JsonObject Write(KeyDatePolicy keyDate) => new()
    {
        ["targetWorkingDays"] = keyDate.TargetWorkingDays,
        ["dueSoonWorkingDays"] = keyDate.DueSoonWorkingDays,
        ["ladder"] = new JsonArray([.. keyDate.Ladder.Select(step => (JsonNode)new JsonObject
        {
            ["level"] = step.Level,
            ["when"] = step.When,
            ["roles"] = new JsonArray([.. step.Roles.Select(role => (JsonNode)role)]),
        })]),
    };

    private static JsonObject Pathways(Policy policy) => new()
    {
        ["refusalsBeforeCeha"] = policy.RefusalsBeforeCeha,
        ["gpPoolFromAge"] = policy.GpPoolFromAge,
        ["earlierAssessmentMonths"] = policy.EarlierAssessmentMonths,
        ["routes"] = new JsonArray([.. policy.Routes.Select(route => (JsonNode)new JsonObject { ["placedIn"] = route.PlacedIn, ["provider"] = route.Provider })]),
    };

    private static JsonObject Write(QuietHours quiet) => new()
    {
        ["from"] = quiet.From.ToString("HH:mm", CultureInfo.InvariantCulture),
        ["to"] = quiet.To.ToString("HH:mm", CultureInfo.InvariantCulture),
        ["workingDaysOnly"] = quiet.WorkingDaysOnly,
    };

    private static JsonObject Map(IReadOnlyDictionary<string, string> map) =>
        new(map.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value)));

    private static string Day(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
