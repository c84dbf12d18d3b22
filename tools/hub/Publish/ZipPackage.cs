using System.Buffers.Binary;
using System.IO.Compression;

namespace IntegrationHub.Tools.Hub.Publish;

/// <summary>A zip whose files carry their Unix mode, whatever system it is written on: the Functions host starts nothing that isn't executable, and reads nothing that isn't readable.</summary>
internal static class ZipPackage
{
    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Runnable = Readable | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
    private const int RegularFile = 0x8000;
    private const int DirectoryHeaderLength = 46;
    private const int EndLength = 22;
    private const byte Unix = 3;

    /// <summary>The earliest moment that a zip can name, so that the same files make the same zip.</summary>
    private static readonly DateTimeOffset Whenever = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>0755 for what is run, 0644 for everything else.</summary>
    public static UnixFileMode ModeOf(bool isExecutable) => isExecutable ? Runnable : Readable;

    /// <summary>Writes the zip in place of the one before.</summary>
    /// <param name="folder">What goes into it, without the folder's own name.</param>
    /// <param name="executable">Name of the file at the root that is run.</param>
    public static void Write(string folder, string zip, string executable)
    {
        var beside = $"{zip}.{Environment.ProcessId}.new";
        using (var archive = ZipFile.Open(beside, ZipArchiveMode.Create))
            foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            {
                var name = Path.GetRelativePath(folder, file).Replace('\\', '/');
                var entry = archive.CreateEntry(name, CompressionLevel.Optimal);
                entry.LastWriteTime = Whenever;
                entry.ExternalAttributes = (RegularFile | (int)ModeOf(name == executable)) << 16;
                using var target = entry.Open();
                using var source = File.OpenRead(file);
                source.CopyTo(target);
            }
        MarkAsUnix(beside);
        File.Move(beside, zip, overwrite: true);
    }

    /// <summary>Written on Windows, the directory says that modes mean nothing. They do.</summary>
    internal static void MarkAsUnix(string zip)
    {
        var bytes = File.ReadAllBytes(zip);
        var end = bytes.AsSpan(bytes.Length - EndLength);
        var at = (int)BinaryPrimitives.ReadUInt32LittleEndian(end[16..]);
        for (var left = BinaryPrimitives.ReadUInt16LittleEndian(end[10..]); left > 0; left--)
        {
            bytes[at + 5] = Unix;
            at += DirectoryHeaderLength + BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at + 28))
                + BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at + 30)) + BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at + 32));
        }
        File.WriteAllBytes(zip, bytes);
    }
}
