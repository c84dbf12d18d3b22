using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Domain.Passports;
using IntegrationHub.Functions.Policies;
using IntegrationHub.Functions.Referrals;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Passports;

/// <summary>All that a passport is written from.</summary>
/// <param name="Case">The case, for the FHIR resources of it.</param>
/// <param name="History">What goes into the passport.</param>
/// <param name="CarePlans">The structured care plans, as they came.</param>
internal sealed record PassportSource(StoredCase Case, HealthHistory History, IReadOnlyList<CarePlan> CarePlans);

/// <summary>Gathers what a passport is written from; the structured care plans are read from the documents.</summary>
internal sealed class PassportSources(CaseResources resources, CaseRules rules)
{
    public async Task<PassportSource> Load(StoredCase stored, DateTimeOffset asOf, CancellationToken cancel)
    {
        var history = HealthHistory.Of(stored.State, asOf, rules.For(stored.State), rules.Calendar);
        var plans = new List<CarePlan>();
        foreach (var id in history.CarePlanIds)
        {
            if (await resources.Find(stored, CarePlan.TypeName, id, cancel) is CarePlan plan)
            {
                plans.Add(plan);
            }
        }

        return new PassportSource(stored, history, plans);
    }
}
