using System.Collections.Frozen;

namespace IntegrationHub.Domain.Codes;

/// <summary>Roles that alerts go to: the council's professionals, the health team's and the commissioner. Nobody of the child's own life.</summary>
public static class RecipientRoles
{
    public const string ChildrenInCareHealthTeam = "cic-health-team";
    public const string NamedNurse = "named-nurse";
    public const string DesignatedNurse = "designated-nurse";
    public const string DesignatedDoctor = "designated-doctor";
    public const string Commissioner = "commissioner";

    /// <summary>Roles of the provider who is asked: with another provider they are other people.</summary>
    public static FrozenSet<string> OfProvider { get; } = new[] { ChildrenInCareHealthTeam, NamedNurse, DesignatedNurse, DesignatedDoctor }.ToFrozenSet();

    /// <summary>Roles that no notification names: their addresses come from the partnership's directory.</summary>
    public static FrozenSet<string> Health { get; } =
        OfProvider.Append(Commissioner).ToFrozenSet();

    public static FrozenSet<string> All { get; } = ContactRoles.Professional.Union(Health).ToFrozenSet();
}
