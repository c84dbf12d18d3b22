using System.Text;
using IntegrationHub.Functions.Imports;

namespace IntegrationHub.Functions.Tests.Imports;

/// <summary>What each format is read as, and what of it is refused.</summary>
public sealed class ReaderTests
{
    private const string Xml = """
        <?xml version='1.0' encoding='us-ascii'?>
        <EXPSSDA903><CHILD>
        <HEADER><CHILDID>947390</CHILDID><SEX>1</SEX><DOB>02/03/2013</DOB><ETHNIC>BOTH</ETHNIC><UASC>1</UASC>
        <AREVIEW><REVIEW>28/01/2026</REVIEW></AREVIEW><MOTHER /></HEADER>
        <EPISODE><DECOM>12/10/2026</DECOM><RNE>S</RNE><LS>V2</LS><CIN>N1</CIN><PL>U6</PL><PL_POST>HP20 1UA</PL_POST><DEC>26/10/2026</DEC><REC>X1</REC></EPISODE>
        <EPISODE><DECOM>26/10/2026</DECOM><RNE>P</RNE><LS>V2</LS><CIN>N1</CIN><PL>K2</PL><PL_POST>OX1 1AA</PL_POST><DEC /><REC /></EPISODE>
        </CHILD></EXPSSDA903>
        """;

    private const string Json = """
        [
          { "la_child_id": "Child1", "child_details": { "first_name": "Avery", "surname": "Testchild", "date_of_birth": "2013-03-02", "sex": "M", "ethnicity": "BOTH",
              "disabilities": ["HAND"], "postcode": "HP20 1UB", "uasc_flag": true },
            "social_care_episodes": [ { "referral_date": "2026-09-01", "child_looked_after_placements": [
              { "start_date": "2026-10-12", "start_reason": "S", "placement_type": "U6", "postcode": "HP20 1UA", "end_date": "2026-10-26", "end_reason": "X1" },
              { "start_date": "2026-10-26", "start_reason": "P", "placement_type": "K2", "postcode": "OX1 1AA" },
              { "start_date": "2026-10-28", "start_reason": "P", "placement_type": "K1", "postcode": "OX1 1AA", "purge": true } ] } ] }
        ]
        """;

    [Fact]
    public void The_three_formats_tell_the_same()
    {
        var csv = Ssda903Csv.Read(
        [
            Csv.Bytes(Csv.Table("CHILD,SEX,DOB,ETHNIC,UASC", "947390,1,02/03/2013,BOTH,1")),
            Csv.Bytes(Csv.Table(Csv.EpisodeColumns, "947390,12/10/2026,S,V2,N1,U6,PR4,26/10/2026,X1,,,HP20 1UA,1", "947390,26/10/2026,P,V2,N1,K2,PR4,,,,,OX1 1AA,1"), mark: true),
        ]);
        foreach (var file in new[] { csv, Ssda903Xml.Read(Csv.Bytes(Xml), 10_000), DfeDaily.Read(Csv.Bytes(Json, mark: true)) })
        {
            var child = Assert.Single(Csv.Children(file));
            Assert.Empty(Csv.Faults([child]));
            Assert.Equal((new DateOnly(2013, 3, 2), "M", "BOTH", true), (child.Details.DateOfBirth, child.Details.Sex, child.Details.Ethnicity, child.Details.UnaccompaniedAsylumSeeker));
            var period = Assert.Single(child.Periods);
            Assert.Equal((new DateOnly(2026, 10, 12), true, null), (period.StartedOn, period.BeginsInFile, period.End));
            Assert.Equal(["U6 2026-10-12 HP20 1UA", "K2 2026-10-26 OX1 1AA"], period.Placements.Select(place => $"{place.Type} {place.StartedOn:yyyy-MM-dd} {place.Postcode}"));
        }
    }

