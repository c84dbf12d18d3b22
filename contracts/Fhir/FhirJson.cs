using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace IntegrationHub.Contracts.Fhir;

/// <summary>
/// FHIR R4 as JSON. Members are written in the order of the specification, <c>resourceType</c> first; empty
/// arrays, objects and strings are left out. Dates and decimals are written as they were read, to
/// the last digit.
/// </summary>
public static class FhirJson
{
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>For frameworks that take serializer options; reads and writes every type derived from Resource.</summary>
    public static JsonSerializerOptions Options { get; } = CreateOptions();

    public static string Serialize(Resource resource) => Encoding.UTF8.GetString(Write(resource).WrittenSpan);

    public static byte[] SerializeToUtf8Bytes(Resource resource) => Write(resource).WrittenSpan.ToArray();

    /// <exception cref="JsonException">
    /// Not a resource of a type that the hub uses, a member that FHIR does not define, or a value of the wrong
    /// JSON type. The message never repeats what was sent.
    /// </exception>
    public static Resource Read(JsonElement json) => FhirObject.ReadResource(json);

    /// <inheritdoc cref="Read(JsonElement)"/>
    public static T Read<T>(JsonElement json) where T : Resource =>
        Read(json) as T ?? throw new JsonException($"A {typeof(T).Name} was expected.");

    private static ArrayBufferWriter<byte> Write(Resource resource)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer, WriterOptions);
        new FhirWriter(json).WriteResource(resource);
        json.Flush();
        return buffer;
    }

    private static JsonSerializerOptions CreateOptions()
    {
        var options = new JsonSerializerOptions
        {
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            Converters = { new ResourceConverter() },
        };
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }

    private sealed class ResourceConverter : JsonConverter<Resource>
    {
        public override bool CanConvert(Type typeToConvert) => typeToConvert.IsAssignableTo(typeof(Resource));

        public override Resource Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var resource = FhirObject.ReadResource(JsonElement.ParseValue(ref reader));
            return resource.GetType().IsAssignableTo(typeToConvert)
                ? resource
                : throw new JsonException($"A {typeToConvert.Name} was expected.");
        }

        public override void Write(Utf8JsonWriter writer, Resource value, JsonSerializerOptions options) =>
            new FhirWriter(writer).WriteResource(value);
    }
}
