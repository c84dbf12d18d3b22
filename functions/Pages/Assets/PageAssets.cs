using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Security;

namespace IntegrationHub.Functions.Pages.Assets;

/// <summary>A file that pages need, under an address that names its content: it may be kept for ever.</summary>
/// <param name="Path">With part of the content's hash.</param>
public sealed record PageAsset(string Path, string ContentType, byte[] Content)
{
    internal static PageAsset Of(string name, string extension, string contentType, byte[] content) =>
        new($"/hub/assets/{name}.{Convert.ToHexStringLower(SHA256.HashData(content))[..12]}.{extension}", contentType, content);
}

/// <summary>The one style sheet and the icon: the NHS design system (nhsuk-frontend, from npm) with what is the hub's own. No script, and no font: the NHS's typeface is licensed.</summary>
public static partial class PageAssets
{
    private static readonly Lazy<PageAsset> LazyStyle = new(() => PageAsset.Of("hub", "css", "text/css", Encoding.UTF8.GetBytes(
        OnlyOwn(Read("nhsuk-frontend.min.css")) + (Read("hub.css") + Read("figures.css")).ReplaceLineEndings("\n"))));

    private static readonly Lazy<PageAsset> LazyIcon = new(() => PageAsset.Of("icon", "svg", "image/svg+xml", Encoding.UTF8.GetBytes(Read("favicon.svg"))));

    public static PageAsset Style => LazyStyle.Value;

    public static PageAsset Icon => LazyIcon.Value;

    internal static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/hub/assets/{name}", Get).WithMetadata(new Requires(Operation.Anyone));

    private static IResult Get(HttpContext http, string name)
    {
        if (new[] { Style, Icon }.FirstOrDefault(asset => asset.Path.EndsWith($"/{name}", StringComparison.Ordinal)) is not { } found)
        {
            return Answers.NotFound();
        }

        http.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        return Results.Bytes(found.Content, found.ContentType);
    }

    /// <summary>Without fonts and pictures that would be fetched from elsewhere.</summary>
    private static string OnlyOwn(string style) => Pictures().Replace(Fonts().Replace(style, ""), "none");

    private static string Read(string name)
    {
        using var stream = typeof(PageAssets).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{name} is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"@font-face\{[^}]*\}")]
    private static partial Regex Fonts();

    [GeneratedRegex(@"url\(/assets/[^)]*\)")]
    private static partial Regex Pictures();
}
