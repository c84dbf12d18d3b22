using IntegrationHub.Contracts.Imports;
using IntegrationHub.Contracts.Problems;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Identifiers;
using IntegrationHub.Domain.Notifications;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Imports;

/// <summary>Notifications that go to one case, in order.</summary>
/// <param name="Stored">The case as it stands; empty for one that they open.</param>
internal sealed record ImportStep(StoredCase Stored, IReadOnlyList<Notification> Notifications);

/// <summary>What is to be done about one child: steps, or why there are none.</summary>
/// <param name="Opened">The time of care for which a case is opened; null when none is.</param>
internal sealed record ImportPlan(IReadOnlyList<ImportStep> Steps, string? LeftOut, IReadOnlyList<ImportFault> Faults, CarePeriod? Opened)
{
    private static readonly ImportPlan Nothing = new([], null, [], null);

    /// <param name="providerOf">Who is asked where care is such; null when no policy says.</param>
    public static ImportPlan Of(ImportedChild child, KnownChild known, LocalAuthorityCode council, DateOnly? since, DateTimeOffset now, Func<CareDetails, string?> providerOf)
    {
        var planning = new Planning(child, known, council, now, providerOf);
        if (child.IsPurged)
        {
            return Without(LeftOutCodes.Purged);
        }

        return known.Latest is { } latest ? planning.Known(latest)
            : child.Periods.Count == 0 ? Without(LeftOutCodes.NotLookedAfter)
            : child.Periods[^1] is { End: not null } ? Without(LeftOutCodes.CareEnded)
            : child.Periods[^1] is { BeginsInFile: false } ? Without(LeftOutCodes.StartNotInFile)
            : child.Periods[^1].StartedOn < since ? Without(LeftOutCodes.BeforeSince)
            : planning.Opening([]);
    }

    private static ImportPlan Without(string code) => Nothing with { LeftOut = code };

    private sealed class Planning(ImportedChild child, KnownChild known, LocalAuthorityCode council, DateTimeOffset now, Func<CareDetails, string?> providerOf)
    {
        public ImportPlan Known(StoredCase latest)
        {
            var period = CareDifference.PeriodOf(latest.State, child.Periods);
            var next = child.Periods.Count > 0 ? child.Periods[^1] : null;
            var isAgain = next is { BeginsInFile: true, End: null } && next != period && next.StartedOn > latest.State.Care.BecameLookedAfterOn;
            if (latest.State.Ceased is not null && !isAgain && period is { End: null })
            {
                return Without(LeftOutCodes.EndedInHub);
            }

            var facts = period is null && !latest.State.IsOpen ? [] : CareDifference.Changes(latest.State, child, period, now);
            IReadOnlyList<ImportStep> steps = facts.Count == 0 ? [] : [new ImportStep(latest, Notifications(latest.State, facts))];
            var ends = latest.State.Ceased is not null || period?.End is not null;
            return isAgain && ends ? Opening(steps) : Nothing with { Steps = steps };
        }

        /// <summary>A case for the last time of care.</summary>
        /// <param name="before">What goes to the case before it.</param>
        public ImportPlan Opening(IReadOnlyList<ImportStep> before)
        {
            var period = child.Periods[^1];
            var facts = CareDifference.Opening(child, period, "");
            var provider = providerOf(((BecameLookedAfter)facts[0]).Care);
            if (Missing(provider).ToList() is { Count: > 0 } faults)
            {
                return Nothing with { Faults = faults };
            }

            var empty = new StoredCase(CaseDocument.Empty(known.Next), null);
            return Nothing with
            {
                Steps = [.. before, new ImportStep(empty, Notifications(empty.State, CareDifference.Opening(child, period, provider!)))],
                Opened = period,
            };
        }

        private IEnumerable<ImportFault> Missing(string? provider)
        {
            if (child.Details.DateOfBirth is null)
            {
                yield return child.Row.Fault(Fields.DateOfBirth, FaultCodes.Required, "Is required of a child that the hub doesn't know yet.");
            }

            if (child.Details.Sex is null)
            {
                yield return child.Row.Fault(Fields.Sex, FaultCodes.Required, "Is required of a child that the hub doesn't know yet.");
            }

            if (provider is null)
            {
                yield return child.Row.Fault(FaultCodes.HealthProviderMissing, "No health provider is configured for this council: its policy has to name one.");
            }
        }

        private IReadOnlyList<Notification> Notifications(CaseState state, IReadOnlyList<FactData> facts) =>
            ImportNotifications.Of(council.Value, child.LocalId, state.Header.CaseId, state.Messages.Count, facts, now);
    }
}
