using System.Text;
using System.Text.Json.Nodes;

namespace IntegrationHub.Tools.Hub.Fuzz;

/// <summary>Files of case systems, changed in a few places: the daily JSON by its structure, SSDA903 by its lines, values and tags.</summary>
internal static class ImportInputs
{
    private const string Boundary = "invented-boundary";

    private static readonly JsonNode Daily = JsonNode.Parse("""
        {"la_code":825,"children":[
          {"la_child_id":"FUZZ-3","mis_child_id":"S-3","purge":false,
           "child_details":{"unique_pupil_number":"ABC0123456789","first_name":"Avery","surname":"Testchild","date_of_birth":"2014-06-14","sex":"M","ethnicity":"WBRI","disabilities":["HAND"],"postcode":"HP20 1UA","uasc_flag":false},
           "health_and_wellbeing":{"sdq_assessments":[{"date":"2026-06-14","score":20}]},
           "social_care_episodes":[{"social_care_episode_id":"E1","referral_date":"2026-06-14","child_looked_after_placements":[
             {"child_looked_after_placement_id":"P1","start_date":"2026-11-02","start_reason":"S","placement_type":"U6","postcode":"HP20 1UA","end_date":"2026-11-09","end_reason":"X1","change_reason":"CHILD","purge":false},
             {"child_looked_after_placement_id":"P2","start_date":"2026-11-09","start_reason":"P","placement_type":"K2","postcode":"OX1 1AA"}]}]},
          {"la_child_id":"FUZZ-4","child_details":{"first_name":"Alex","surname":"Example","date_of_birth":"2012-01-02","sex":"F"},
           "social_care_episodes":[{"child_looked_after_placements":[{"start_date":"2026-11-05","start_reason":"S","placement_type":"U6"}]}]}]}
        """)!;

    private const string Header = "CHILD,SEX,DOB,ETHNIC,UPN,FORENAME,SURNAME,NHS_NUMBER\r\nFUZZ-5,1,14/06/2014,WBRI,A1,Avery,Testchild,9990000018\r\nFUZZ-6,2,02/01/2012,BOTH,A2,Alex,Example,\r\n";

    private const string Episodes =
        "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN\r\nFUZZ-5,02/11/2026,S,V2,N1,U6,PR4,09/11/2026,X1,CHILD,HP20 1UB,HP20 1UA,1\r\n"
        + "FUZZ-5,09/11/2026,B,C1,N1,K2,PR4,,,,,OX1 1AA,1\r\nFUZZ-6,05/11/2026,S,V3,N2,U6,PR4,12/11/2026,E4A,,,OX1 1AA,1\r\n";

    private const string Xml =
        "<?xml version='1.0' encoding='us-ascii'?>\n<EXPSSDA903><CHILD><HEADER><CHILDID>FUZZ-7</CHILDID><SEX>1</SEX><DOB>14/06/2014</DOB><ETHNIC>BOTH</ETHNIC><UASC>1</UASC><AREVIEW><REVIEW>28/01/2026</REVIEW></AREVIEW></HEADER>\n"
        + "<EPISODE><DECOM>02/11/2026</DECOM><RNE>S</RNE><LS>V2</LS><CIN>N1</CIN><PL>U6</PL><PL_POST>HP20 1UA</PL_POST><DEC /><REC /></EPISODE></CHILD></EXPSSDA903>";

    public static FuzzInput Of(int index, Random random)
    {
        var (type, body) = random.Next(5) switch
        {
            0 or 1 => ("application/json", new JsonMutator(random).Mutate(Daily, [Daily])),
            2 => ("application/xml", Encoding.UTF8.GetBytes(Changed(Xml, random, ["<", ">", "</CHILD>", "<CHILD>", "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>", "&x;", "]]>", "<![CDATA[", "xmlns='urn:x'", new string('<', 50)]))),
            3 => ("text/csv", Encoding.UTF8.GetBytes(Table(random))),
            _ => ($"multipart/form-data; boundary={Boundary}", Encoding.UTF8.GetBytes(Form(random))),
        };
        var query = random.Next(4) switch { 0 => "?dryRun=true", 1 => $"?skip={random.Next(3)}&take={1 + random.Next(3)}", 2 => $"?since={Uri.EscapeDataString(Short(random))}", _ => "" };
        return new FuzzInput(index, "import", "POST", $"hub/imports{query}", "social-care", body, [("Content-Type", type)]);
    }

    private static string Table(Random random) => Changed(random.Next(2) == 0 ? Header : Episodes, random, [",", "\"", "\"\"", "\r", "\n", "\r\n", ";", "=1+1", "CHILD", ",,,,,,,,,,,,,"]);

    private static string Form(Random random)
    {
        var text = $"{Part("header", Header)}{Part("episodes", Table(random))}--{Boundary}--\r\n";
        return random.Next(3) == 0 ? Changed(text, random, [$"--{Boundary}", "\r\n\r\n", "Content-Disposition: x", Boundary]) : text;
    }

    private static string Part(string name, string table) => $"--{Boundary}\r\nContent-Disposition: form-data; name={name}\r\nContent-Type: text/csv\r\n\r\n{table}\r\n";

    /// <summary>One in ten stays as it is; in the others values are cut out, doubled, or replaced by what has broken other systems.</summary>
    private static string Changed(string valid, Random random, string[] marks)
    {
        var text = valid;
        for (var left = random.Next(10) == 0 ? 0 : 1 + random.Next(3); left > 0 && text.Length > 0; left--)
        {
            var at = random.Next(text.Length);
            var (before, cut, after) = (text[..at], text[at..Math.Min(text.Length, at + random.Next(24))], text[at..]);
            var put = random.Next(4) switch { 0 => "", 1 => cut + cut, 2 => marks[random.Next(marks.Length)], _ => Short(random) };
            text = $"{before}{put}{after[cut.Length..]}";
        }
        return text;
    }

    private static string Short(Random random) => Nasty.Text(random) is var text && text.Length > 200 ? text[..200] : text;
}
