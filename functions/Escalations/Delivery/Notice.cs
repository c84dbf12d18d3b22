using System.Text.Json.Nodes;

namespace IntegrationHub.Functions.Escalations.Delivery;

/// <summary>What people are told, ready for every channel. No name, no date of birth, no NHS number.</summary>
/// <param name="Id">Deterministic and the same for every attempt: <c>webhook-id</c>, and the beginning of Notify's <c>reference</c>. Letters, digits, <c>.</c> and <c>-</c>.</param>
/// <param name="RecordName">Name of the local record, without <c>.json</c>.</param>
/// <param name="Subject">One line.</param>
/// <param name="Text">Plain English.</param>
/// <param name="Details">Title and value of what stands below the text, such as the due date.</param>
/// <param name="Link">Where to see it.</param>
/// <param name="Members">The notice as JSON: what the local record keeps, and the top level of the webhook's body.</param>
public sealed record Notice(
    string Id, string RecordName, string Subject, string Text, IReadOnlyList<(string Title, string Value)> Details, string Link, JsonObject Members);

/// <summary>Somebody a notice is for.</summary>
/// <param name="Role">Role in the words of the domain.</param>
/// <param name="Address">E-mail address; null when none is known. Never logged.</param>
public sealed record NoticeRecipient(string Role, string? Address)
{
    public override string ToString() => Role;
}

/// <summary>What became of a notice.</summary>
public enum NoticeOutcomeKind
{
    /// <summary>The partner has taken it.</summary>
    Delivered,

    /// <summary>Not now: to be tried again.</summary>
    Failed,

    /// <summary>Never: trying again would come to the same.</summary>
    Refused,
}

/// <summary>What became of a notice for one recipient.</summary>
/// <param name="Reason">A short sentence, one of few for each channel, without anything that the partner sent; null when delivered.</param>
/// <param name="RetryAfter">Not to be tried again before; null when nothing was asked for.</param>
public sealed record NoticeOutcome(NoticeOutcomeKind Kind, string? Reason = null, TimeSpan? RetryAfter = null)
{
    public static NoticeOutcome Delivered { get; } = new(NoticeOutcomeKind.Delivered);

    public static NoticeOutcome Failed(string reason, TimeSpan? retryAfter = null) => new(NoticeOutcomeKind.Failed, reason, retryAfter);

    public static NoticeOutcome Refused(string reason) => new(NoticeOutcomeKind.Refused, reason);
}
