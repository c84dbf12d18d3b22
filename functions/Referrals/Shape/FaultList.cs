namespace IntegrationHub.Functions.Referrals.Shape;

/// <summary>Collects faults under the IssueType codes that the checker uses.</summary>
internal sealed class FaultList
{
    private readonly List<ShapeFault> found = [];

    public IReadOnlyList<ShapeFault> Found => found;

    public void Structure(Place place, string text) => Add("structure", place, text);

    public void Required(Place place, string text) => Add("required", place, text);

    public void Value(Place place, string text) => Add("value", place, text);

    public void CodeInvalid(Place place, string text) => Add("code-invalid", place, text);

    public void Invariant(Place place, string text) => Add("invariant", place, text);

    public void NotSupported(Place place, string text) => Add("not-supported", place, text);

    private void Add(string code, Place place, string text) => found.Add(new ShapeFault(code, place.Expression, text));
}
