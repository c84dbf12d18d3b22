using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Domain.Identifiers;
using IntegrationHub.Functions.Referrals.Shape;
using FhirTask = IntegrationHub.Contracts.Fhir.Task;

namespace IntegrationHub.Functions.Referrals.Interactions;

/// <summary>Which referral a sent resource is for. All writes of one commit are for the same.</summary>
internal static class ReferralOf
{
    /// <summary>The case; null when none is named. An entry that names another one, or none where it must, is a fault.</summary>
    public static CaseId? All(IReadOnlyList<SentEntry> entries, List<ShapeFault> faults, string hub)
    {
        var before = faults.Count;
        CaseId? known = null;
        foreach (var entry in entries.Where(entry => entry.Resource is not Practitioner))
        {
            var (element, text, named) = Named(entry, hub);
            if (CaseId.TryParse(named is null ? null : CaseResources.CaseIdIn(named), out var id))
            {
                if (known is { } other && other != id)
                {
                    faults.Add(new ShapeFault("business-rule", $"{entry.Expression}.{element}", Several(entry)));
                }

                known ??= id;
            }
            else if (!(entry.Resource is Binary { SecurityContext: null } && entry.Request is not null))
            {
                // In a transaction a Binary goes with the rest.
                faults.Add(new ShapeFault(entry.Resource is DocumentReference ? "required" : "business-rule", $"{entry.Expression}.{element}", text));
            }
        }

        if (known is null && faults.Count == before)
        {
            // What goes with the rest has no rest to go with.
            faults.AddRange(entries.Select(entry => entry.Resource is Binary
                ? new ShapeFault("required", $"{entry.Expression}.securityContext", Named(entry, hub).Text)
                : new ShapeFault("required", entry.Expression, "A Practitioner is kept inside the resources that refer to it, and nothing here is for a referral.")));
        }

        return known;
    }

    /// <summary>The id of the first referral that entries name, as ServiceRequest or Task; null when they name the child alone, or what was sent before.</summary>
    public static string? FirstNamed(IEnumerable<SentEntry> entries, string hub) => entries
        .Select(entry => entry.Resource switch
        {
            FhirTask => entry.Id,
            Appointment appointment => First(appointment.BasedOn, ServiceRequest.TypeName, hub),
            DocumentReference document => First(document.Context?.Related, ServiceRequest.TypeName, hub),
            Observation observation => First(observation.BasedOn, ServiceRequest.TypeName, hub),
            Binary binary => References.IdIn(binary.SecurityContext?.Reference, ServiceRequest.TypeName, hub),
            _ => null,
        })
        .FirstOrDefault(id => id is not null);

    /// <summary>The element that says for which referral an entry is.</summary>
    public static string ElementOf(SentEntry entry) => Named(entry, "").Element;

    /// <summary>What is wrong when the referral isn't the sender's: the same as when there is none.</summary>
    public static IEnumerable<ShapeFault> NotYours(IEnumerable<SentEntry> entries) => entries
        .Where(entry => entry.Resource is not Practitioner and not Binary { SecurityContext: null })
        .Select(entry => new ShapeFault("business-rule", $"{entry.Expression}.{ElementOf(entry)}", NotYours(entry)));

    private static string NotYours(SentEntry entry) => entry.Resource switch
    {
        DocumentReference => "Must refer to the ServiceRequest of one of your referrals.",
        _ => Named(entry, "").Text,
    };

    private static (string Element, string Text, string? CaseId) Named(SentEntry entry, string hub) => (entry.Resource, entry.IsUpdate) switch
    {
        (FhirTask, _) => ("id", "Must be the Task of one of your referrals.", entry.Id),
        (Appointment, true) => ("id", "Must be an appointment of one of your referrals.", CaseResources.CaseIdIn(entry.Id!)),
        (Appointment appointment, _) => ("basedOn", "Must refer to the ServiceRequest of one of your referrals, as ServiceRequest/{id}.", First(appointment.BasedOn, ServiceRequest.TypeName, hub)),
        (DocumentReference document, _) => ("context.related", "Must refer to the referral's ServiceRequest, as ServiceRequest/{id}.", First(document.Context?.Related, ServiceRequest.TypeName, hub)),
        (CarePlan plan, _) => ("subject", "Must refer to the Patient of one of your referrals, as Patient/{id}.", References.IdIn(plan.Subject?.Reference, Patient.TypeName, hub)),
        (Observation observation, _) => ("basedOn", "Must refer to the ServiceRequest of one of your referrals, as ServiceRequest/{id}.", First(observation.BasedOn, ServiceRequest.TypeName, hub)),
        (Binary binary, _) => ("securityContext", "Must refer to the ServiceRequest or the Patient of one of your referrals.", In(binary.SecurityContext, hub)),
        _ => ("id", "Can't be written.", null),
    };

    private static string Several(SentEntry entry) => entry.Request is null
        ? "All references must lead to the same referral."
        : "All writes of a transaction must be for the same referral, and an entry before this one is for another. Send a batch, or a transaction for each.";

    private static string? First(IEnumerable<ResourceReference>? references, string type, string hub) =>
        references?.Select(reference => References.IdIn(reference.Reference, type, hub)).FirstOrDefault(id => id is not null);

    private static string? In(ResourceReference? context, string hub) =>
        References.IdIn(context?.Reference, ServiceRequest.TypeName, hub) ?? References.IdIn(context?.Reference, Patient.TypeName, hub);
}
