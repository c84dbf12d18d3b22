using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Domain.Assessments;
using IntegrationHub.Functions.Referrals.Interactions;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Assessments;

/// <summary>Contents of Binaries and attachments.</summary>
internal static class BinaryContents
{
    /// <summary>Lower case, without parameters.</summary>
    public static string? MediaType(string? contentType) => contentType?.Split(';')[0].Trim().ToLowerInvariant();

    /// <summary>From base64 whose form was checked with the resource's shape; null without data.</summary>
    public static BinaryData? Decoded(string? data) => data is null ? null : BinaryData.FromBytes(Convert.FromBase64String(data));
}

/// <summary>
/// A content comes ahead of the document that will refer to it: <c>POST Binary</c>. It is kept for its referral and shows nowhere until a
/// DocumentReference names it; no fact is recorded.
/// </summary>
internal static class KeepBinary
{
    public static Draft? Of(SentEntry entry, Binary binary, Planning planning)
    {
        var bytes = BinaryContents.Decoded(binary.Data) ?? BinaryData.FromBytes(ReadOnlyMemory<byte>.Empty);
        var content = bytes.ToMemory();
        var contentType = BinaryContents.MediaType(binary.ContentType);
        if (DocumentTypes.SizeFault(content.Length) is { } size)
        {
            planning.Fault(size.Code, entry, "data", size.Text);
            return null;
        }

        if (DocumentTypes.Fault(contentType, content.Span) is { } wrong)
        {
            planning.Fault("value", entry, "contentType", wrong.Text);
            return null;
        }

        if (planning.CaseId is not { } caseId)
        {
            return null;
        }

        var sha256 = DocumentStore.HashOf(content.Span);
        return new Draft(entry, new Binary(), _ => BinaryIds.For(caseId.Value, sha256), (id, _) => new PlannedWrite(
            entry, id, new SentContent(sha256, contentType!, bytes), Planning.At(entry, state => ReturnAssessment.Decide(
                state, new ReturnAssessmentCommand(planning.Now, [], []) { ReferralElement = "Binary.securityContext" }, planning.Policy))));
    }
}
