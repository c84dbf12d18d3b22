namespace IntegrationHub.Tools.FhirModel;

/// <summary>Writes one resource or datatype, with its components nested inside.</summary>
internal sealed class ClassWriter(ModelSet model)
{
    private readonly Dictionary<string, TypeModel> byName = model.Types.ToDictionary(type => type.Name, StringComparer.Ordinal);
    private readonly HashSet<string?> extended = [.. model.Types.Select(type => type.Base)];
    private readonly HashSet<string> primitives = [.. model.Primitives.Select(primitive => primitive.Name)];

    public string Write(TypeModel type)
    {
        var source = SourceText.File();
        var components = model.Types.Where(other => other.Kind == TypeKind.Component && other.Owner == type.Name).ToList();
        RefuseSharedNames(type, components);
        WriteType(source, type, components);
        return source.ToString();
    }

    private static void RefuseSharedNames(TypeModel owner, List<TypeModel> components)
    {
        if (components.DistinctBy(component => component.ClassName).Count() != components.Count)
            throw new NotSupportedException($"Two components of {owner.Name} would have the same name.");
    }

    private void WriteType(SourceText source, TypeModel type, List<TypeModel> components)
    {
        var properties = type.Elements.SelectMany(element => PropertyModel.Of(element, type.ClassName)).ToList();
        source.Summary($"{SourceText.Escape(type.Short)} (FHIR R4 <c>{type.Name}</c>).");
        source.Open($"public {Modifier(type)}record {type.ClassName}{(type.Base is null ? "" : $" : {type.Base}")}");
        WriteConstructors(source, type, properties);
        WriteTypeName(source, type);
        WriteToString(source, type);
        foreach (var property in properties)
            WriteProperty(source, property);
        WriteWriter(source, type, properties);
        foreach (var component in components)
        {
            source.Line();
            WriteType(source, component, []);
        }
        source.Close();
    }

    // FHIR calls Element abstract, but what stands beside a primitive (_birthDate) is an Element and no more.
    private string Modifier(TypeModel type)
    {
        if (type.IsAbstract && type.Name != "Element")
            return "abstract ";
        return extended.Contains(type.Name) ? "" : "sealed ";
    }

    private void WriteConstructors(SourceText source, TypeModel type, List<PropertyModel> properties)
    {
        var access = Modifier(type) == "abstract " ? "protected" : "public";
        var inner = Modifier(type) == "abstract " ? "private protected" : "internal";
        source.Line($"{access} {type.ClassName}()");
        source.Line("{");
        source.Line("}");
        source.Line();
        source.Open($"{inner} {type.ClassName}(FhirObject json){(type.Base is null ? "" : " : base(json)")}");
        foreach (var property in properties)
            WriteRead(source, property);
        source.Close();
    }

    private static void WriteTypeName(SourceText source, TypeModel type)
    {
        if (type.Kind != TypeKind.Resource || type.Base == "Resource" && type.IsAbstract)
            return;
        source.Line();
        source.Summary("The name of the resource type, as JSON has it in <c>resourceType</c>.");
        if (type.IsAbstract)
        {
            source.Line("public abstract string ResourceType { get; }");
            return;
        }
        source.Line($"public const string TypeName = \"{type.Name}\";");
        source.Line();
        source.Line("/// <inheritdoc/>");
        source.Line("public override string ResourceType => TypeName;");
    }

    private static void WriteToString(SourceText source, TypeModel type)
    {
        if (type.Base is not null)
            return;
        source.Line();
        source.Summary("The name of the type, never its content: that is personal data, and what can be printed ends in a log.");
        source.Line("public sealed override string ToString() => GetType().Name;");
    }

    private void WriteProperty(SourceText source, PropertyModel property)
    {
        var max = property.Element.Repeats ? "*" : "1";
        source.Line();
        source.Summary($"{SourceText.Escape(property.Element.Short)} ({property.Element.Min}..{max}).");
        source.Line($"public {ClrType(property)} {property.Name} {{ get; init; }}");
        if (!HasSibling(property))
            return;
        source.Line();
        source.Summary($"The id and extensions of <see cref=\"{property.Name}\"/> (<c>_{property.Member}</c>).");
        source.Line($"public {(property.Element.Repeats ? "IReadOnlyList<Element?>?" : "Element?")} {Naming.SiblingName(property.Name)} {{ get; init; }}");
    }

    private void WriteWriter(SourceText source, TypeModel type, List<PropertyModel> properties)
    {
        if (type.Base is not null && properties.Count == 0)
            return;
        source.Line();
        source.Open($"internal {(type.Base is null ? "virtual" : "override")} void Write(FhirWriter json)");
        if (type.Base is not null)
            source.Line("base.Write(json);");
        foreach (var property in properties)
        {
            source.Line($"json.Write(\"{property.Member}\", {property.Name});");
            if (HasSibling(property))
                source.Line($"json.{(property.Element.Repeats ? "WriteSiblings" : "Write")}(\"_{property.Member}\", {Naming.SiblingName(property.Name)});");
        }
        source.Close();
    }

    private void WriteRead(SourceText source, PropertyModel property)
    {
        source.Line($"{property.Name} = {Read(property)};");
        if (HasSibling(property))
            source.Line($"{Naming.SiblingName(property.Name)} = json.{(property.Element.Repeats ? "Siblings" : "Sibling")}(\"_{property.Member}\"u8);");
    }

    private string Read(PropertyModel property)
    {
        if (IsPrimitive(property))
            return $"json.{property.PrimitiveMethod()}(\"{property.Member}\"u8)";
        if (property.Type == "Resource")
            return $"json.{(property.Element.Repeats ? "Resources" : "Resource")}(\"{property.Member}\"u8)";
        return $"json.{(property.Element.Repeats ? "List" : "Complex")}(\"{property.Member}\"u8, static item => new {Clr(property.Type)}(item))";
    }

    private string ClrType(PropertyModel property)
    {
        if (IsPrimitive(property))
            return property.PrimitiveClrType();
        return property.Element.Repeats ? $"IReadOnlyList<{Clr(property.Type)}>?" : $"{Clr(property.Type)}?";
    }

    private string Clr(string type) => byName[type].ClassName;

    private bool HasSibling(PropertyModel property) => IsPrimitive(property) && property.Element.HasSibling;

    private bool IsPrimitive(PropertyModel property) => primitives.Contains(property.Type);
}
