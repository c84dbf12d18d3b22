using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace IntegrationHub.Functions.Tests.Security.PersonalData;

/// <summary>Something recognisable that was found where it was looked for.</summary>
/// <param name="Where">In which kind of emission, and under which name.</param>
/// <param name="What">The place in which a sender put it.</param>
public sealed record Hit(string Where, string What);

/// <summary>
/// Plainly invented personal data, each recognisable for the place in which it was sent: free text as a word of its own for each place, and what has a form of its own
/// (NHS number, postcode, date of birth, name) by its value, in any spelling and plainly hashed.
/// </summary>
public sealed partial class Marks
{
    public const string NhsNumber = "9990000018";
    public const string GivenName = "Zebedina";
    public const string FamilyName = "Quillfeather-Testchild";
    public const string Postcode = "HP20 9QZ";
    public const string DateOfBirth = "2014-03-17";
    public const string Email = "q.quillfeather@home.example";

    private static readonly (string What, string Pattern)[] Known =
    [
        ("NHS number", "999[ -]?000[ -]?0018"), ("NHS number, plainly hashed", Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(NhsNumber)))),
        ("NHS number, in base64", Convert.ToBase64String(Encoding.ASCII.GetBytes(NhsNumber)).TrimEnd('=')), ("given name", GivenName), ("family name", "Quillfeather"),
        ("postcode", "HP20[ +]?(%20)?9QZ"), ("date of birth", "2014-?03-?17|17[ /]+(03|March)[ /]+2014"),
    ];

    private readonly List<string> places = [];

    /// <summary>A word that nobody else uses, for one place.</summary>
    public string In(string place)
    {
        lock (places)
        {
            places.Add(place);
            return string.Create(CultureInfo.InvariantCulture, $"Zqv{(char)('a' + ((places.Count - 1) / 26 / 26))}{(char)('a' + ((places.Count - 1) / 26 % 26))}{(char)('a' + ((places.Count - 1) % 26))}");
        }
    }

    /// <summary>Everything recognisable in a text.</summary>
    public IEnumerable<Hit> Found(string where, string text) =>
    [
        .. Known.Where(known => Regex.IsMatch(text, known.Pattern, RegexOptions.IgnoreCase, TimeSpan.FromSeconds(10))).Select(known => new Hit(where, known.What)),
        .. Word().Matches(text).Select(match => new Hit(where, PlaceOf(match.Groups[1].Value))).Distinct(),
    ];

    private string PlaceOf(string letters)
    {
        var lower = letters.ToLowerInvariant();
        return places[((((lower[0] - 'a') * 26) + lower[1] - 'a') * 26) + lower[2] - 'a'];
    }

    [GeneratedRegex("zqv([a-z]{3})", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Word();
}
