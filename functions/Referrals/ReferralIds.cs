using System.Globalization;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Referrals;

/// <summary>
/// FHIR ids of the ServiceRequest and the Task of a referral: that of the case for the first one, then <c>{caseId}.r2</c>, <c>{caseId}.r3</c>, ...
/// </summary>
internal static class ReferralIds
{
    public static string Of(string caseId, int number) => number == 1 ? caseId : string.Create(CultureInfo.InvariantCulture, $"{caseId}.r{number}");

    /// <summary>The number within the case; null for an id of another form.</summary>
    public static int? NumberIn(string resourceId) => resourceId.Split('.') switch
    {
        [_] => 1,
        [_, ['r', .. var digits]] when int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 1 && digits[0] != '0' => number,
        _ => null,
    };

    /// <summary>The id of the latest referral that whoever looks may see; null for a provider at a version from before it was asked.</summary>
    public static string? LatestOf(StoredCase stored) => stored.Referrals is [.., var latest] ? Of(stored.State.Header.CaseId, latest.Number) : null;

    /// <summary>The referral with an id, of those that whoever looks may see.</summary>
    public static ReferralState? Find(StoredCase stored, string resourceId) =>
        NumberIn(resourceId) is { } number && resourceId.Split('.')[0] == stored.State.Header.CaseId ? stored.Referrals.FirstOrDefault(referral => referral.Number == number) : null;
}
