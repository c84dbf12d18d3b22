using System.Text.Json.Nodes;
using IntegrationHub.Functions.Tests.Kit;

namespace IntegrationHub.Functions.Tests.Security.PersonalData;

/// <summary>Files of case systems with marks: taken in, and with each value in turn put where another belongs.</summary>
internal static class MarkedImports
{
    private static readonly string[] Columns =
        ["CHILD", "SEX", "DOB", "ETHNIC", "UASC", "LA", "FORENAME", "SURNAME", "NHS_NUMBER", "DECOM", "RNE", "LS", "CIN", "PLACE", "PL_POST", "PL_LA", "HOME_POST", "DEC", "REC"];

    /// <param name="person">Everything recognisable of a person, with a mark for a place.</param>
    public static IEnumerable<Func<Task>> Of(TestHub hub, Marks marks, Emissions emitted, Func<string, string> person)
    {
        const string json = "application/json";
        for (var at = 0; at < Columns.Length; at++)
        {
            var values = Values($"LCS-{marks.In("the council's own reference")}");
            // The first stays valid: what stands there is the council's own reference.
            if (at > 0)
            {
                values[at] = person($"import, {Columns[at]}");
            }

            var elements = Columns.Zip(values, (name, value) => (Name: name switch { "CHILD" => "CHILDID", "PLACE" => "PL", _ => name }, Value: value)).ToList();
            yield return Send(hub, emitted, $"{string.Join(',', Columns)}\n{string.Join(',', values)}\n", "text/csv");
            yield return Send(hub, emitted, $"<X><CHILD><HEADER>{Xml(elements[..9])}</HEADER><EPISODE>{Xml(elements[9..])}</EPISODE></CHILD></X>", "application/xml");
        }

        foreach (var wrong in MarkedMembers.Of("import", Daily($"LCS-{marks.In("the council's own reference")}"), marks))
        {
            yield return Send(hub, emitted, $"[{wrong.ToJsonString()}]", json);
        }

        foreach (var (text, type) in new[]
                 {
                     ($"{{\"a\":{person("import, no JSON")}", json), ($"<X><{person("import, no XML")}>", "application/xml"), ($"CHILD,\"{person("import, no CSV")}\n", "text/csv"),
                     ($"CHILD,{Marks.NhsNumber},{Marks.DateOfBirth},{Marks.Postcode}\nLCS-1,1,1,1\n", "text/csv"),
                 })
        {
            yield return Send(hub, emitted, text, type);
        }
    }

    private static Func<Task> Send(TestHub hub, Emissions emitted, string text, string type) => async () =>
    {
        var answer = emitted.Note("of an import", await hub.Send(HttpMethod.Post, "hub/imports", hub.SocialCare, HubClient.Content(text, type)));
        emitted.Add("report of an import", answer.Body);
        Assert.True(answer.Status is 200 or 422, answer.Body);
    };

    private static string[] Values(string child) =>
    [
        child, "2", Marks.DateOfBirth, "WBRI", "0", "825", Marks.GivenName, Marks.FamilyName, Marks.NhsNumber,
        "2026-10-30", "S", "V2", "N1", "U6", Marks.Postcode, "825", Marks.Postcode, "", "",
    ];

    private static string Xml(IEnumerable<(string Name, string Value)> elements) => string.Concat(elements.Select(element => $"<{element.Name}>{element.Value}</{element.Name}>"));

    private static JsonNode Daily(string child) => JsonNode.Parse($$"""
        {
          "la_child_id": "{{child}}",
          "child_details": { "first_name": "{{Marks.GivenName}}", "surname": "{{Marks.FamilyName}}", "date_of_birth": "{{Marks.DateOfBirth}}", "sex": "F", "postcode": "{{Marks.Postcode}}" },
          "social_care_episodes": [
            { "child_looked_after_placements": [{ "start_date": "2026-10-30", "start_reason": "S", "placement_type": "U6", "postcode": "{{Marks.Postcode}}" }] }
          ]
        }
        """)!;
}
