using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace IntegrationHub.Bench.Notifications;

/// <summary>What a call does.</summary>
internal enum CallKind
{
    Get,
    Head,
    Put,
    Append,
    Delete,
    List,
    Send,
}

/// <summary>One call to storage, as the hub made it.</summary>
/// <param name="Container">Container, or queue.</param>
/// <param name="Name">Of the blob, or the prefix of a listing; ids in it stand as <see cref="StoragePlan.Fresh"/> takes them.</param>
/// <param name="Bytes">Length of the body.</param>
/// <param name="IsNew">The blob may not be there yet (<c>If-None-Match: *</c>).</param>
/// <param name="After">The calls that had ended when this one began, by their place in the plan.</param>
/// <param name="BeforeAnswer">False for what went on when the answer had been given.</param>
internal sealed record PlannedCall(
    CallKind Kind, string Container, string Name, int Bytes, bool IsNew, string? ContentType, IReadOnlyDictionary<string, string> Metadata,
    IReadOnlyList<int> After, bool BeforeAnswer);

/// <summary>All calls to storage of one notification, in the order in which they began.</summary>
internal sealed partial record StoragePlan(IReadOnlyList<PlannedCall> Calls)
{
    private const string Base32 = "abcdefghijklmnopqrstuvwxyz234567";

    /// <summary>The same text with other ids: each id becomes a new one of the same length, the same one wherever it stands.</summary>
    /// <param name="ids">The ids of one notification.</param>
    public static string Fresh(string text, Dictionary<string, string> ids) => Ids().Replace(text, match =>
    {
        if (!ids.TryGetValue(match.Value, out var id))
            ids[match.Value] = id = match.Value.Length > CouncilLength && match.Value[CouncilLength - 1] == '-'
                ? match.Value[..CouncilLength] + RandomNumberGenerator.GetString(Base32, match.Value.Length - CouncilLength)
                : RandomNumberGenerator.GetHexString(match.Value.Length, lowercase: true);
        return id;
    });

    private const int CouncilLength = 4;

    /// <summary>Ids of cases, and hashes and commits in hexadecimal.</summary>
    [GeneratedRegex("[0-9]{3}-[a-z2-7]{26}|[0-9a-f]{32,}")]
    private static partial Regex Ids();
}
