using System.Text.Json;

namespace IntegrationHub.Contracts.Fhir;

/// <summary>
/// Writes FHIR JSON. An object or array is only opened when the first value inside it is written, so that
/// empty ones, which FHIR forbids, never appear.
/// </summary>
internal sealed class FhirWriter(Utf8JsonWriter json)
{
    private readonly List<Waiting> waiting = [];

    internal void WriteResource(Resource resource) => WriteResource(name: null, resource);

    internal void Write(string name, string? value)
    {
        if (string.IsNullOrEmpty(value))
            return;
        OpenWaiting();
        json.WriteString(name, value);
    }

    internal void Write(string name, bool? value)
    {
        if (value is null)
            return;
        OpenWaiting();
        json.WriteBoolean(name, value.Value);
    }

    internal void Write(string name, int? value)
    {
        if (value is null)
            return;
        OpenWaiting();
        json.WriteNumber(name, value.Value);
    }

    internal void Write(string name, FhirDecimal? value)
    {
        if (value is null)
            return;
        OpenWaiting();
        json.WritePropertyName(name);
        json.WriteRawValue(value.Value.Text, skipInputValidation: true);
    }

    internal void Write(string name, Element? value)
    {
        if (value is not null)
            WriteElement(name, value, nullsBefore: 0);
    }

    internal void Write(string name, IReadOnlyList<Element>? values)
    {
        Begin(new Waiting(name, IsArray: true, NullsBefore: 0));
        foreach (var value in values ?? [])
            WriteElement(name: null, value, nullsBefore: 0);
        End(json.WriteEndArray);
    }

    internal void Write(string name, Resource? value)
    {
        if (value is not null)
            WriteResource(name, value);
    }

    internal void Write(string name, IReadOnlyList<Resource>? values)
    {
        Begin(new Waiting(name, IsArray: true, NullsBefore: 0));
        foreach (var value in values ?? [])
            WriteResource(name: null, value);
        End(json.WriteEndArray);
    }

    /// <summary>A null among the values stands for one that only has extensions.</summary>
    internal void Write(string name, IReadOnlyList<string?>? values)
    {
        if (values is null or [])
            return;
        OpenWaiting();
        json.WriteStartArray(name);
        foreach (var value in values)
            json.WriteStringValue(value);
        json.WriteEndArray();
    }

    /// <summary>Extensions of repeating primitives keep their places, with null where a primitive has none.</summary>
    internal void WriteSiblings(string name, IReadOnlyList<Element?>? values)
    {
        Begin(new Waiting(name, IsArray: true, NullsBefore: 0));
        var nulls = 0;
        foreach (var value in values ?? [])
            nulls = value is not null && WriteElement(name: null, value, nulls) ? 0 : nulls + 1;
        // Only an array that was opened takes the nulls that are left.
        for (; nulls > 0 && waiting.Count == 0; nulls--)
            json.WriteNullValue();
        End(json.WriteEndArray);
    }

    private bool WriteElement(string? name, Element value, int nullsBefore)
    {
        Begin(new Waiting(name, IsArray: false, nullsBefore));
        value.Write(this);
        return End(json.WriteEndObject);
    }

    private void WriteResource(string? name, Resource value)
    {
        Begin(new Waiting(name, IsArray: false, NullsBefore: 0));
        Write("resourceType", value.ResourceType);
        value.Write(this);
        End(json.WriteEndObject);
    }

    private void Begin(Waiting container) => waiting.Add(container);

    /// <summary>Closes the innermost container; false when it was never opened.</summary>
    private bool End(Action close)
    {
        if (waiting.Count > 0)
        {
            waiting.RemoveAt(waiting.Count - 1);
            return false;
        }
        close();
        return true;
    }

    private void OpenWaiting()
    {
        foreach (var container in waiting)
            Open(container);
        waiting.Clear();
    }

    private void Open(Waiting container)
    {
        for (var i = 0; i < container.NullsBefore; i++)
            json.WriteNullValue();
        if (container.Name is not null)
            json.WritePropertyName(container.Name);
        if (container.IsArray)
            json.WriteStartArray();
        else
            json.WriteStartObject();
    }

    private readonly record struct Waiting(string? Name, bool IsArray, int NullsBefore);
}
