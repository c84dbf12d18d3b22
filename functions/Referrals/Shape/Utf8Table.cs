using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace IntegrationHub.Functions.Referrals.Shape;

/// <summary>Finds what belongs to a name that is still UTF-8, as a JSON body has it, without making a string of it.</summary>
internal sealed class Utf8Table<T> where T : class
{
    private readonly (byte[] Name, T Value)[][] buckets;

    public Utf8Table(IReadOnlyCollection<KeyValuePair<string, T>> entries)
    {
        var size = 1;
        while (size < entries.Count * 2)
            size *= 2;
        buckets = new (byte[], T)[size][];
        Array.Fill(buckets, []);
        foreach (var (name, value) in entries)
        {
            var utf8 = Encoding.UTF8.GetBytes(name);
            ref var bucket = ref buckets[Bucket(utf8)];
            bucket = [.. bucket, (utf8, value)];
        }
    }

    public bool TryGet(ReadOnlySpan<byte> name, [NotNullWhen(true)] out T? value)
    {
        foreach (var entry in buckets[Bucket(name)])
        {
            if (name.SequenceEqual(entry.Name))
            {
                value = entry.Value;
                return true;
            }
        }
        value = null;
        return false;
    }

    // The names are HL7's, so nobody can choose them to fall together; what is looked up may be anything.
    private int Bucket(ReadOnlySpan<byte> name)
    {
        if (name.Length == 0)
            return 0;
        var hash = (uint)name.Length * 31 + name[0];
        hash = hash * 31 + name[name.Length / 2];
        hash = hash * 31 + name[name.Length / 3];
        hash = hash * 31 + name[^1];
        hash *= 0x9E3779B1;
        return (int)(hash >> 8) & (buckets.Length - 1);
    }
}
