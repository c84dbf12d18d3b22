using System.Globalization;

namespace IntegrationHub.Tools.Hub;

/// <summary>What was typed is not what the command takes; exit code 2.</summary>
internal sealed class UsageException(string message) : Exception(message);

/// <summary>What was typed after the command's name.</summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, string> options = [];

    public List<string> Positional { get; } = [];

    public static Arguments Parse(Command command, string[] typed)
    {
        var arguments = new Arguments();
        for (var at = 0; at < typed.Length; at++)
        {
            if (!typed[at].StartsWith("--", StringComparison.Ordinal))
            {
                arguments.Positional.Add(typed[at]);
                continue;
            }
            var name = typed[at][2..];
            if (command.Flags.Contains(name))
                arguments.options[name] = "";
            else if (command.Options.Contains(name) && at + 1 < typed.Length)
                arguments.options[name] = typed[++at];
            else
                throw new UsageException($"{typed[at]} isn't known or lacks its value; usage: ./hub {command.Name} {command.Usage}");
        }
        return arguments;
    }

    public bool Has(string flag) => options.ContainsKey(flag);

    public string? Text(string option) => options.GetValueOrDefault(option);

    /// <exception cref="UsageException">Not a whole number from 1 to <paramref name="most"/>.</exception>
    public int Number(string option, int otherwise, int most) => !options.TryGetValue(option, out var text)
        ? otherwise
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most
            ? number
            : throw new UsageException($"--{option} takes a whole number from 1 to {most}");
}
