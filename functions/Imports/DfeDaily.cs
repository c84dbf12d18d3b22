using System.Text;
using System.Text.Json;
using IntegrationHub.Contracts.Imports;
using IntegrationHub.Contracts.Problems;
using IntegrationHub.Functions.Hosting;

namespace IntegrationHub.Functions.Imports;

/// <summary>
/// Reads the daily JSON of the Department for Education's children's social care API (specification 0.8): a list of children, or an object with <c>la_code</c> and
/// <c>children</c>, or one child. It holds far more than the hub has use for; of that nothing is looked at.
/// </summary>
public static class DfeDaily
{
    public const string Format = "dfe-csc-api";
    private const string File = "file";

    private static readonly Dictionary<string, string> ChildMembers = new()
    {
        ["first_name"] = Fields.GivenName,
        ["surname"] = Fields.FamilyName,
        ["date_of_birth"] = Fields.DateOfBirth,
        ["sex"] = Fields.Sex,
        ["ethnicity"] = Fields.Ethnicity,
        ["postcode"] = Fields.HomePostcode,
        ["uasc_flag"] = Fields.Unaccompanied,

        // The hub's own: the specification has no NHS number, the Standard Safeguarding Dataset that it is made from has.
        ["nhs_number"] = Fields.NhsNumber,
    };

    private static readonly Dictionary<string, string> PlacementMembers = new()
    {
        ["start_date"] = Fields.StartedOn,
        ["start_reason"] = Fields.StartReason,
        ["placement_type"] = Fields.PlacementType,
        ["postcode"] = Fields.PlacementPostcode,
        ["end_date"] = Fields.EndedOn,
        ["end_reason"] = Fields.EndReason,

        // The hub's own, as SSDA903 has them.
        ["legal_status"] = Fields.LegalStatus,
        ["category_of_need"] = Fields.CategoryOfNeed,
        ["local_authority"] = Fields.PlacementArea,
    };

    private static readonly SourceTable Children = new(File, TableOf(ChildMembers, "child_details."));
    private static readonly SourceTable Placements = new(File, TableOf(PlacementMembers, "child_looked_after_placements[]."));

    public static SourceFile Read(ReadOnlyMemory<byte> bytes)
    {
        var text = bytes.Span.StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes;
        var (document, notJson) = RequestBodies.Parse(text);
        if (document is null)
        {
            return SourceFile.Unreadable(Format, new ImportFault(File, 1, null, notJson!.Code == FaultCodes.DuplicateMember ? notJson.Code : FaultCodes.MalformedFile, notJson.Message));
        }

        using (document)
        {
            return new Reading(new JsonLines(text)).All(document.RootElement);
        }
    }

    private static Dictionary<string, string> TableOf(Dictionary<string, string> members, string before) =>
        members.ToDictionary(member => member.Value, member => before + member.Key).Append(new(Fields.Child, "la_child_id")).ToDictionary();

    private sealed class Reading(JsonLines lines)
    {
        private readonly List<SourceRow> children = [];
        private readonly List<SourceRow> placements = [];
        private readonly List<ImportFault> faults = [];

        public SourceFile All(JsonElement root)
        {
            string? council = null;
            if (root.ValueKind == JsonValueKind.Array)
            {
                Each(root, "", Child);
            }
            else if (root.ValueKind == JsonValueKind.Object && Member(root, "children", "Children") is (var name, { ValueKind: JsonValueKind.Array } list))
            {
                council = root.TryGetProperty("la_code", out var code) && code.ValueKind is JsonValueKind.String or JsonValueKind.Number ? code.ToString() : null;
                Each(list, $"/{name}", Child);
            }
            else if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("la_child_id", out _))
            {
                Child(root, "");
            }
            else
            {
                Fault(root, "", FaultCodes.WrongType, "Must be a list of children, or an object with la_code and children.");
            }

            if (children.Count + placements.Count > SourceFile.MaxRows)
            {
                Fault(root, "", FaultCodes.TooManyRows, $"A file has at most {SourceFile.MaxRows} children and placements.");
            }

