namespace IntegrationHub.Functions.Pages.Actions;

/// <summary>What was just done, as a word in the address that the page turns into a sentence: nothing that was sent stands there.</summary>
internal static class DoneWords
{
    public const string Name = "done";

    private static readonly Dictionary<string, string> Sentences = new()
    {
        ["receive"] = "The referral is received.",
        ["accept"] = "The referral is accepted.",
        ["reject"] = "The referral is rejected. Social care is told.",
        ["book"] = "The appointment is booked.",
        ["attended"] = "The child was seen: it is recorded.",
        ["not-attended"] = "It is recorded that the child was not seen.",
        ["cancel"] = "The appointment is cancelled.",
        ["return"] = "The documents are returned to social care.",
        ["return-ceha"] = "The summary is returned. The designated doctor has to sign it off.",
        ["sign-off"] = "The Care Entry Health Assessment is signed off. Social care is told.",
        ["start"] = "The referral is in progress.",
        ["consent"] = "The consent is recorded.",
        ["papers"] = "The papers are recorded as complete.",
        ["upload"] = "The paper is uploaded.",
        ["reason"] = "The reason is recorded.",
        ["provider"] = "Another provider is asked.",
        ["ceha"] = "The agreement is recorded.",
        ["acknowledge"] = "The alert is acknowledged. It goes on until the date is met.",
        ["alarm"] = "The alarm is acknowledged. It ends when its cause does.",
        ["replay"] = "The message is on its queue again. If it fails again, it is parked anew.",
        ["discard"] = "The message is put away, its content removed.",
        ["together"] = "Done for every child you selected.",
    };

    public static string? Of(IQueryCollection query) => Sentences.GetValueOrDefault(query[Name].ToString());

    /// <summary>An address with what was done.</summary>
    public static string Add(string path, string done) => $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{Name}={done}";
}