    [Theory]
    [InlineData("C1,2,14/05/2019,XXXX,,,", "header 2 ETHNIC unknown-code")]
    [InlineData("C1,3,14/05/2019,WBRI,,,", "header 2 SEX unknown-code")]
    [InlineData("C1,2,14/05/19,WBRI,,,", "header 2 DOB date-format")]
    [InlineData("C1,2,31/02/2019,WBRI,,,", "header 2 DOB date-format")]
    [InlineData("C1,2,14/05/2027,WBRI,,,", "header 2 DOB date-in-future")]
    [InlineData("C1,2,14/05/2001,WBRI,,,", "header 2 DOB not-a-child")]
    [InlineData("C1,2,20/10/2026,WBRI,,,", "header 2 DOB born-after-care-start")]
    [InlineData("=C1,2,14/05/2019,WBRI,,,", "header 2 CHILD formula")]
    [InlineData(",2,14/05/2019,WBRI,,,", "header 2 CHILD required")]
    [InlineData("C1,2,14/05/2019,WBRI,,,\r\nC1,2,14/05/2019,WBRI,,,", "header 3 CHILD child-twice")]
    public void A_fault_in_the_header_is_named_by_line_and_column(string row, string fault)
    {
        var file = Ssda903Csv.Read([Csv.Bytes(Csv.Table(Csv.HeaderColumns, row)), Csv.Bytes(Csv.Table(Csv.EpisodeColumns, Csv.Episode("C1", "19/10/2026")))]);
        Assert.Equal([fault], Csv.Faults(Csv.Children(file)));
    }

    [Theory]
    [InlineData("C1,,S,V2,N1,U6,PR4,,,,,,", "episodes 2 DECOM required")]
    [InlineData("C1,19/10/2026,Q,V2,N1,U6,PR4,,,,,,", "episodes 2 RNE unknown-code")]
    [InlineData("C1,19/10/2026,S,,N1,U6,PR4,,,,,,", "episodes 2 LS required")]
    [InlineData("C1,19/10/2026,S,V2,N9,U6,PR4,,,,,,", "episodes 2 CIN unknown-code")]
    [InlineData("C1,19/10/2026,S,V2,N1,XX,PR4,,,,,,", "episodes 2 PLACE unknown-code")]
    [InlineData("C1,19/10/2026,S,V2,N1,U6,PR4,,,,,X,", "episodes 2 PL_POST postcode-format")]
    [InlineData("C1,19/10/2026,S,V2,N1,U6,PR4,18/10/2026,E4A,,,,", "episodes 2 DEC end-before-start")]
    [InlineData("C1,19/10/2026,S,V2,N1,U6,PR4,20/10/2026,,,,,", "episodes 2 REC required")]
    [InlineData("C1,19/10/2026,S,V2,N1,U6,PR4,,E4A,,,,", "episodes 2 DEC required")]
    [InlineData("C1,19/10/2026,S,V2,N1,U6,PR4,20/10/2026,X1,,,,", "episodes 2 REC next-episode-missing")]
    [InlineData("C1,19/10/2026,S,V2,N1,U6,PR4,,,,,,\r\nC1,20/10/2026,P,V2,N1,K2,PR4,,,,,,", "episodes 2 DEC end-missing")]
    [InlineData("C1,19/10/2026,S,V2,N1,U6,PR4,22/10/2026,X1,,,,\r\nC1,20/10/2026,P,V2,N1,K2,PR4,,,,,,", "episodes 3 DECOM episodes-overlap")]
    public void A_fault_in_an_episode_is_named_by_line_and_column(string rows, string fault)
    {
        var file = Ssda903Csv.Read([Csv.Bytes(Csv.Table(Csv.HeaderColumns, Csv.Header("C1"))), Csv.Bytes(Csv.Table(Csv.EpisodeColumns, rows))]);
        Assert.Equal([fault], Csv.Faults(Csv.Children(file)));
    }

    [Theory]
    [InlineData("CHILD,DECOM,RNE\r\n", "/episodes/1/LS column-missing")]
    [InlineData("", "/file/1/ empty")]
    [InlineData("SEX,DOB\r\n2,14/05/2019\r\n", "/header/1/CHILD column-missing")]
    [InlineData("CHILD,SEX,SEX\r\n", "/header/1/SEX column-twice")]
    [InlineData("CHILD,SEX\r\nC1,2,3\r\n", "/header/2/ malformed-file")]
    [InlineData("CHILD,SEX\r\nC1,2\r\n\"C2\r\nX\",2\r\n", "/header/4/ malformed-file")]
    public void A_table_that_is_none_is_refused_as_a_whole(string table, string fault)
    {
        var file = Ssda903Csv.Read([Csv.Bytes(table)]);
        Assert.Empty(file.Children);
        Assert.Equal(fault, file.Faults.Select(found => $"/{found.File}/{found.Line}/{found.Column} {found.Code}").First());
    }

    [Fact]
    public void Text_in_another_encoding_is_refused() =>
        Assert.Equal("encoding", Assert.Single(Ssda903Csv.Read([Encoding.Latin1.GetBytes("CHILD,SURNAME\r\nC1,Zoë\r\n")]).Faults).Code);

