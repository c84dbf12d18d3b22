using IntegrationHub.Contracts.Policies;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Identifiers;
using IntegrationHub.Domain.Policies;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Policies;

/// <summary>
/// Which open cases would be different with other policy files in force. Cases are read a few at a time; of the touched ones the first thousand are
/// shown, all are counted.
/// </summary>
public sealed class CheckPolicy(HubStorage storage, CaseStore cases, CaseRules rules)
{
    /// <summary>How many touched cases are shown.</summary>
    public const int Limit = 1000;

    private const int Together = 8;

    /// <param name="files">Policy files.</param>
    /// <param name="complete">True: they take the place of all that are in force; false: they are added, one for the same council, provider and day in its place.</param>
    /// <param name="cancel">Gives up.</param>
    public async Task<PolicyCheck> Run(IReadOnlyList<PolicyFile> files, bool complete, CancellationToken cancel)
    {
        var (policies, faults) = PolicyFileReader.Read(files);
        if (policies is null)
        {
            return new PolicyCheck(faults, null, [], Limit);
        }

        var book = complete ? new PolicyBook(policies) : rules.Policies.With(policies);
        var (open, late, byWhat, touched, shown) = (0, 0, PolicyImpact.All.ToDictionary(what => what, _ => 0), 0, new List<TouchedCase>());
        await foreach (var state in OpenCases(cancel))
        {
            open++;
            late += book.StartsTooLateFor(state) ? 1 : 0;
            var differences = PolicyImpact.Of(state, rules.For(state), book.For(state), rules.Calendar);
            touched += differences.Count > 0 ? 1 : 0;
            foreach (var what in differences.Select(difference => difference.What).Distinct())
            {
                byWhat[what]++;
            }

            if (differences.Count > 0 && shown.Count < Limit)
            {
                shown.Add(View(state, differences));
            }
        }

        return new PolicyCheck([], new PolicyCheckCounts(open, touched, late, byWhat), shown, Limit);
    }

    private static TouchedCase View(CaseState state, IReadOnlyList<PolicyDifference> differences) => new(
        state.Header.CaseId, state.Header.LocalAuthority, state.Referrals[0].Provider,
        [.. differences.Select(difference => new PolicyDifferenceView(difference.What, difference.Item, difference.Before, difference.After))]);

    private async IAsyncEnumerable<CaseState> OpenCases([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var ids in Ids(cancel).Chunk(Together).WithCancellation(cancel))
        {
            foreach (var stored in await Task.WhenAll(ids.Select(id => cases.Load(id, cancel))))
            {
                if (stored?.State is { IsOpen: true } state)
                {
                    yield return state;
                }
            }
        }
    }

    /// <summary>Of closed cases not even the content is read: their metadata says so.</summary>
    private async IAsyncEnumerable<CaseId> Ids([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var listed in CaseListing.Read(storage, null, cancel))
        {
            if (CaseMetadata.StatusOf(listed.Metadata) != CaseStatus.Closed)
            {
                yield return listed.Id;
            }
        }
    }
}
