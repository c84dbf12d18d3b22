using System.IO.Compression;
using System.Text;
using IntegrationHub.Functions.Assessments;

namespace IntegrationHub.Functions.Tests.Assessments;

/// <summary>Documents that act when they are opened, and files that are something else than they say.</summary>
public sealed class DocumentContentTests
{
    private const string Docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    private const string Relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    [Theory]
    [InlineData("<< /Type /Catalog /OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >> >>")]
    [InlineData("<< /S /JavaScript /JS 5 0 R >>")]
    [InlineData("<< /S /J#61vaScript /J#53 5 0 R >>")]
    [InlineData("<</S/#4aava#53cript>>")]
    [InlineData("<< /S /Rendition /JS (x) >>")]
    [InlineData("<</JS(x)>>")]
    [InlineData("<< /A << /S /Launch /F (cmd.exe) >> >>")]
    [InlineData("<< /Names << /EmbeddedFiles 5 0 R >> >>")]
    [InlineData("<< /Type /EmbeddedFile /Length 1 >>\nstream\nx\nendstream")]
    [InlineData("<< /Subtype /RichMedia >>")]
    [InlineData("<< /Subtype /FileAttachment >>")]
    [InlineData("<< /S /SubmitForm /F (http://x) >>")]
    [InlineData("<< /AcroForm << /XFA 7 0 R >> >>")]
    [InlineData("<< /OpenAction << /S /URI /URI (http://x) >> >>")]
    public void A_pdf_that_acts_is_refused_plain_packed_and_hidden_in_a_stream(string part)
    {
        Assert.Equal("active-content", Fault("application/pdf", Pdf(part)));
        Assert.Equal("active-content", Fault("application/pdf", Pdf(ObjectStream(part, "/Type /ObjStm /N 1 /First 4"))));
        Assert.Equal("active-content", Fault("application/pdf", Pdf(ObjectStream(part, "/N 1 /First 4"))));
        Assert.Equal("active-content", Fault("application/pdf", Pdf("(stream\n) " + ObjectStream(part, "/Type /ObjStm /N 1 /First 4"))));
        Assert.Equal("active-content", Fault("application/pdf", Pdf("% a comment with a stream\n<< /Length 9 >>\nstream\nabc\nendstream\nendobj\n3 0 obj\n" + part)));
    }

    [Fact]
    public void An_action_on_opening_is_found_where_the_catalogue_refers_to_it() =>
        Assert.Equal("active-content", Fault("application/pdf", Pdf("<< /OpenAction 4 0 R >>\nendobj\n4 0 obj\n<< /S /URI /URI (http://x) >>")));

    [Theory]
    [InlineData("/Type /ObjStm /N 1 /First 4 /Filter /LZWDecode")]
    [InlineData("/Type /ObjStm /N 1 /First 4 /Filter 7 0 R")]
    [InlineData("/Type /ObjStm /N 1 /First 4 /Filter [/ASCIIHexDecode /FlateDecode]")]
    [InlineData("/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /DecodeParms << /Predictor 12 >>")]
    [InlineData("/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode")]
    public void A_pdf_that_can_not_be_looked_into_is_refused(string dictionary)
    {
        Assert.Equal("active-content", Fault("application/pdf", Pdf($"<< {dictionary} >>\nstream\nnot packed at all\nendstream")));
    }

    [Fact]
    public void A_pdf_that_unpacks_to_too_much_is_refused_in_time()
    {
        var bomb = ObjectStream(new string(' ', 70 * 1024 * 1024), "/Type /ObjStm /N 1 /First 4");

        Assert.Equal("active-content", Fault("application/pdf", Pdf(bomb)));
    }

    [Theory]
    [InlineData("<< /Type /Catalog /Pages 2 0 R /OpenAction [3 0 R /Fit] >>")]
    [InlineData("<< /OpenAction << /S /GoTo /D [3 0 R /Fit] >> >>")]
    [InlineData("<< /OpenAction 4 0 R >>\nendobj\n4 0 obj\n<< /S /GoTo /D [3 0 R /Fit] >>")]
    [InlineData("<< /A << /S /URI /URI (https://www.nhs.uk) >> >>")]
    [InlineData("<< /Title (JavaScript and /Launching) /JSON 1 >>")]
    public void A_pdf_that_only_shows_is_taken(string part)
    {
        Assert.Null(Fault("application/pdf", Pdf(part)));
        Assert.Null(Fault("application/pdf", Pdf(ObjectStream(part, "/Type /ObjStm /N 1 /First 4"))));
    }

