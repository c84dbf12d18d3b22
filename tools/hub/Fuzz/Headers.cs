using System.Text;
using IntegrationHub.Tools.Hub.Local;

namespace IntegrationHub.Tools.Hub.Fuzz;

/// <summary>Valid requests with hostile headers.</summary>
internal static class Headers
{
    private static readonly (string Name, string[] Values)[] Known =
    [
        ("If-Match", ["W/\"1\"", "\"1\"", "W/\"99999999999\"", "*", "W/\"\"", "W/", "W/\"-1\"", "W/\"1\", W/\"2\"", "w/\"1\""]),
        ("If-None-Match", ["*", "W/\"1\"", "W/\"x\"", "\"", ","]),
        ("If-Modified-Since", ["Mon, 02 Nov 2026 09:00:00 GMT", "yesterday", "0001-01-01", "9999-12-31T23:59:59-14:00"]),
        ("If-None-Exist", ["identifier=x", "status=booked&x", "?", "_id=", "identifier=a|b|c", "_lastUpdated=gt9999-12-31T23:59:59-14:00"]),
        ("Prefer", ["return=minimal", "return=representation", "return=OperationOutcome", "return=", "return=\"minimal\", handling=strict", "handling=lenient", "respond-async", ";;,="]),
        ("Accept", ["application/fhir+json", "application/json;q=0", "*/*;q=2", "text/html", "application/fhir+json; fhirVersion=\"4.0\"", "application/fhir+xml", ",,", "a/b;q=x", "application/fhir+json; fhirVersion=\"", "*/json"]),
        ("Content-Type", ["application/fhir+json; charset=utf-16", "application/fhir+json; charset=\"x", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "text/plain", "application/json; charset=", "a", "/"]),
        ("Content-Encoding", ["gzip", "br", "identity", "x"]),
        ("Authorization", ["Bearer", "Bearer ", "Bearer a.b.c", "bearer x", "Basic YTpi", "Bearer eyJhbGciOiJub25lIn0.e30.", "Bearer eyJhbGciOiJSUzI1NiJ9.e30.AA", "Bearer ..", "Bearer eyJhbGciOiJSUzI1NiIsImtpZCI6Ilx1ZDgwMCJ9.eyJzdWIiOiJcdWQ4MDAifQ.AA", "Bearer a.b.c.d.e"]),
        ("X-Document-Kind", ["consent-form", "part-a", "other", "x", ""]),
        ("X-File-Name", ["../../x.pdf", "a.pdf", "=?utf-8?B?eA==?=", "%00.pdf", "con", ".", "\u202efdp.exe", "a;filename=b"]),
        ("traceparent", ["00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "00-00000000000000000000000000000000-0000000000000000-00", "ff-x", "x"]),
        ("tracestate", ["a=b", "=,=,="]), ("baggage", ["a=b", ";;"]), ("Range", ["bytes=0-", "bytes=9-1", "bytes=-1", "bytes=0-0,2-2", "x"]), ("Accept-Encoding", ["gzip", "br;q=1, *;q=0", "identity;q=0", ";"]),
        ("X-HTTP-Method-Override", ["DELETE"]), ("X-MS-CLIENT-PRINCIPAL", ["e30="]), ("X-Forwarded-For", ["x"]), ("X-Original-URL", ["/hub/operations/audit"]), ("Expect", ["x"]), ("Cookie", ["a=b"]),
    ];

    public static FuzzInput Of(int index, Random random, FuzzCorpus corpus)
    {
        var (method, path, persona, mediaType, body) = random.Next(8) switch
        {
            0 => ("PUT", $"hub/fhir/Task/{corpus.CaseId}", "health", "application/fhir+json", corpus.Task.ToJsonString()),
            1 => ("POST", "hub/fhir/Appointment", "health", "application/fhir+json", corpus.Appointment.ToJsonString()),
            2 => ("POST", "hub/notifications", "social-care", "application/cloudevents+json", corpus.Notifications[0].ToJsonString()),
            3 => ("POST", $"hub/cases/{corpus.CaseId}/documents", "social-care", "application/pdf", Encoding.ASCII.GetString(TinyPdf.Of("invented"))),
            4 => ("POST", "hub/fhir/Binary", "health", "application/pdf", Encoding.ASCII.GetString(TinyPdf.Of("invented"))),
            5 => ("GET", $"hub/fhir/Task/{corpus.CaseId}/_history", "health", null, null),
            6 => ("GET", $"hub/cases/{corpus.CaseId}", "social-care", null, null),
            _ => ("GET", $"hub/fhir/Patient/{corpus.CaseId}", "health", (string?)null, (string?)null),
        };
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (mediaType is not null)
            headers["Content-Type"] = mediaType;
        for (var count = 1 + random.Next(3); count > 0; count--)
        {
            var (name, values) = Known[random.Next(Known.Length)];
            if (body is not null || !name.StartsWith("Content-", StringComparison.Ordinal))
                headers[name] = random.Next(4) == 0 ? OneLine(Nasty.Text(random)) : values[random.Next(values.Length)];
        }
        return new FuzzInput(
            index, "headers", method, path, headers.ContainsKey("Authorization") ? null : persona, body is null ? null : Encoding.UTF8.GetBytes(body),
            [.. headers.Select(header => (header.Key, header.Value))]);
    }

    /// <summary>Without what would end the header, and short enough for the server's own bound.</summary>
    private static string OneLine(string text)
    {
        var line = string.Concat(text.Where(character => !char.IsControl(character)));
        return line.Length > 2000 ? line[..2000] : line;
    }
}
