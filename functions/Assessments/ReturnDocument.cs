using System.Security.Cryptography;
using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Domain.Assessments;
using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.Identifiers;
using IntegrationHub.Functions.Referrals;
using IntegrationHub.Functions.Referrals.Interactions;
using IntegrationHub.Functions.Referrals.Rendering;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Assessments;

/// <summary>A document of an assessment comes back: <c>POST DocumentReference</c>, alone or in a transaction. The same document twice has the same id.</summary>
internal static class ReturnDocument
{
    /// <summary>Every fault of it; the draft when there is none.</summary>
    public static Draft? Of(SentEntry entry, DocumentReference reference, Planning planning)
    {
        var before = planning.Faults.Count;
        var kind = KindOf(entry, reference, planning);
        RequireSubject(entry, reference.Subject, planning);
        if (reference.Status != "current")
        {
            planning.Fault("value", entry, "status", "Must be current.");
        }

        var doctor = Doctor(reference, planning);
        if (kind == DocumentKinds.IhaSummary && doctor is null)
        {
            planning.Fault("required", entry, "author",
                $"An IHA is made by a registered medical practitioner: name the doctor by GMC number, identifier system {FhirSystems.GmcNumber}, seven digits.");
        }

        var referral = planning.ReferralNumber(entry, "context.related", reference.Context?.Related);
        var content = ContentOf(entry, reference, planning);
        return planning.Faults.Count > before || planning.CaseId is not { } caseId || content is null
            ? null
            : Drafted(entry, reference, Fact(reference, caseId, kind!, doctor, content, referral) with { Replaces = ReplacedBy(reference, planning) }, content, planning);
    }

    /// <summary>What a referral's resources say of the child must be of its own.</summary>
    public static void RequireSubject(SentEntry entry, ResourceReference? subject, Planning planning)
    {
        if (planning.CaseId is { } id && References.IdIn(subject?.Reference, Patient.TypeName, planning.Hub) != id.Value)
        {
            planning.Fault("business-rule", entry, "subject", "Must refer to the referral's Patient, as ServiceRequest.subject does.");
        }
    }

    private static Draft Drafted(SentEntry entry, DocumentReference reference, DocumentReceived fact, SentContent content, Planning planning)
    {
        var kept = reference with
        {
            Id = null,
            Meta = null,
            Content = [reference.Content![0] with { Attachment = SentResources.AttachmentOf(fact.DocumentId, fact.ContentType, fact.FileName, fact.Size) }],
        };
        return new Draft(entry, kept, _ => fact.DocumentId, (id, text) => new PlannedWrite(entry, id, content, Planning.At(entry, state => ReturnAssessment.Decide(
            state, new ReturnAssessmentCommand(planning.Now, [fact with { Resource = text }], []), planning.Policy))));
    }

    private static DocumentReceived Fact(DocumentReference reference, CaseId caseId, string kind, Practitioner? doctor, SentContent content, int referral) => new(
        DocumentIds.For(caseId, kind, content.Sha256, referral), kind, content.Sha256, content.ContentType,
        FileNames.Safe(reference.Content![0].Attachment!.Title, kind, content.ContentType), content.Bytes.ToMemory().Length,
        GmcOf(doctor), doctor?.Name?.FirstOrDefault()?.Text, Fhir.Moment(reference.Date),
        Fhir.Moment(reference.Context?.Period?.Start) is { } seen ? LondonTime.DateOf(seen) : null,
        Referral: referral);

    /// <summary>The wrong document that this one takes the place of.</summary>
    private static string? ReplacedBy(DocumentReference reference, Planning planning) => reference.RelatesTo?
        .Where(relation => relation.Code == "replaces")
        .Select(relation => References.IdIn(relation.Target?.Reference, DocumentReference.TypeName, planning.Hub) ?? "")
        .FirstOrDefault();

    private static string? KindOf(SentEntry entry, DocumentReference reference, Planning planning)
    {
        var kind = reference.Type?.Coding?.FirstOrDefault(coding => coding.System == FhirSystems.DocumentKind)?.Code;
        if (kind is not null && DocumentKinds.FromHealth.Contains(kind))
        {
            return kind;
        }

        planning.Fault("code-invalid", entry, "type", $"Needs a coding of {FhirSystems.DocumentKind}: {string.Join(", ", DocumentKinds.FromHealth.Order())}.");
        return null;
    }

