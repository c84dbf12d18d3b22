using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Referrals.Search;

/// <summary>Follows <c>_include</c> and <c>_revinclude</c> from the resources of a page. What a case's resources refer to is in the case, or an organisation.</summary>
internal sealed class SearchIncludes(CaseResources resources, SearchQuery query)
{
    // An included resource may lead to another one, and that to a third; nothing leads further.
    private const int MostRounds = 4;

    /// <param name="page">The found resources with their cases as of the horizon.</param>
    /// <param name="organisation">Renders an organisation.</param>
    public async Task<IReadOnlyList<Resource>> Of(IReadOnlyList<(StoredCase Case, Resource Resource)> page, Func<string, Organization> organisation, CancellationToken cancel)
    {
        var known = page.Select(found => Key(found.Resource)).ToHashSet();
        var included = new List<(StoredCase Case, Resource Resource)>();
        var round = page;
        for (var i = 0; i < MostRounds && round.Count > 0; i++)
        {
            var next = new List<(StoredCase, Resource)>();
            foreach (var (stored, resource) in round)
            {
                foreach (var linked in await LinkedTo(stored, resource, i > 0, organisation, cancel))
                {
                    if (known.Add(Key(linked)))
                    {
                        next.Add((stored, linked));
                    }
                }
            }

            included.AddRange(next);
            round = next;
        }

        return [.. included.Select(one => one.Resource)];
    }

    private async Task<IReadOnlyList<Resource>> LinkedTo(StoredCase stored, Resource resource, bool iterating, Func<string, Organization> organisation, CancellationToken cancel)
    {
        var linked = new List<Resource>();
        foreach (var inclusion in query.Includes.Where(inclusion => inclusion.Type == resource.ResourceType && (inclusion.Iterates || !iterating)))
        {
            foreach (var reference in inclusion.Parameter.Values(resource).OfType<string>().Where(reference => inclusion.Target is null || reference.StartsWith($"{inclusion.Target}/", StringComparison.Ordinal)))
            {
                linked.AddRange(await Resolve(stored, reference, organisation, cancel) is { } target ? [target] : Array.Empty<Resource>());
            }
        }

        var self = $"{resource.ResourceType}/{resource.Id}";
        linked.AddRange(query.ReverseIncludes
            .Where(inclusion => (inclusion.Iterates || !iterating) && inclusion.Parameter.Targets.Contains(resource.ResourceType))
            .SelectMany(inclusion => resources.OfType(stored, inclusion.Type).Where(other => inclusion.Parameter.Values(other).Contains(self))));
        return linked;
    }

    private async Task<Resource?> Resolve(StoredCase stored, string reference, Func<string, Organization> organisation, CancellationToken cancel)
    {
        var (type, id) = (reference[..reference.IndexOf('/', StringComparison.Ordinal)], reference[(reference.IndexOf('/', StringComparison.Ordinal) + 1)..]);
        if (type == Organization.TypeName)
        {
            return organisation(id);
        }

        return CaseResources.Types.Contains(type) ? await resources.Find(stored, type, id, cancel) : null;
    }

    private static string Key(Resource resource) => $"{resource.ResourceType}/{resource.Id}";
}
