using System.Globalization;
using IntegrationHub.Contracts.Fhir;

namespace IntegrationHub.Functions.Referrals.Search;

/// <summary>Reads a query string or a form into a <see cref="SearchQuery"/>, collecting every fault.</summary>
/// <param name="hash">Hashes identifiers with the hub's key.</param>
internal sealed class SearchReader(string type, string hub, Func<string, string> hash)
{
    private static readonly string[] Summaries = ["true", "text", "data", "count", "false"];

    private readonly SearchQuery query = new(type);

    public SearchQuery Read(IEnumerable<KeyValuePair<string, string>> parameters)
    {
        foreach (var (name, value) in parameters)
        {
            ReadOne(name, value);
        }

        // Whatever _count says, and wherever it stands.
        query.Count = query.Subset.Summary == "count" ? 0 : query.Count;
        if (SearchParameters.OnlyWithin.TryGetValue(type, out var needed) && !query.Criteria.Exists(criterion => needed.Contains(criterion.Name) && criterion.Modifier is null))
        {
            query.Fault("", $"A search for {type} needs one of {string.Join(", ", needed)}.", "required");
        }
        else if (needed is not null && SearchCandidates.Named(query) is null)
        {
            query.Fault("", $"A search for {type} names up to {SearchCandidates.MostReadOneByOne} resources of referrals.", "too-costly");
        }

        return query;
    }

    private void ReadOne(string name, string value)
    {
        var before = query.Faults.Count;
        switch (name)
        {
            case "_count":
                ReadCount(value);
                break;
            case "_sort":
                ReadSort(value);
                break;
            case "_summary":
                Require(Summaries.Contains(value), name, $"Must be one of {string.Join(", ", Summaries)}.");
                query.Subset = query.Subset with { Summary = value };
                break;
            case "_elements":
                query.Subset = query.Subset with { Elements = [.. query.Subset.Elements, .. value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)] };
                Require(query.Subset.Elements.All(element => TypeElements.Has(type, element)), name, $"Names elements of {type}, without paths.");
                break;
            case "_total":
                Require(value is "none" or "estimate" or "accurate", name, "Must be none, estimate or accurate.");
                query.SaysTotal = value != "none";
                break;
            case "_format" or "_pretty":
                return;
            default:
                if (!ReadInclude(name, value) && !ReadCriterion(name, value))
                {
                    query.Unknown.Add(SearchQuery.ShownName(name));
                    return;
                }

                break;
        }

