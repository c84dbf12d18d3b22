using System.Buffers.Binary;
using System.Text;

namespace IntegrationHub.Functions.Tests.Telemetry;

/// <summary>
/// A message of Protocol Buffers read by field numbers, as far as OTLP needs it (opentelemetry/proto): numbers of 64 bits, and fields with a length.
/// </summary>
internal sealed class Protobuf
{
    private readonly List<(int Field, ulong Number, ReadOnlyMemory<byte> Bytes)> fields = [];

    public Protobuf(ReadOnlyMemory<byte> bytes)
    {
        for (var at = 0; at < bytes.Length;)
        {
            var key = Varint(bytes.Span, ref at);
            var (field, type) = ((int)(key >> 3), (int)(key & 7));
            switch (type)
            {
                case 0:
                    fields.Add((field, Varint(bytes.Span, ref at), default));
                    break;
                case 1:
                    fields.Add((field, BinaryPrimitives.ReadUInt64LittleEndian(bytes.Span[at..]), default));
                    at += 8;
                    break;
                case 2:
                    var length = (int)Varint(bytes.Span, ref at);
                    fields.Add((field, 0, bytes.Slice(at, length)));
                    at += length;
                    break;
                case 5:
                    fields.Add((field, BinaryPrimitives.ReadUInt32LittleEndian(bytes.Span[at..]), default));
                    at += 4;
                    break;
                default:
                    throw new InvalidDataException($"Wire type {type}.");
            }
        }
    }

    public IEnumerable<Protobuf> All(int field) => fields.Where(one => one.Field == field).Select(one => new Protobuf(one.Bytes));

    public bool Has(int field) => fields.Exists(one => one.Field == field);

    public string Text(int field) => Encoding.UTF8.GetString(Bytes(field));

    public string Hex(int field) => Convert.ToHexStringLower(Bytes(field));

    public long Number(int field) => (long)fields.FirstOrDefault(one => one.Field == field).Number;

    public double Double(int field) => BitConverter.Int64BitsToDouble(Number(field));

    private ReadOnlySpan<byte> Bytes(int field) => fields.FirstOrDefault(one => one.Field == field).Bytes.Span;

    private static ulong Varint(ReadOnlySpan<byte> bytes, ref int at)
    {
        var (value, shift) = (0UL, 0);
        while (true)
        {
            var next = bytes[at++];
            value |= (ulong)(next & 0x7f) << shift;
            shift += 7;
            if (next < 0x80)
            {
                return value;
            }
        }
    }
}
