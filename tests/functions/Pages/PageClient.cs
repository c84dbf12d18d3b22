using System.Net;
using System.Text.RegularExpressions;
using IntegrationHub.Functions.Tests.Kit;

namespace IntegrationHub.Functions.Tests.Pages;

/// <summary>What a page was answered.</summary>
public sealed record PageAnswer(int Status, string Html, HttpResponseMessage Message)
{
    /// <summary>The words that a reader sees, without the tags.</summary>
    public string Text => WebUtility.HtmlDecode(Regex.Replace(Regex.Replace(Html, "<[^>]+>", " "), @"\s+", " "));

    public string? Location => Message.Headers.Location?.ToString();

    public string Header(string name) => string.Join(",", Message.Headers.TryGetValues(name, out var values) ? values : []);
}

/// <summary>A browser of one person: it keeps cookies, and sends forms with what the page put into them.</summary>
public sealed partial class PageClient : IDisposable
{
    private readonly HttpClient http;

    public PageClient(TestHub hub)
        : this(hub.Process.BaseAddress)
    {
    }

    public PageClient(Uri address) => http = new HttpClient(new HttpClientHandler { CookieContainer = Cookies, AllowAutoRedirect = false }) { BaseAddress = address };

    public CookieContainer Cookies { get; } = new();

    /// <summary>Somebody who is signed in as a persona of a local hub.</summary>
    public static Task<PageClient> SignedIn(TestHub hub, string persona, string organisation = "") => SignedIn(hub.Process.BaseAddress, persona, organisation);

    /// <summary>The same of a hub at an address.</summary>
    public static async Task<PageClient> SignedIn(Uri hub, string persona, string organisation = "")
    {
        var client = new PageClient(hub);
        var answer = await client.Send("hub/sign-in", "hub/sign-in", ("persona", persona), ("organisation", organisation));
        Assert.Equal(302, answer.Status);
        return client;
    }

    public async Task<PageAnswer> Get(string path)
    {
        var answer = await http.GetAsync(new Uri(path.TrimStart('/'), UriKind.Relative));
        return new PageAnswer((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(), answer);
    }

    /// <summary>Opens a page and sends one of its forms.</summary>
    public async Task<PageAnswer> Send(string page, string action, params (string Name, string Value)[] fields)
    {
        var shown = await Get(page);
        return await Post(action, [.. Hidden(shown.Html, action), .. fields]);
    }

    /// <summary>Sends a form as it is.</summary>
    public async Task<PageAnswer> Post(string action, params (string Name, string Value)[] fields)
    {
        using var content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        return await Send(action, content);
    }

    /// <summary>Opens a page and sends one of its forms with files.</summary>
    public async Task<PageAnswer> SendFiles(string page, string action, (string Name, string Value)[] fields, params (string Name, string FileName, byte[] Content)[] files)
    {
        var shown = await Get(page);
        using var content = new MultipartFormDataContent();
        foreach (var (name, value) in Hidden(shown.Html, action).Concat(fields))
        {
            content.Add(new StringContent(value), name);
        }

        foreach (var (name, fileName, bytes) in files)
        {
            content.Add(new ByteArrayContent(bytes), name, fileName);
        }

        return await Send(action, content);
    }

    /// <summary>The hidden fields of the form that leads to an address.</summary>
    public static IReadOnlyList<(string Name, string Value)> Hidden(string html, string action)
    {
        var form = Forms().Matches(html).Select(match => match.Value).FirstOrDefault(text => text.Contains($"action=\"/{action}\"", StringComparison.Ordinal));
        Assert.True(form is not null, $"The page has no form for {action}.");
        return [.. HiddenFields().Matches(form).Select(match => (match.Groups[1].Value, WebUtility.HtmlDecode(match.Groups[2].Value)))];
    }

    public void Dispose() => http.Dispose();

    private async Task<PageAnswer> Send(string action, HttpContent content)
    {
        var answer = await http.PostAsync(new Uri(action, UriKind.Relative), content);
        return new PageAnswer((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(), answer);
    }

    [GeneratedRegex("<form .*?</form>", RegexOptions.Singleline)]
    private static partial Regex Forms();

    [GeneratedRegex("<input type=\"hidden\" name=\"([^\"]*)\" value=\"([^\"]*)\"")]
    private static partial Regex HiddenFields();
}
