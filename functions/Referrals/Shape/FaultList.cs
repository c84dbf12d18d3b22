namespace IntegrationHub.Functions.Referrals.Shape;

/// <summary>Collects faults under the IssueType codes that the checker uses, at the place where the walk stands.</summary>
internal sealed class FaultList(WalkPath path)
{
    /// <summary>Enough for anyone to mend; a hostile body can't have a report as large as itself.</summary>
    private const int Most = 500;

    private readonly List<ShapeFault> found = [];

    public IReadOnlyList<ShapeFault> Found => found;

    public WalkPath Path => path;

    public void Structure(string text, string? member = null) => Add("structure", text, member);

    public void Required(string text, string? member = null) => Add("required", text, member);

    public void Value(string text, string? member = null) => Add("value", text, member);

    public void CodeInvalid(string text, string? member = null) => Add("code-invalid", text, member);

    public void Invariant(string text, string? member = null) => Add("invariant", text, member);

    public void NotSupported(string text, string? member = null) => Add("not-supported", text, member);

    public void TooLong(string text, string? member = null) => Add("too-long", text, member);

    private void Add(string code, string text, string? member)
    {
        if (found.Count < Most)
            found.Add(new ShapeFault(code, path.Expression(member), text));
        else if (found.Count == Most)
            found.Add(new ShapeFault("too-long", path.Expression().Split('.')[0], "There are more faults than are listed here."));
    }
}
