using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace IntegrationHub.Domain.Identifiers;

/// <summary>
/// Names a case: the council's code and 26 base-32 digits of a hash of the council's child reference and
/// the number of the episode, so that a follow-up finds its case without an index. It is also the FHIR id of the case's
/// ServiceRequest, Task, Patient and Consent.
/// </summary>
public readonly partial record struct CaseId
{
    private const string Base32 = "abcdefghijklmnopqrstuvwxyz234567";

    private CaseId(string value) => Value = value;

    /// <summary>For instance <c>825-k5d3...</c>.</summary>
    public string Value { get; }

    /// <summary>The council the case belongs to.</summary>
    public string LocalAuthority => Value[..3];

    /// <summary>The case of a child's n-th episode (1, 2, ...) of being looked after by a council.</summary>
    public static CaseId For(LocalAuthorityCode council, string localId, int episode)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{council.Value}\n{localId}\n{episode}"));
        var name = new StringBuilder($"{council.Value}-", 30);
        for (var bit = 0; bit < 130; bit += 5)
        {
            var window = (hash[bit / 8] << 8) | hash[(bit / 8) + 1];
            name.Append(Base32[(window >> (11 - (bit % 8))) & 31]);
        }

        return new CaseId(name.ToString());
    }

    public static bool TryParse(string? text, out CaseId id)
    {
        var valid = text is not null && Form().IsMatch(text);
        id = valid ? new CaseId(text!) : default;
        return valid;
    }

    public override string ToString() => Value;

    [GeneratedRegex(@"^[0-9]{3}-[a-z2-7]{26}\z")]
    private static partial Regex Form();
}
