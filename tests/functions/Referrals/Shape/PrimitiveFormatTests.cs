using System.Text;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Functions.Referrals.Shape;

namespace IntegrationHub.Functions.Tests.Referrals.Shape;

public sealed class PrimitiveFormatTests
{
    private const int Runs = 3000;

    /// <summary>Where the hub asks more than the expression: the content must decode, the day must exist, a number must fit 32 bits.</summary>
    private static readonly string[] Stricter = ["date", "dateTime", "instant"];

    private static readonly Dictionary<string, string[]> Seeds = new(StringComparer.Ordinal)
    {
        ["canonical"] = ["urn:x|1", "a b", "\t", "\u00a0"],
        ["code"] = ["a", "a b", "a  b", " a", "a ", "\u00a0a", "a\tb", "a\n"],
        ["date"] = ["2026", "2026-11", "2026-11-02", "0000", "0001-01-01", "2026-13", "2026-00-01", "2026-11-02\n", "2026-1-2"],
        ["dateTime"] = ["2026", "2026-11-02T09:30:00Z", "2026-11-02T24:00:00Z", "2026-11-02T09:30:60.5+14:00", "2026-11-02T09:30:00+14:01", "2026-11-02T09:30Z", "2026-11-02T09:30:00", "2026-11T09:30:00Z"],
        ["id"] = ["a", "A-1.", "", "a_b", new string('a', 64), new string('a', 65)],
        ["instant"] = ["2026-11-02T09:30:00Z", "2026-11-02", "2026-11-02T09:30:00.Z", "2026-11-02T09:30:00.1-13:59", "2026-11-02T09:30:00z"],
        ["markdown"] = ["# x", "\u000b", "\u000c", "\u0001", "\u0085"],
        ["oid"] = ["urn:oid:1.2", "urn:oid:3.2", "urn:oid:1", "urn:oid:1.", "urn:oid:1.02", "urn:oid:1.0", "urn:oid:1..2"],
        ["string"] = ["x", " ", "\u000b", "x\u000c", "\r\n", "\u2028", "\ud83d\ude00"],
        ["time"] = ["09:30:00", "09:30:60", "09:30", "24:00:00", "09:30:00.", "09:30:00.12"],
        ["uri"] = ["urn:x", "a b", "\u3000", "x\n"],
        ["url"] = ["https://a.example.org", " "],
        ["uuid"] = ["urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e1", "urn:uuid:0C3151BD-1cbf-4d64-b04d-cd9187a4c6e1", "urn:uuid:0c3151bd1cbf-4d64-b04d-cd9187a4c6e11", "urn:uuid:"],
        ["integer"] = ["0", "-0", "-1", "2147483647", "-2147483648"],
        ["positiveInt"] = ["1", "0", "-0", "-1", "2147483647"],
        ["unsignedInt"] = ["0", "-0", "7"],
    };

    public static TheoryData<string> Types => [.. Seeds.Keys];

    /// <summary>Well-formed and nearly well-formed texts, changed in a few places, and texts by chance.</summary>
    [Theory]
    [MemberData(nameof(Types))]
    public void A_scanner_says_what_HL7_s_expression_says(string type)
    {
        var scanner = PrimitiveFormat.Of(type);
        var expression = new Regex($@"^(?:{FhirDefinitions.R4.Primitives[type].Regex})\z", RegexOptions.ECMAScript);
        var isNumber = FhirDefinitions.R4.Primitives[type].Json == "number";

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(Runs), Prop.ForAll(Texts(Seeds[type], isNumber).ToArbitrary(), text =>
        {
            var expected = expression.IsMatch(text) && (!Stricter.Contains(type) || IsRealDay(text));
            Assert.Equal(expected, scanner(Encoding.UTF8.GetBytes(text)));
        }));
    }

    private static Gen<string> Texts(string[] seeds, bool isNumber)
    {
        var alphabet = isNumber ? "0123456789" : "0123456789-:.TZ+ abcAF\t\n\r\u000b\u000c\u0001\u00a0\u2028\u00e9";
        var changed = from seed in Gen.Elements(seeds)
                      from at in Gen.Choose(0, 80)
                      from with in Gen.Elements(alphabet.ToCharArray())
                      from way in Gen.Choose(0, isNumber ? 0 : 3)
                      select Change(seed, at, with, way);
        return changed.Where(text => text.Length > 0);
    }

    private static string Change(string text, int at, char with, int way)
    {
        at = text.Length == 0 ? 0 : at % text.Length;
        return way switch
        {
            1 when !char.IsSurrogate(text.ElementAtOrDefault(at)) && text.Length > 0 => text[..at] + with + text[(at + 1)..],
            2 when !char.IsSurrogate(text.ElementAtOrDefault(at)) => text[..at] + with + text[at..],
            3 => text + with,
            _ => text,
        };
    }

    private static bool IsRealDay(string text) =>
        text.Length < 10 || DateOnly.TryParseExact(text[..10], "yyyy-MM-dd", out _);
}
