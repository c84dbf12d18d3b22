namespace IntegrationHub.Tools.FhirModel;

internal enum TypeKind
{
    Resource,
    Datatype,
    Component,
}

/// <summary>One type to generate: a resource, a datatype, or a component nested in one of them.</summary>
// Name: The official name; for a component its path, such as Patient.contact.
// Base: The official name of the type that this one extends.
// Elements: Only the elements that the base type does not have, in the order of the specification.
internal sealed record TypeModel(
    string Name,
    string? Base,
    TypeKind Kind,
    bool IsAbstract,
    string ClassName,
    string Short,
    IReadOnlyList<ElementModel> Elements,
    IReadOnlyList<ConstraintModel> Constraints)
{
    public string Owner => Name.Split('.')[0];
}

// Name: The official name, without [x].
// Max: 1, or int.MaxValue for *.
// HasSibling: False for the few primitives that can't be extended: id and Extension.url.
// InSummary: Whether FHIR counts it among the summary elements.
// ValueSet: The canonical address of the required value set, without version.
internal sealed record ElementModel(
    string Name,
    string Short,
    int Min,
    int Max,
    bool IsChoice,
    bool HasSibling,
    IReadOnlyList<string> Types,
    IReadOnlyList<string> Targets,
    string? ValueSet,
    bool InSummary,
    IReadOnlyList<ConstraintModel> Constraints)
{
    public bool Repeats => Max > 1;
}

// Key: HL7's name for the rule, such as per-1. Human: what it says, in HL7's words.
internal sealed record ConstraintModel(string Key, string Human);

internal sealed record PrimitiveModel(string Name, string Json, string? Regex);

// Name: the last part of the value set's address. Title: its name for programs, such as TaskStatus.
internal sealed record CodeList(string Name, string Title, IReadOnlyList<(string Code, string? Display)> Codes);

internal sealed record ModelSet(
    IReadOnlyList<string> AllResourceNames,
    IReadOnlyList<TypeModel> Types,
    IReadOnlyList<PrimitiveModel> Primitives,
    IReadOnlyDictionary<string, CodeList> CodeLists);