    [Fact]
    public void A_picture_after_an_outline_is_no_object_stream_and_what_looks_like_a_name_in_it_is_none() => Assert.Null(Fault("application/pdf", Pdf(
        "<< /Type /Outlines /First 5 0 R /Last 6 0 R >>\nendobj\n9 0 obj\n<< /Filter /DCTDecode /Length 4 >>\nstream\n\u00ff\u00d8/JS \nendstream")));

    [Fact]
    public void Twenty_megabytes_of_packed_noise_are_looked_through_and_taken()
    {
        var noise = new byte[19 * 1024 * 1024];
        new Random(20261102).NextBytes(noise);
        var pdf = Pdf($"<< /Filter /FlateDecode >>\nstream\n{Encoding.Latin1.GetString(noise)}\nendstream");

        Assert.Null(Fault("application/pdf", pdf));
    }

    [Theory]
    [InlineData("word/vbaProject.bin", "x")]
    [InlineData("word/vbaData.xml", "<x/>")]
    [InlineData("word\\VBAPROJECT.BIN", "x")]
    [InlineData("word/activeX/activeX1.xml", "<x/>")]
    [InlineData("word/embeddings/oleObject1.bin", "x")]
    [InlineData("word/_rels/settings.xml.rels", $"<Relationships><Relationship Id=\"r1\" Type=\"{Relation}/attachedTemplate\" Target=\"https://x/t.dotm\" TargetMode=\"External\"/></Relationships>")]
    [InlineData("word/_rels/document.xml.rels", $"<r:Relationships xmlns:r=\"x\"><r:Relationship Id=\"r1\" TargetMode=\"external\" Target=\"file://x/y\" Type=\"{Relation}/image\"/></r:Relationships>")]
    [InlineData("word/_rels/document.xml.rels", $"<Relationships><Relationship Id=\"r1\" Type=\"{Relation}/oleObject\" Target=\"http://x/\" TargetMode=\"External\"/></Relationships>")]
    [InlineData("word/_rels/document.xml.rels", "<!DOCTYPE x [<!ENTITY e \"External\">]><x TargetMode=\"&e;\"/>")]
    [InlineData("word/_rels/document.xml.rels", "not xml")]
    public void A_word_document_that_acts_or_fetches_is_refused(string part, string content)
    {
        Assert.Equal("active-content", Fault(Docx, Word((part, content))));
    }

    [Fact]
    public void A_word_document_with_macros_under_another_name_or_that_is_a_bomb_is_refused()
    {
        var renamed = Word(("[Content_Types].xml", """<Types><Override PartName="/word/x.bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>"""), ("word/x.bin", "x"));
        var many = Word([.. Enumerable.Range(0, 5_001).Select(i => ($"word/{i}.xml", ""))]);

        Assert.Equal("active-content", Fault(Docx, renamed));
        Assert.Equal("active-content", Fault(Docx, many));
    }

    [Fact]
    public void A_plain_word_document_with_links_is_taken()
    {
        var links = $"<Relationships><Relationship Id=\"r1\" Type=\"{Relation}/hyperlink\" Target=\"https://www.nhs.uk\" TargetMode=\"External\"/><Relationship Id=\"r2\" Type=\"{Relation}/image\" Target=\"media/1.png\"/></Relationships>";

        Assert.Null(Fault(Docx, Word(("word/_rels/document.xml.rels", links), ("word/media/1.png", "x"), ("word/embeddings/chart.xlsx", "x"))));
    }

