using IntegrationHub.Domain.Identifiers;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Security;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Pages.Lists;

/// <summary>Finds a child's cases by the council's reference or by the NHS number, both exactly as they are. What was looked for stands in no address.</summary>
public sealed class CaseFinder(CaseList list, CaseRows rows, CaseIndex index, NhsNumberHash hash)
{
    /// <summary>More episodes of care of one child than anybody has.</summary>
    private const int MostEpisodes = 20;

    /// <summary>The caller's own cases; none when there is no such child, or it is somebody else's.</summary>
    public async Task<IReadOnlyList<StoredCase>> Find(RequestContext context, string text, CancellationToken cancel)
    {
        text = text.Trim();
        if (text.Length is 0 or > 200)
        {
            return [];
        }

        var digits = string.Concat(text.Where(letter => !char.IsWhiteSpace(letter)));
        var ids = NhsNumber.TryParse(digits, out var number) ? await OfNumber(number, cancel) : [];
        var known = (await list.Of(context.Caller!, cancel)).Select(row => row.Id).ToHashSet();
        ids.AddRange((await Councils(context.Caller!, cancel))
            .SelectMany(council => Enumerable.Range(1, MostEpisodes).Select(episode => (Episode: episode, Id: CaseId.For(council, text, episode))))
            .Where(named => named.Episode == 1 || known.Contains(named.Id)).Select(named => named.Id));
        var found = await rows.Read(context, [.. ids.Distinct()], cancel);
        context.ShownCases = [.. found.Select(stored => stored.State.Header.CaseId)];
        return found;
    }

    private async Task<List<CaseId>> OfNumber(NhsNumber number, CancellationToken cancel)
    {
        await hash.Load(cancel);
        return await index.List(CaseIndex.ChildPrefix(hash.Of(number)), cancel).Select(entry => entry.CaseId).Distinct().ToListAsync(cancel);
    }

    private async Task<IEnumerable<LocalAuthorityCode>> Councils(Caller caller, CancellationToken cancel)
    {
        if (LocalAuthorityCode.TryParse(caller.Organisation, out var own))
        {
            return [own];
        }

        var councils = (await list.Of(caller, cancel)).Select(row => row.Id.LocalAuthority).Distinct();
        return councils.Select(code => LocalAuthorityCode.TryParse(code, out var council) ? council : default);
    }
}
