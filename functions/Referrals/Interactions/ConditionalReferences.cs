using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Functions.Referrals.Search;
using IntegrationHub.Functions.Referrals.Shape;

namespace IntegrationHub.Functions.Referrals.Interactions;

/// <summary>References by search, <c>Patient?identifier=system|value</c>: replaced by the one resource that fits (R4 http, transactions).</summary>
internal sealed class ConditionalReferences(FhirSearch search)
{
    private const string OneMatch = "Must fit exactly one resource that you may see; the search criteria have none, several, or can't be followed.";

    public async Task<IReadOnlyList<SentEntry>> Resolve(IReadOnlyList<SentEntry> entries, Sender sender, List<ShapeFault> faults, CancellationToken cancel)
    {
        var resolved = new List<SentEntry>();
        foreach (var entry in entries)
        {
            var wanted = new HashSet<string>();
            ReferenceWalk.Replaced(WithoutContent(entry.Resource), entry.Expression, (reference, at) =>
            {
                wanted.UnionWith(IsConditional(reference, at) ? [reference] : []);
                return reference;
            });
            resolved.Add(wanted.Count == 0 ? entry : await Resolve(entry, wanted, sender, faults, cancel));
        }

        return resolved;
    }

    private async Task<SentEntry> Resolve(SentEntry entry, HashSet<string> wanted, Sender sender, List<ShapeFault> faults, CancellationToken cancel)
    {
        var found = new Dictionary<string, string>();
        foreach (var reference in wanted)
        {
            var type = reference[..reference.IndexOf('?', StringComparison.Ordinal)];
            if (CaseResources.Types.Contains(type)
                && await search.Find(sender.Caller, type, IfNoneExist.Criteria(reference), cancel) is { Faults: [], Unknown: [], Matches: [var only] })
            {
                found[reference] = $"{type}/{only.ResourceId}";
            }
        }

        var json = ReferenceWalk.Replaced(WithoutContent(entry.Resource), entry.Expression, (reference, at) =>
        {
            if (!IsConditional(reference, at) || found.TryGetValue(reference, out _))
            {
                return found.GetValueOrDefault(reference, reference);
            }

            faults.Add(new ShapeFault("value", at, OneMatch));
            return reference;
        });
        return entry with { Resource = WithContentOf(entry.Resource, ReferenceWalk.Read(json)) };
    }

    // Twenty megabytes of base64 hold no reference.
    private static Resource WithoutContent(Resource resource) => resource switch
    {
        DocumentReference document => document with { Content = null },
        Binary binary => binary with { Data = null },
        _ => resource,
    };

    private static Resource WithContentOf(Resource sent, Resource resolved) => (sent, resolved) switch
    {
        (DocumentReference from, DocumentReference to) => to with { Content = from.Content },
        (Binary from, Binary to) => to with { Data = from.Data },
        _ => resolved,
    };

    private static bool IsConditional(string reference, string at) =>
        at.EndsWith(".reference", StringComparison.Ordinal) && reference.IndexOf('?', StringComparison.Ordinal) is var mark and > 0
        && FhirDefinitions.R4.ResourceTypes.Contains(reference[..mark]);
}
