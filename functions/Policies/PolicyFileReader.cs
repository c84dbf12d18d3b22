using System.Text.Json;
using IntegrationHub.Contracts.Policies;
using IntegrationHub.Contracts.Problems;
using IntegrationHub.Domain.Policies;
using IntegrationHub.Functions.Hosting;

namespace IntegrationHub.Functions.Policies;

/// <summary>One policy file as it was read.</summary>
/// <param name="Name">Its name within the folder, with <c>/</c> between folders.</param>
/// <param name="Content">JSON, UTF-8.</param>
public sealed record PolicyFile(string Name, ReadOnlyMemory<byte> Content);

/// <summary>
/// Reads policy files (contracts/schemas/policy.schema.json), all of them together: every fault of every file is named, with the file and its JSON
/// pointer. A value never enters a message.
/// </summary>
public static class PolicyFileReader
{
    /// <summary>A policy file has a few KB.</summary>
    public const int MaxBytes = 256 * 1024;

    private const string Extension = ".json";
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 48 };
    private static readonly byte[] Utf8Mark = [0xEF, 0xBB, 0xBF];

    /// <returns>The policies in the order of the files, or every fault.</returns>
    public static (IReadOnlyList<Policy>? Policies, IReadOnlyList<PolicyFault> Faults) Read(IReadOnlyList<PolicyFile> files)
    {
        var faults = new List<PolicyFault>();
        var read = new List<(string Name, Policy Policy)>();
        if (files.Count == 0)
        {
            faults.Add(new PolicyFault("", "", PolicyFaultCodes.NoFiles, "There must be at least one policy file."));
        }

        foreach (var file in files)
        {
            var (policy, found) = Read(file);
            faults.AddRange(found.Select(fault => new PolicyFault(file.Name, fault.Pointer, fault.Code, fault.Message)));
            if (policy is not null)
            {
                read.Add((file.Name, policy));
            }
        }

        faults.AddRange(Clashes(read));
        return faults.Count == 0 ? ([.. read.Select(file => file.Policy)], []) : (null, faults);
    }

    /// <returns>The policy as far as its partnership and day could be read, and every fault.</returns>
    private static (Policy? Policy, IReadOnlyList<Fault> Faults) Read(PolicyFile file)
    {
        if (!file.Name.EndsWith(Extension, StringComparison.OrdinalIgnoreCase))
        {
            return (null, [new Fault("", PolicyFaultCodes.NotAPolicyFile, "Only policy files belong here; their names end in .json.")]);
        }

        if (file.Content.Length > MaxBytes)
        {
            return (null, [new Fault("", ProblemCodes.TooLarge, $"A policy file may have at most {MaxBytes} bytes.")]);
        }

        // What some editors put in front of UTF-8.
        var content = file.Content.Span.StartsWith(Utf8Mark) ? file.Content[Utf8Mark.Length..] : file.Content;
        var (json, notJson) = RequestBodies.Parse(content, Options);
        using (json)
        {
            return json is null ? (null, [notJson!])
                : json.RootElement.ValueKind != JsonValueKind.Object ? (null, [new Fault("", FaultCodes.WrongType, "A policy file is a JSON object.")])
                : PolicyReader.Read(json.RootElement);
        }
    }

    /// <summary>What two files can't both say.</summary>
    private static IEnumerable<PolicyFault> Clashes(IReadOnlyList<(string Name, Policy Policy)> files)
    {
        foreach (var same in files.GroupBy(file => (file.Policy.Council, file.Policy.Provider, file.Policy.From)))
        {
            foreach (var file in same.Skip(1))
            {
                yield return new PolicyFault(file.Name, "/from", PolicyFaultCodes.SamePartnership, $"For the same council, provider and day as {same.First().Name}.");
            }
        }

        foreach (var council in files.Where(file => DefaultProvider(file.Policy) is not null).GroupBy(file => (file.Policy.Council, file.Policy.From)))
        {
            var first = council.First();
            foreach (var file in council.Where(file => DefaultProvider(file.Policy) != DefaultProvider(first.Policy)))
            {
                yield return new PolicyFault(
                    file.Name, "/defaultProvider", PolicyFaultCodes.DefaultProviderDiffers, $"Another one than in {first.Name}, for the same council and day.");
            }
        }
    }

    private static string? DefaultProvider(Policy policy) =>
        policy.Council == Policy.Any ? null : policy.ProviderOfCouncil.GetValueOrDefault(policy.Council);
}
