using IntegrationHub.Domain.Calendar;
using IntegrationHub.Functions.Referrals.Terminology;

namespace IntegrationHub.Functions.Passports;

/// <summary>
/// A health passport as one page to print: HTML that needs nothing else, runs nothing and loads nothing. The title names nobody, since a title ends up
/// in histories and at the head of a print.
/// </summary>
internal sealed class RenderPassportPage(HubConcepts concepts)
{
    // The colours and sizes of the NHS identity; a font of the reader's own stands in for its typeface. Contrast is at least 7:1.
    private const string Style = """
        *{box-sizing:border-box}
        body{margin:0;background:#f0f4f5;color:#212b32;font:1.1875rem/1.5 Arial,Helvetica,sans-serif}
        header{background:#005eb8;color:#fff}
        header p{margin:0;padding:1rem 1.5rem;max-width:60rem;font-weight:700}
        main,footer{max-width:60rem;margin:0 auto;padding:1rem 1.5rem}
        header p{margin:0 auto}
        h1{font-size:2.5rem;line-height:1.2;margin:1rem 0}
        h2{font-size:1.75rem;line-height:1.25;margin:0 0 1rem}
        section{background:#fff;border:1px solid #d8dde0;padding:1.5rem;margin:0 0 1.5rem}
        table{width:100%;border-collapse:collapse;margin:0 0 1.5rem}
        table:last-child,section p:last-child{margin-bottom:0}
        caption{text-align:left;font-weight:700;padding:0 0 .5rem}
        th,td{text-align:left;vertical-align:top;padding:.5rem 1rem .5rem 0;border-bottom:1px solid #d8dde0;overflow-wrap:anywhere}
        tbody th{font-weight:400}
        .intro{border-left:.5rem solid #005eb8;background:#fff;padding:1rem 1.5rem;margin:0 0 1.5rem}
        .skip{position:absolute;left:-999rem}
        .skip:focus{position:static;display:block;background:#ffeb3b;color:#212b32;padding:.5rem 1.5rem}
        @media (max-width:40rem){body{font-size:1rem}h1{font-size:2rem}h2{font-size:1.375rem}main{padding:.5rem}section{padding:1rem}}
        @media print{
        @page{size:A4;margin:15mm}
        body{background:#fff;font-size:11pt}
        header{background:none;color:#212b32;border-bottom:2pt solid #005eb8}
        main,footer,header p{max-width:none;padding:0}
        section{border:0;padding:0;margin:0 0 8mm}
        h1{font-size:22pt}h2{font-size:15pt;break-after:avoid}
        tr,caption{break-inside:avoid}thead{display:table-header-group}
        .skip{display:none}}
        """;

    public string Of(PassportSource source)
    {
        var sections = PassportText.Of(source, concepts);
        return $"""
            <!DOCTYPE html>
            <html lang="en-GB">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="robots" content="noindex">
            <meta name="referrer" content="no-referrer">
            <title>Health passport</title>
            <style>{Style}</style>
            </head>
            <body>
            <a class="skip" href="#passport">Skip to the passport</a>
            <header><p>Health passport</p></header>
            <main id="passport">
            <h1>Your health history</h1>
            <p class="intro">This sums up what is known of your health assessments while you were looked after, as of {PassportText.Date(LondonTime.DateOf(source.History.AsOf))}. Keep it, and show it to whoever helps you with your health. It is yours: nobody may ask you to hand it over.</p>
            {string.Join('\n', sections.Select(SectionOf))}
            </main>
            <footer><p>Written by IntegrationHub from what the council and the health team sent. If something is wrong, tell the people under <a href="#{PassportText.WhoToAsk}">Who to ask</a>.</p></footer>
            </body>
            </html>

            """.ReplaceLineEndings("\n");
    }

    private static string SectionOf(PassportSection section) =>
        $"<section id=\"{section.Id}\" aria-labelledby=\"{section.Id}-title\"><h2 id=\"{section.Id}-title\">{Markup.Escape(section.Title)}</h2>"
        + $"{string.Concat(section.Tables.Select(PassportTables.Xhtml))}</section>";
}