    [Theory]
    [InlineData(@"{\rtf1 {\object\objemb{\*\objdata 0105}}}")]
    [InlineData(@"{\rtf1 {\*\objdata 0105}}")]
    [InlineData(@"{\rtf1 {\*\template http://x/t.dot}}")]
    [InlineData(@"{\rtf1 {\field{\*\fldinst DDEAUTO cmd.exe ""/c calc""}}}")]
    [InlineData(@"{\rtf1 \objocx1 x}")]
    public void Rtf_with_an_object_is_refused(string text)
    {
        Assert.Equal("active-content", Fault("application/rtf", Encoding.ASCII.GetBytes(text)));
        Assert.Equal("active-content", Fault("text/rtf", Encoding.ASCII.GetBytes(text)));
    }

    [Fact]
    public void Plain_rtf_is_taken() => Assert.Null(Fault("application/rtf", Encoding.ASCII.GetBytes(@"{\rtf1\ansi The objective\par of the template}")));

    [Theory]
    [InlineData("application/pdf", "MZ\u0090")]
    [InlineData("application/pdf", "<html>%PDF-1.4")]
    [InlineData("application/pdf", " %PDF-1.4")]
    [InlineData("image/png", "<svg onload=x>")]
    [InlineData("image/jpeg", "GIF89a")]
    [InlineData(Docx, "PK\u0003\u0004")]
    [InlineData(Docx, "\u00d0\u00cf\u0011\u00e0")]
    [InlineData("application/fhir+json", """{"resourceType":"Bundle"}<script>x</script>""")]
    [InlineData("application/fhir+json", """{"resourceType":"Bundle"}{}""")]
    [InlineData("text/html", "<html>")]
    [InlineData("application/x-msdownload", "MZ")]
    [InlineData("text/plain", "MZ\u0000")]
    public void What_is_not_what_it_says_is_refused(string mediaType, string content) => Assert.Equal("content-type", Fault(mediaType, Encoding.Latin1.GetBytes(content)));

    [Theory]
    [InlineData("MZ, a program")]
    [InlineData("\uFEFF  <!DOCTYPE html><p>x")]
    [InlineData("Dear all, <script>x</script>")]
    [InlineData("<svg/onload=x>")]
    [InlineData("#!/bin/sh\nx")]
    [InlineData("<?php x ?>")]
    [InlineData("@echo off\r\nx")]
    [InlineData("%PDF-1.4")]
    [InlineData("{\\rtf1}")]
    public void A_text_that_is_a_script_or_a_page_is_refused(string text) => Assert.Equal("active-content", Fault("text/plain", Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void A_letter_is_taken() => Assert.Null(Fault("text/plain", "Dear Dr Sample,\n\nheight < 1.2 m & weight > 20 kg. MZ twin. The object of this html-free letter\u2026"u8));

    [Theory]
    [InlineData("letter.txt", "letter.txt")]
    [InlineData("letter.TXT", "letter.TXT")]
    [InlineData("letter.bat", "letter.bat.txt")]
    [InlineData("letter.txt.exe", "letter.txt.exe.txt")]
    [InlineData("../../letter.hta", "letter.hta.txt")]
    [InlineData("Dr. Sample", "Dr. Sample.txt")]
    [InlineData("", "other.txt")]
    public void A_file_name_ends_as_its_content_does(string wanted, string expected) => Assert.Equal(expected, FileNames.Safe(wanted, "other", "text/plain"));

    private static string? Fault(string mediaType, ReadOnlySpan<byte> content) => DocumentTypes.Fault(mediaType, content)?.Code;

    private static byte[] Pdf(string part) => Encoding.Latin1.GetBytes($"%PDF-1.7\n1 0 obj\n{part}\nendobj\nxref\n0 1\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n");

    private static string ObjectStream(string part, string dictionary)
    {
        using var packed = new MemoryStream();
        using (var deflate = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            deflate.Write(Encoding.Latin1.GetBytes($"1 0 {part}"));
        }

        return $"<< {dictionary} /Filter /FlateDecode /Length {packed.Length} >>\nstream\n{Encoding.Latin1.GetString(packed.ToArray())}\nendstream";
    }

    private static byte[] Word(params (string Name, string Content)[] parts)
    {
        using var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in parts.Concat([("[Content_Types].xml", "<Types/>"), ("word/document.xml", "<x/>")]).DistinctBy(part => part.Item1))
            {
                using var entry = new StreamWriter(zip.CreateEntry(name).Open());
                entry.Write(content);
            }
        }

        return file.ToArray();
    }
}
