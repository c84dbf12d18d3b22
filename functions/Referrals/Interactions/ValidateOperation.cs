using System.Text.Json;
using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Functions.Cases;
using IntegrationHub.Functions.Referrals.Shape;
using IntegrationHub.Functions.Subscriptions;
using FhirTask = IntegrationHub.Contracts.Fhir.Task;

namespace IntegrationHub.Functions.Referrals.Interactions;

/// <summary>
/// <c>POST {type}/$validate</c> (R4 resource-operation-validate): what a real create or update would say, and nothing is kept. It needs no more than the
/// right to read: it tells nothing that a reader couldn't know.
/// </summary>
internal sealed class ValidateOperation(
    VisibleCases visible, WriteReader reader, ExecuteWrites execute, Transaction transaction, SubscriptionReader subscriptions, SubscriptionStore subscriptionStore)
{
    private sealed record Asked(JsonElement Resource, string? Mode, string? Profile);

    public async Task<IResult> Run(HttpContext http, string type, string? id, CancellationToken cancel)
    {
        using var body = await FhirBodies.ReadJson(http.Request, cancel);
        if (body.Refusal is not null)
        {
            return body.Refusal;
        }

        var (asked, faults) = Read(body.Json, type);
        if (asked is not null)
        {
            asked = asked with { Mode = asked.Mode ?? http.Request.Query["mode"].FirstOrDefault(), Profile = asked.Profile ?? http.Request.Query["profile"].FirstOrDefault() };
            faults.AddRange(OfRequest(asked, type));
            var sent = CheckedResource.Of(asked.Resource, type);
            var found = sent.Readable is { } readable && FhirBodies.TypeOf(readable) == type ? await OfRules(http, FhirJson.Read(readable), asked.Mode, id, cancel) : [];
            faults.AddRange(sent.With(found));
        }

        return FhirAnswers.Resource(new OperationOutcome
        {
            Issue = faults.Count == 0
                ? [FhirAnswers.Issue("informational", "No faults. Nothing was kept.", severity: "information")]
                : [.. faults.Select(fault => FhirAnswers.Issue(fault.Code, fault.Text, fault.Expression))],
        });
    }

    /// <summary>The resource itself, or Parameters that hold it.</summary>
    private static (Asked? Asked, List<ShapeFault> Faults) Read(JsonElement json, string type)
    {
        var isWrapped = FhirBodies.TypeOf(json) == Parameters.TypeName && (type != Parameters.TypeName || ParameterOf(json, "resource") is not null);
        if (!isWrapped)
        {
            return (new Asked(json, null, null), []);
        }

        if (FhirShape.Check(WithoutResources(json), Parameters.TypeName) is { Count: > 0 } wrong)
        {
            return (null, [.. wrong]);
        }

        return ParameterOf(json, "resource")?.Get("resource"u8) is { } resource
            ? (new Asked(resource, Value(json, "mode"), Value(json, "profile")), [])
            : (null, [new ShapeFault("required", "Parameters.parameter", "Send the resource in the parameter resource.")]);
    }

    private static IEnumerable<ShapeFault> OfRequest(Asked asked, string type)
    {
        if (FhirBodies.TypeOf(asked.Resource) is { } sent && sent != type)
        {
            yield return new ShapeFault("value", type, $"A resource of type {type} is expected here.");
        }

        if (asked.Mode is not (null or "create" or "update"))
        {
            yield return new ShapeFault("not-supported", "Parameters.parameter", "mode must be create or update: the hub deletes nothing.");
        }

        if (asked.Profile is { } profile && profile.Split('|')[0] != FhirSystems.Profile(type) && profile != $"http://hl7.org/fhir/StructureDefinition/{type}")
        {
            yield return new ShapeFault("not-supported", "Parameters.parameter", $"profile must be {FhirSystems.Profile(type)}: the hub knows no other for this type.");
        }
    }

    /// <summary>The hub's own rules, by the code of the real write up to where it would keep something.</summary>
    private async Task<IEnumerable<ShapeFault>> OfRules(HttpContext http, Resource resource, string? mode, string? id, CancellationToken cancel)
    {
        if (id is not null && resource.Id is not null && resource.Id != id)
        {
            return [new ShapeFault("value", $"{resource.ResourceType}.id", "The id must be the one in the address.")];
        }

        var sender = Sender.Of(http, visible);
        if (resource is Bundle bundle)
        {
            return bundle.Type == "transaction" ? Faults((await transaction.Read(bundle, sender, cancel)).Writes, sender) : [];
        }

        if (resource is Subscription subscription)
        {
            return await OfSubscription(subscription, id ?? resource.Id, sender.Caller.Organisation, cancel);
        }

        return await EntryFor(resource, mode, id, sender, cancel) is { } entry ? Faults(await reader.Read([entry], [], sender, cancel), sender) : [];
    }

    private async Task<IEnumerable<ShapeFault>> OfSubscription(Subscription subscription, string? id, string organisation, CancellationToken cancel)
    {
        var existing = id is null ? null : await subscriptionStore.Load(organisation, id, cancel);
        return (await subscriptions.Read(subscription, organisation, existing is { Document.Deleted: false } ? existing.Document : null, cancel)).Faults;
    }

    /// <summary>The write that it would be; null for what the hub doesn't take, and for a Task that isn't the caller's.</summary>
    private static async Task<SentEntry?> EntryFor(Resource resource, string? mode, string? id, Sender sender, CancellationToken cancel)
    {
        var named = id ?? resource.Id;
        var isUpdate = named is not null && resource switch
        {
            FhirTask => await sender.Find(named, cancel) is not null,
            Appointment => id is not null || mode == "update"
                || (mode is null && (await sender.Find(CaseResources.CaseIdIn(named), cancel))?.State.Appointments.Any(known => known.AppointmentId == named) == true),
            _ => false,
        };
        return resource switch
        {
            FhirTask or Appointment when isUpdate => new SentEntry(resource.ResourceType, resource with { Id = named }) { Id = named },
            Appointment or DocumentReference or CarePlan or Observation or Binary => new SentEntry(resource.ResourceType, resource),
            _ => null,
        };
    }

    private IEnumerable<ShapeFault> Faults(ReadWrites read, Sender sender)
    {
        ShapeFault[] found = [.. read.Faults, .. read.Refusals.Select(TransactionEndpoint.FaultOf)];
        if (found.Length > 0 || read.Writes.Count == 0 || execute.Try(read.Writes, read.Stored!, sender.Actor) is not { } refusal)
        {
            return found;
        }

        return refusal.Faults.Count > 0
            ? refusal.Faults.Select(fault => new ShapeFault("business-rule", fault.Pointer, fault.Message))
            : [new ShapeFault("business-rule", read.Writes[0].Entry.Expression, refusal.Detail)];
    }

    private static JsonElement? ParameterOf(JsonElement json, string name)
    {
        var found = json.Items("parameter"u8).Where(parameter => parameter.Text("name"u8) == name).ToList();
        return found.Count > 0 ? found[0] : null;
    }

    private static string? Value(JsonElement json, string name) =>
        ParameterOf(json, name) is { } parameter ? parameter.Text("valueCode"u8) ?? parameter.Text("valueUri"u8) ?? parameter.Text("valueCanonical"u8) ?? parameter.Text("valueString"u8) : null;

    /// <summary>The resource is checked as what the address says, with places of its own.</summary>
    private static JsonElement WithoutResources(JsonElement json)
    {
        var node = System.Text.Json.Nodes.JsonObject.Create(json)!;
        foreach (var parameter in (node["parameter"] as System.Text.Json.Nodes.JsonArray ?? []).OfType<System.Text.Json.Nodes.JsonObject>())
        {
            if (parameter["resource"] is not null)
            {
                parameter["resource"] = new System.Text.Json.Nodes.JsonObject { ["resourceType"] = "Parameters", ["id"] = "x" };
            }
        }

        return JsonSerializer.SerializeToElement(node);
    }
}
