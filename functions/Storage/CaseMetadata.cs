using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using IntegrationHub.Domain.Alarms;
using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.KeyDates;
using IntegrationHub.Domain.Pathways;
using IntegrationHub.Domain.Policies;

namespace IntegrationHub.Functions.Storage;

/// <summary>
/// The key dates and status of a case, repeated as blob metadata in the same put, so that a list over a council is a listing
/// and not N reads. Nothing in it names a person, and nothing depends on the clock.
/// </summary>
public static class CaseMetadata
{
    /// <summary>Metadata name: roles of open alerts for which the case names no address, by comma.</summary>
    public const string WithoutAddress = "withoutaddress";

    /// <summary>Metadata name: the day on which care began, as short breaks perhaps. No clock of the case started before.</summary>
    public const string CareBegan = "carebegan";

    private const string DateFormat = "yyyy-MM-dd";

    public static Dictionary<string, string> Of(CaseState state, Policy policy, WorkingDays calendar)
    {
        var metadata = new Dictionary<string, string>
        {
            ["status"] = CaseStatus.Of(state, policy),
            ["provider"] = state.HealthProvider,
            ["pathway"] = Pathway.Of(state, policy).Name,
            [CareBegan] = Text(state.LegalStatuses.Select(span => span.From).Append(state.Care.BecameLookedAfterOn).Min()),
            ["backdated"] = KeyDateStandings.IsBackdated(state, policy, calendar) ? "true" : "false",
        };
        if (state.ContactFor(ContactRoles.TeamManager)?.Email is { } teamManager)
        {
            metadata["team"] = TeamOf(teamManager);
        }

        if (Reach.WithoutAddress(state) is { Count: > 0 } roles)
        {
            metadata[WithoutAddress] = string.Join(',', roles.Where(role => role.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-')));
        }

        foreach (var standing in KeyDateStandings.On(state.DayZero, state, policy, calendar))
        {
            var dueSoon = policy.For(standing.KeyDate).DueSoonWorkingDays.ToString(CultureInfo.InvariantCulture);
            var dates = $"{Text(standing.DueOn)}/{Text(standing.On)}/{(standing.State == KeyDateState.NotRequired ? "not-required" : "")}/{dueSoon}";
            metadata[string.Create(CultureInfo.InvariantCulture, $"keydate{(int)standing.KeyDate}")] = dates;
        }

        return metadata;
    }

    /// <summary>A team is known by its manager's e-mail address, here as a hash: metadata names nobody.</summary>
    public static string TeamOf(string teamManagerEmail) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(teamManagerEmail.Trim().ToUpperInvariant())));

    private static string Text(DateOnly? date) => date?.ToString(DateFormat, CultureInfo.InvariantCulture) ?? "";
}