    private static SentContent? ContentOf(SentEntry entry, DocumentReference reference, Planning planning)
    {
        if (reference.Content is not [{ Attachment: { } attachment }])
        {
            planning.Fault("value", entry, "content", "Exactly one content is taken.");
            return null;
        }

        const string at = "content[0].attachment";
        var (bytes, binaryType) = BytesOf(attachment, planning);
        var contentType = BinaryContents.MediaType(attachment.ContentType) ?? binaryType;
        if (binaryType is not null && contentType != binaryType)
        {
            planning.Fault("value", entry, $"{at}.contentType", "The attachment and its Binary must have the same content type.");
        }

        if (bytes is null)
        {
            planning.Fault("required", entry, at,
                "Send the document inline as data, as a Binary in the same Bundle whose fullUrl is the attachment's url, or name a Binary that is there.");
            return null;
        }

        var content = bytes.ToMemory();
        if (DocumentTypes.SizeFault(content.Length) is { } size)
        {
            planning.Fault(size.Code, entry, at, size.Text);
        }
        else if (DocumentTypes.Fault(contentType, content.Span) is { } wrong)
        {
            planning.Fault("value", entry, $"{at}.contentType", wrong.Text);
        }

        if (attachment.Size is { } stated && stated != content.Length)
        {
            planning.Fault("value", entry, $"{at}.size", "Is not the size of the document.");
        }

#pragma warning disable CA5350 // FHIR R4 defines Attachment.hash as SHA-1; it finds damage here, it proves nothing.
        if (attachment.Hash is { } hash && !Convert.FromBase64String(hash).AsSpan().SequenceEqual(SHA1.HashData(content.Span)))
#pragma warning restore CA5350
        {
            planning.Fault("value", entry, $"{at}.hash", "Is not the SHA-1 of the document.");
        }

        return new SentContent(DocumentStore.HashOf(content.Span), contentType ?? "", bytes);
    }

    /// <summary>Inline, in an entry of the same Bundle, or there already; with the Binary's own media type.</summary>
    private static (BinaryData? Bytes, string? BinaryType) BytesOf(Attachment attachment, Planning planning)
    {
        if (attachment.Url is { } url)
        {
            if (planning.Entries.FirstOrDefault(other => other.Resource is Binary && other.FullUrl == url)?.Resource is Binary binary)
            {
                return (BinaryContents.Decoded(attachment.Data ?? binary.Data), BinaryContents.MediaType(binary.ContentType));
            }

            if (attachment.Data is null && planning.Contents.TryGetValue(url, out var there))
            {
                return (there.Bytes, there.ContentType);
            }
        }

        return (BinaryContents.Decoded(attachment.Data), null);
    }

    /// <summary>The first author with a GMC number: named by identifier, contained, or an entry of the Bundle.</summary>
    private static Practitioner? Doctor(DocumentReference reference, Planning planning) => (reference.Author ?? [])
        .Select(author => PractitionerOf(reference, author, planning)).FirstOrDefault(practitioner => GmcOf(practitioner) is not null);

    private static Practitioner? PractitionerOf(DocumentReference reference, ResourceReference author, Planning planning)
    {
        if (author.Identifier is { } identifier)
        {
            return new Practitioner { Identifier = [identifier], Name = author.Display is null ? null : [new HumanName { Text = author.Display }] };
        }

        return author.Reference switch
        {
            null => null,
            ['#', ..] local => reference.Contained?.OfType<Practitioner>().FirstOrDefault(contained => $"#{contained.Id}" == local),
            var url => planning.Entries.FirstOrDefault(entry => entry.FullUrl == url)?.Resource as Practitioner,
        };
    }

    private static string? GmcOf(Practitioner? practitioner) =>
        practitioner?.Identifier?.FirstOrDefault(identifier => identifier.System == FhirSystems.GmcNumber && GmcNumber.TryParse(identifier.Value, out _))?.Value;
}