    [Fact]
    public void One_table_with_both_kinds_of_columns_is_both()
    {
        var file = Ssda903Csv.Read([Csv.Bytes(Csv.Table(
            "CHILD,SEX,DOB,DECOM,RNE,LS,PLACE,DEC,REC", "C1,2,14/05/2019,12/10/2026,S,V2,U6,20/10/2026,X1", "C1,2,14/05/2019,20/10/2026,P,V2,K2,,"))]);
        var child = Assert.Single(Csv.Children(file));
        Assert.Empty(child.Faults);
        Assert.Equal(2, child.Periods[0].Placements.Count);
    }

    [Theory]
    [InlineData("<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><EXPSSDA903><CHILD><HEADER><CHILDID>&x;</CHILDID></HEADER></CHILD></EXPSSDA903>")]
    [InlineData("<!DOCTYPE EXPSSDA903><EXPSSDA903><CHILD><HEADER><CHILDID>1</CHILDID></HEADER></CHILD></EXPSSDA903>")]
    [InlineData("<EXPSSDA903><CHILD>")]
    [InlineData("<EXPSSDA903><CHILD><HEADER><CHILDID><b>1</b></CHILDID></HEADER></CHILD></EXPSSDA903>")]
    [InlineData("nothing")]
    [InlineData("")]
    public void Xml_that_is_none_or_has_a_document_type_is_refused(string xml) =>
        Assert.Equal("malformed-file", Assert.Single(Ssda903Xml.Read(Csv.Bytes(xml), 10_000).Faults).Code);

    [Fact]
    public void Elements_deep_in_elements_are_refused()
    {
        var deep = string.Concat(Enumerable.Repeat("<a>", 100_000)) + string.Concat(Enumerable.Repeat("</a>", 100_000));
        Assert.Equal("malformed-file", Assert.Single(Ssda903Xml.Read(Csv.Bytes($"<X><CHILD><HEADER><CHILDID>1</CHILDID>{deep}</HEADER></CHILD></X>"), 1_000_000).Faults).Code);
    }

    [Fact]
    public void A_fault_in_xml_stands_on_its_line_under_its_own_name()
    {
        var xml = Xml.Replace("<PL>K2</PL>", "<PL>XX</PL>", StringComparison.Ordinal).Replace("<SEX>1</SEX>", "<SEX>9</SEX>", StringComparison.Ordinal);
        Assert.Equal(["file 3 SEX unknown-code", "file 6 PL unknown-code"], Csv.Faults(Csv.Children(Ssda903Xml.Read(Csv.Bytes(xml), 10_000))));
    }

    [Fact]
    public void A_fault_in_json_stands_on_its_line_under_its_path()
    {
        var json = Json.Replace("\"K2\"", "\"XX\"", StringComparison.Ordinal).Replace("\"sex\": \"M\"", "\"sex\": \"9\"", StringComparison.Ordinal);
        Assert.Equal(
            ["file 2 [0].child_details.sex unknown-code", "file 6 [0].social_care_episodes[0].child_looked_after_placements[1].placement_type unknown-code"],
            Csv.Faults(Csv.Children(DfeDaily.Read(Csv.Bytes(json)))));
    }

    [Theory]
    [InlineData("{}", "/file/1/ wrong-type")]
    [InlineData("[1]", "/file/1/[0] wrong-type")]
    [InlineData("[\n{\"la_child_id\":{}}]", "/file/2/[0].la_child_id wrong-type")]
    [InlineData("[\n{\"la_child_id\":\"1\",\n\"social_care_episodes\":{}}]", "/file/3/[0].social_care_episodes wrong-type")]
    [InlineData("[{\"la_child_id\":\"1\",\"la_child_id\":\"2\"}]", "/file/1/ duplicate-member")]
    [InlineData("[", "/file/1/ malformed-file")]
    public void Json_of_another_shape_is_refused(string json, string fault) =>
        Assert.Equal([fault], DfeDaily.Read(Csv.Bytes(json)).Faults.Select(found => $"/{found.File}/{found.Line}/{found.Column} {found.Code}"));

    [Fact]
    public void Rows_of_another_council_are_refused()
    {
        var file = Ssda903Csv.Read([Csv.Bytes(Csv.Table("CHILD,SEX,DOB,LA", "C1,2,14/05/2019,826", "C2,2,14/05/2019,825"))]);
        Assert.Equal(["header 2 LA other-council"], Csv.Faults(Csv.Children(file)));
    }
}