            return faults.Count > 0 ? SourceFile.Unreadable(Format, faults) : new SourceFile(Format, children, placements, [], council, []);
        }

        private void Child(JsonElement child, string at)
        {
            var cells = new Dictionary<string, Cell>();
            Take(child, at, "la_child_id", Fields.Child, cells);
            Take(child, at, "purge", Fields.Purge, cells);
            if (Object(child, at, "child_details") is { } details)
            {
                foreach (var (member, field) in ChildMembers)
                {
                    Take(details, $"{at}/child_details", member, field, cells);
                }
            }

            children.Add(new SourceRow(Children, lines.Of(child), cells));
            Each(child, at, "social_care_episodes", (episode, of) => Each(episode, of, "child_looked_after_placements", (placement, where) => Placement(placement, where, cells)));
        }

        private void Placement(JsonElement placement, string at, Dictionary<string, Cell> child)
        {
            // Purged: it is to be forgotten that there ever was one.
            if (placement.TryGetProperty("purge", out var purge) && purge.ValueKind == JsonValueKind.True)
            {
                return;
            }

            var cells = new Dictionary<string, Cell>();
            if (child.TryGetValue(Fields.Child, out var id))
            {
                cells[Fields.Child] = id;
            }

            foreach (var (member, field) in PlacementMembers)
            {
                Take(placement, at, member, field, cells);
            }

            placements.Add(new SourceRow(Placements, lines.Of(placement), cells));
        }

        private void Take(JsonElement of, string at, string member, string field, Dictionary<string, Cell> cells)
        {
            if (!of.TryGetProperty(member, out var value) || value.ValueKind == JsonValueKind.Null)
            {
                return;
            }

            if (value.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
            {
                Fault(value, $"{at}/{member}", FaultCodes.WrongType, "Must be a single value.");
            }
            else if (value.ToString().Trim() is { Length: > 0 } text)
            {
                cells[field] = new Cell(value.ValueKind is JsonValueKind.True or JsonValueKind.False ? text.ToLowerInvariant() : text, lines.Of(value), Column($"{at}/{member}"));
            }
        }

        private JsonElement? Object(JsonElement of, string at, string member)
        {
            if (!of.TryGetProperty(member, out var value) || value.ValueKind == JsonValueKind.Null)
            {
                return null;
            }

            if (value.ValueKind == JsonValueKind.Object)
            {
                return value;
            }

            Fault(value, $"{at}/{member}", FaultCodes.WrongType, "Must be an object.");
            return null;
        }

        private void Each(JsonElement of, string at, string member, Action<JsonElement, string> take)
        {
            if (!of.TryGetProperty(member, out var list) || list.ValueKind == JsonValueKind.Null)
            {
                return;
            }

            if (list.ValueKind == JsonValueKind.Array)
            {
                Each(list, $"{at}/{member}", take);
            }
            else
            {
                Fault(list, $"{at}/{member}", FaultCodes.WrongType, "Must be a list.");
            }
        }

        private void Each(JsonElement list, string at, Action<JsonElement, string> take)
        {
            foreach (var (item, index) in list.EnumerateArray().Select((item, index) => (item, index)))
            {
                if (item.ValueKind == JsonValueKind.Object)
                {
                    take(item, $"{at}/{index}");
                }
                else
                {
                    Fault(item, $"{at}/{index}", FaultCodes.WrongType, "Must be an object.");
                }
            }
        }

        private void Fault(JsonElement element, string at, string code, string message) => faults.Add(new ImportFault(File, lines.Of(element), at.Length == 0 ? null : Column(at), code, message));

        /// <summary>As developers write it: <c>[3].child_details.sex</c>.</summary>
        private static string Column(string pointer) => string.Concat(
            pointer.Split('/').Skip(1).Select(step => int.TryParse(step, out var index) ? $"[{index}]" : $".{step}")).TrimStart('.');

        private static (string Name, JsonElement Value)? Member(JsonElement of, params string[] names) =>
            names.Where(name => of.TryGetProperty(name, out _)).Select(name => ((string, JsonElement)?)(name, of.GetProperty(name))).FirstOrDefault();
    }
}
