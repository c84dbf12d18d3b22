using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Policies;
using IntegrationHub.Functions.Calendar;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Policies;

/// <summary>What decides about a case: the policy of its partnership that was in force on day 0, and the calendar.</summary>
public sealed class CaseRules(PolicyBook policies, HubCalendar calendar)
{
    private volatile Counted? counted;

    /// <summary>The built-in policy and calendar alone.</summary>
    public static CaseRules BuiltIn { get; } = new(PolicyBook.BuiltIn, new HubCalendar());

    public PolicyBook Policies => policies;

    /// <summary>The working days that count now.</summary>
    public WorkingDays Calendar => calendar.Current;

    /// <summary>Names the bank holidays and the policies that count now, and what is made of them, as 32 hex digits: the same for every process with the same ones.</summary>
    public string Fingerprint
    {
        get
        {
            var calendar = Calendar;
            if (counted is not { } known || known.Calendar != calendar)
            {
                counted = known = new Counted(calendar, FingerprintOf(calendar, policies));
            }

            return known.Fingerprint;
        }
    }

    public Policy For(CaseState state) => policies.For(state);

    private static string FingerprintOf(WorkingDays calendar, PolicyBook policies) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', [
        .. calendar.Holidays.Dates.Select(date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
        CaseMetadata.Layout,
        .. policies.Policies.Append(Policy.Default).Select(PolicyFileWriter.Write).Order(StringComparer.Ordinal),
    ]))))[..32];

    private sealed record Counted(WorkingDays Calendar, string Fingerprint);
}
