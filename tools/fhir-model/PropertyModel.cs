namespace IntegrationHub.Tools.FhirModel;

/// <summary>One C# property: an element, or one of the types of a choice.</summary>
internal sealed record PropertyModel(ElementModel Element, string Member, string Type, string ClassName)
{
    private static readonly IReadOnlyDictionary<string, string> Readers = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["boolean"] = "Boolean",
        ["integer"] = "Integer",
        ["positiveInt"] = "Integer",
        ["unsignedInt"] = "Integer",
        ["decimal"] = "Decimal",
    };

    public string Name => Naming.PropertyName(Member, ClassName);

    public static IEnumerable<PropertyModel> Of(ElementModel element, string className) =>
        element.IsChoice
            ? element.Types.Select(type => new PropertyModel(element, Naming.ChoiceMember(element.Name, type), type, className))
            : [new PropertyModel(element, element.Name, element.Types.Single(), className)];

    /// <summary>The name of the method that reads, and of the one that writes, a primitive.</summary>
    public string PrimitiveMethod() => (Readers.GetValueOrDefault(Type, "String"), Element.Repeats) switch
    {
        (var single, false) => single,
        ("String", true) => "Strings",
        _ => throw new NotSupportedException($"A repeating {Type} ({Member}) has no reader yet."),
    };

    public string PrimitiveClrType() => PrimitiveMethod() switch
    {
        "Boolean" => "bool?",
        "Integer" => "int?",
        "Decimal" => "FhirDecimal?",
        "Strings" => "IReadOnlyList<string?>?",
        _ => "string?",
    };
}