        if (query.Faults.Count == before)
        {
            query.Understood.Add(new(name, value));
            query.Hashed.Add(new(name, HashedValue(name, value)));
        }
    }

    private void ReadCount(string value)
    {
        var valid = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var count);
        Require(valid, "_count", $"Must be a whole number from 0; more than {SearchQuery.MaxCount} counts as {SearchQuery.MaxCount}.");
        query.Count = valid ? Math.Clamp(count, 0, SearchQuery.MaxCount) : SearchQuery.DefaultCount;
    }

    private void ReadSort(string value)
    {
        foreach (var part in value.Split(','))
        {
            var name = part.TrimStart('-');
            var known = name is "_id" or "_lastUpdated" || SearchParameters.Find(type, name) is { Kind: not SearchKind.Identifier };
            Require(known, "_sort", $"Sorts by _id, _lastUpdated or a parameter of {type} that is no identifier.");
            query.Order.Add((name, part.StartsWith('-')));
        }
    }

    private bool ReadInclude(string name, string value)
    {
        var (bare, iterates) = name.EndsWith(":iterate", StringComparison.Ordinal) ? (name[..^":iterate".Length], true) : (name, false);
        if (bare is not ("_include" or "_revinclude"))
        {
            return false;
        }

        var parts = value.Split(':');
        var parameter = parts.Length is 2 or 3 && SearchParameters.ByType.ContainsKey(parts[0]) ? SearchParameters.Find(parts[0], parts[1]) : null;
        var fits = parameter?.Kind == SearchKind.Reference && (parts.Length == 2 || parameter.Targets.Contains(parts[2]))
            && (bare == "_include" ? parts[0] == type || iterates : parameter.Targets.Contains(type) || iterates);
        Require(fits, bare, $"Can't be followed. Can be: {string.Join(", ", bare == "_include" ? SearchParameters.LinksFrom(type) : SearchParameters.LinksTo(type))}.");
        if (fits)
        {
            (bare == "_include" ? query.Includes : query.ReverseIncludes).Add(new Inclusion(parts[0], parameter!, parts.ElementAtOrDefault(2), iterates));
        }

        return true;
    }

    private bool ReadCriterion(string name, string value)
    {
        if (Resolve(name) is not { } found)
        {
            return false;
        }

        var alternatives = Escapes.Split(value, ',');
        if (alternatives.Any(alternative => alternative.Length == 0))
        {
            query.Fault(name, "Needs a value, and no empty alternative.");
        }
        else if (found.Modifier is { } modifier && !Takes(found, modifier))
        {
            query.Fault(name, "The modifier is not supported for this parameter.", "not-supported");
        }
        else
        {
            Add(name, found, alternatives);
        }

        return true;
    }

    /// <summary>The parameter that a name means, with its modifier: <c>status:not</c>, <c>patient.identifier</c>, <c>subject:Patient.identifier</c>.</summary>
    private Criterion? Resolve(string name)
    {
        var chain = name.Split('.');
        var parts = chain[0].Split(':');
        var modifier = parts.ElementAtOrDefault(1);
        if (chain.Length == 1)
        {
            return parts[0] is "_id" or "_lastUpdated"
                ? new Criterion(type, parts[0], null, modifier, [])
                : SearchParameters.Find(type, parts[0]) is { } parameter ? new Criterion(type, parts[0], parameter, modifier, []) : null;
        }

        var leadsToChild = chain.Length == 2 && SearchParameters.Find(type, parts[0]) is { Kind: SearchKind.Reference } link
            && link.Targets.Contains(Patient.TypeName) && modifier is null or Patient.TypeName;
        return leadsToChild && SearchParameters.Find(Patient.TypeName, chain[1]) is { } chained ? new Criterion(Patient.TypeName, chained.Name, chained, null, []) : null;
    }

    private static bool Takes(Criterion criterion, string modifier) => modifier switch
    {
        "missing" => criterion.Parameter is not null,
        "not" => criterion.Parameter?.Kind is SearchKind.Token or SearchKind.Identifier,
        _ => criterion.Parameter is { Kind: SearchKind.Reference } parameter && parameter.Targets.Contains(modifier),
    };

    private void Add(string name, Criterion criterion, IReadOnlyList<string> alternatives)
    {
        var kind = criterion.Parameter?.Kind;
        if (criterion.Modifier == "missing")
        {
            Require(alternatives is ["true" or "false"], name, "Must be true or false.");
            query.Criteria.Add(criterion with { Alternatives = alternatives });
        }
        else if (kind == SearchKind.Date || criterion.Name == "_lastUpdated")
        {
            var dates = alternatives.Select(alternative => DateCriterion.TryParse(alternative, isPoint: criterion.Name == "_lastUpdated")).ToList();
            Require(dates.TrueForAll(date => date is not null), name, $"Must be a date or an instant, such as gt2026-11-02T09:00:00Z; in an address a plus is written %2B. Prefixes are {string.Join(", ", DateCriterion.Prefixes)}.");
            query.Criteria.Add(criterion with { Alternatives = alternatives, Dates = [.. dates.OfType<DateCriterion>()] });
        }
        else
        {
            query.Criteria.Add(criterion with
            {
                Alternatives = [.. alternatives.Select(alternative => kind switch
                {
                    SearchKind.Reference => Reference(alternative),
                    SearchKind.Identifier => HashedIdentifier(alternative),
                    _ => Escapes.Undo(alternative),
                })],
            });
        }
    }

    /// <summary>Relative: an absolute address of this hub means what its end says.</summary>
    private string Reference(string sent)
    {
        var reference = Escapes.Undo(sent);
        return reference.StartsWith($"{hub}/hub/fhir/", StringComparison.Ordinal) ? reference[$"{hub}/hub/fhir/".Length..] : reference;
    }

    private string HashedIdentifier(string sent)
    {
        var token = Escapes.Undo(sent);
        return token.EndsWith('|') ? token : token.Contains('|', StringComparison.Ordinal) ? SearchDocuments.HashedToken(token, hash) : hash(token);
    }

    private string HashedValue(string name, string value) => Resolve(name) is { Parameter.Kind: SearchKind.Identifier, Modifier: not "missing" }
        ? string.Join(',', Escapes.Split(value, ',').Select(part => Escapes.Do(HashedIdentifier(part))))
        : value;

    private void Require(bool holds, string name, string text)
    {
        if (!holds)
        {
            query.Fault(name, text);
        }
    }
}
