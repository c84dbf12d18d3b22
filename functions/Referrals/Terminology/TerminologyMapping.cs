using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace IntegrationHub.Functions.Referrals.Terminology;

/// <summary>A coding of somebody else's system that means the same as a code of the hub's.</summary>
public sealed record MappedCoding(string System, string Code, string? Display);

/// <summary>What a terminology owner knows of a council or a provider.</summary>
/// <param name="Code">Council code (three digits) or ODS code, as the hub names it.</param>
/// <param name="OdsCode">ODS code of a council; null when there is none to tell.</param>
public sealed record MappedOrganisation(string Code, string? Name, string? OdsCode);

/// <summary>
/// Further codings of the hub's own codes, and names of organisations. What is built in holds only codes that were seen in
/// a public source; a file (<c>HUB_TERMINOLOGY</c>) adds to it.
/// </summary>
public sealed record TerminologyMapping(
    IReadOnlyDictionary<(string System, string Code), IReadOnlyList<MappedCoding>> Codings, IReadOnlyDictionary<string, MappedOrganisation> Organisations)
{
    /// <summary>The mapping without a file.</summary>
    public static TerminologyMapping BuiltIn { get; } = ReadBuiltIn();

    /// <summary>Changes when a coding does: what was written under another one may lack a coding, or have one too many.</summary>
    public string Fingerprint => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', Codings
        .OrderBy(pair => pair.Key.System, StringComparer.Ordinal).ThenBy(pair => pair.Key.Code, StringComparer.Ordinal)
        .SelectMany(pair => pair.Value.Select(coding => $"{pair.Key.System}|{pair.Key.Code} {coding.System}|{coding.Code}"))))))[..12];

    public IReadOnlyList<MappedCoding> CodingsOf(string system, string code) => Codings.GetValueOrDefault((system, code)) ?? [];

    /// <summary>Reads the file that a setting names, over what is built in; no file is as good as an empty one.</summary>
    /// <param name="path">Null for none.</param>
    /// <returns>The mapping, or every fault in a sentence of its own.</returns>
    public static (TerminologyMapping? Mapping, IReadOnlyList<string> Faults) Load(string? path)
    {
        if (string.IsNullOrEmpty(path))
        {
            return (BuiltIn, []);
        }

        byte[] content;
        try
        {
            content = File.ReadAllBytes(path);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return (null, ["HUB_TERMINOLOGY names a file that can't be read."]);
        }

        var (read, faults) = TerminologyMappingReader.Read(content);
        return read is null ? (null, [.. faults.Select(fault => $"HUB_TERMINOLOGY: {fault}")]) : (BuiltIn.With(read), []);
    }

    /// <summary>This mapping and another's on top: its codings come after these, its organisations replace these.</summary>
    public TerminologyMapping With(TerminologyMapping other) => new(
        Codings.Concat(other.Codings).GroupBy(pair => pair.Key)
            .ToDictionary(group => group.Key, group => (IReadOnlyList<MappedCoding>)[.. group.SelectMany(pair => pair.Value).DistinctBy(coding => (coding.System, coding.Code))]),
        Organisations.Concat(other.Organisations).GroupBy(pair => pair.Key).ToDictionary(group => group.Key, group => group.Last().Value));

    private static TerminologyMapping ReadBuiltIn()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("terminology-mapping.json")!;
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        var (mapping, faults) = TerminologyMappingReader.Read(memory.ToArray());
        return mapping ?? throw new InvalidOperationException($"The built-in mapping is wrong: {string.Join(" ", faults)}");
    }
}
