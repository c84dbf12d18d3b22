using System.Net.Http.Headers;
using System.Text;
using IntegrationHub.Functions.Imports;

namespace IntegrationHub.Functions.Tests.Imports;

/// <summary>SSDA903 tables about plainly invented children, dated around 2 November 2026.</summary>
internal static class Csv
{
    public const string HeaderColumns = "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB";
    public const string NamedColumns = "CHILD,SEX,DOB,ETHNIC,FORENAME,SURNAME,NHS_NUMBER";
    public const string EpisodeColumns = "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN";

    public static string Header(string child, string dob = "14/05/2019") => $"{child},2,{dob},WBRI,A123456789012,,";

    public static string Named(string child, string family = "Testchild") => $"{child},2,14/05/2019,WBRI,Avery,{family},9990000018";

    public static string Episode(string child, string from, string why = "S", string status = "V2", string place = "U6", string to = "", string reason = "", string postcode = "HP20 1UA") =>
        $"{child},{from},{why},{status},N1,{place},PR4,{to},{reason},,HP20 1UB,{postcode},1234567";

    /// <summary>CRLF, as spreadsheets write it.</summary>
    public static string Table(string columns, params string[] rows) => string.Join("\r\n", [columns, .. rows, ""]);

    public static ReadOnlyMemory<byte> Bytes(string text, bool mark = false) => mark ? (byte[])[.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(text)] : Encoding.UTF8.GetBytes(text);

    public static MultipartFormDataContent Form(params string[] tables)
    {
        var form = new MultipartFormDataContent();
        foreach (var (table, at) in tables.Select((table, at) => (table, at)))
        {
            form.Add(new ByteArrayContent(Encoding.UTF8.GetBytes(table)) { Headers = { ContentType = new MediaTypeHeaderValue("text/csv") } }, $"table{at}", $"table{at}.csv");
        }

        return form;
    }

    public static IReadOnlyList<ImportedChild> Children(SourceFile file) => new ImportedChildren("825", new DateOnly(2026, 11, 2)).Of(file);

    /// <summary>Each fault as <c>file line column code</c>.</summary>
    public static IReadOnlyList<string> Faults(IEnumerable<ImportedChild> children) =>
        [.. children.SelectMany(child => child.Faults).Select(fault => $"{fault.File} {fault.Line} {fault.Column} {fault.Code}")];
}
