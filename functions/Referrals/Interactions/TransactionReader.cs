using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Referrals.Shape;
using FhirTask = IntegrationHub.Contracts.Fhir.Task;

namespace IntegrationHub.Functions.Referrals.Interactions;

/// <summary>The entries of a transaction, sorted into what is written and what is read.</summary>
/// <param name="Writes">By the entry's place in the Bundle.</param>
/// <param name="Reads">The addresses, by the entry's place.</param>
internal sealed record TransactionEntries(
    int Count, IReadOnlyDictionary<int, SentEntry> Writes, IReadOnlyDictionary<int, string> Reads, IReadOnlyList<ShapeFault> Faults);

/// <summary>Reads the entries of a transaction Bundle that has the right shape.</summary>
internal sealed class TransactionReader(HubSettings settings)
{
    /// <summary>A Bundle of more is no return of an assessment.</summary>
    public const int MaxEntries = 200;

    private static readonly string[] Creates = [DocumentReference.TypeName, CarePlan.TypeName, Binary.TypeName, Practitioner.TypeName, Appointment.TypeName, Observation.TypeName];
    private static readonly string[] Updates = [FhirTask.TypeName, Appointment.TypeName];

    public TransactionEntries Read(Bundle bundle)
    {
        var faults = new List<ShapeFault>();
        var (writes, reads) = (new Dictionary<int, SentEntry>(), new Dictionary<int, string>());
        var entries = bundle.Entry ?? [];
        if (bundle.Type != "transaction")
        {
            faults.Add(new ShapeFault("value", "Bundle.type", "Must be transaction, or batch."));
        }

        if (entries.Count is 0 or > MaxEntries)
        {
            faults.Add(new ShapeFault(entries.Count == 0 ? "required" : "too-long", "Bundle.entry", $"A transaction brings from 1 to {MaxEntries} entries."));
        }

        foreach (var (entry, at) in entries.Take(MaxEntries).Select((entry, i) => (entry, i)))
        {
            if (entry.Request is { Url: null })
            {
                faults.Add(new ShapeFault("required", $"Bundle.entry[{at}].request.url", "Say what is asked for: a type, or a type and an id."));
            }
            else if (entry is { Request: { Method: "GET", Url: { } url }, Resource: null })
            {
                reads[at] = url;
            }
            else if (WriteOf(entry, $"Bundle.entry[{at}]", faults) is { } write)
            {
                writes[at] = write;
            }
        }

        CheckOnce(writes, faults);
        return new TransactionEntries(Math.Min(entries.Count, MaxEntries), writes, reads, faults);
    }

    private SentEntry? WriteOf(Bundle.EntryComponent entry, string at, List<ShapeFault> faults)
    {
        if (entry.Request?.Method is not ("POST" or "PUT"))
        {
            faults.Add(new ShapeFault("not-supported", $"{at}.request.method", "A transaction takes POST and PUT with a resource, and GET without one."));
            return null;
        }

        if (entry.Resource is not { } resource)
        {
            faults.Add(new ShapeFault("required", $"{at}.resource", "An entry that writes brings a resource."));
            return null;
        }

        var taken = entry.Request.Method == "POST" ? Creates : Updates;
        if (!taken.Contains(resource.ResourceType))
        {
            faults.Add(new ShapeFault("not-supported", $"{at}.resource", $"With {entry.Request.Method} a transaction takes {string.Join(", ", taken)}."));
            return null;
        }

        var sent = new SentEntry($"{at}.resource", resource) { FullUrl = entry.FullUrl, Request = $"{at}.request", IfNoneExist = entry.Request.IfNoneExist };
        return entry.Request.Method == "PUT" ? UpdateOf(sent, entry.Request, faults) : CreateOf(sent, entry.Request, faults);
    }

    private static SentEntry CreateOf(SentEntry sent, Bundle.RequestComponent request, List<ShapeFault> faults)
    {
        if (request.Url != sent.Resource.ResourceType)
        {
            faults.Add(new ShapeFault("value", $"{sent.Request}.url", $"Must be {sent.Resource.ResourceType}, the type of the resource."));
        }

        return sent;
    }

    private SentEntry? UpdateOf(SentEntry sent, Bundle.RequestComponent request, List<ShapeFault> faults)
    {
        var id = request.Url!.Contains('?', StringComparison.Ordinal) ? null : References.IdIn(request.Url, sent.Resource.ResourceType, settings.PublicUrl);
        if (id is null || id != sent.Resource.Id)
        {
            faults.Add(new ShapeFault("value", $"{sent.Request}.url", $"Must be {sent.Resource.ResourceType}/{{id}} with the id of the resource."));
            return null;
        }

        var conditional = request.IfMatch is not null;
        if (!WeakETag.TryParse(request.IfMatch, out var expected) && conditional)
        {
            faults.Add(new ShapeFault("value", $"{sent.Request}.ifMatch", "Must be an ETag such as W/\"3\"."));
        }

        if (sent.Resource is FhirTask && !conditional)
        {
            faults.Add(new ShapeFault("required", $"{sent.Request}.ifMatch", "Send the ETag of the Task you read."));
        }

        return sent with { Id = id, Expected = conditional ? expected : null };
    }

    /// <summary>No resource twice, and no <c>fullUrl</c> that stands for two.</summary>
    private static void CheckOnce(Dictionary<int, SentEntry> writes, List<ShapeFault> faults)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (at, entry) in writes)
        {
            if (entry.FullUrl is { } url && !seen.Add($"fullUrl {url}"))
            {
                faults.Add(new ShapeFault("value", $"Bundle.entry[{at}].fullUrl", "An entry before this one has the same fullUrl."));
            }

            if (entry.IsUpdate && !seen.Add($"{entry.Resource.ResourceType}/{entry.Id}"))
            {
                faults.Add(new ShapeFault("value", $"{entry.Request}.url", "An entry before this one writes the same resource."));
            }
        }
    }
}
