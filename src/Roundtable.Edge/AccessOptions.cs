namespace Roundtable.Edge;

/// <summary>Who may call: the configuration's <c>Roundtable:Access</c>.</summary>
public sealed class AccessOptions
{
    /// <summary>Whether callers must bring a key. Default false: everybody is <c>us01</c>, on loopback only.</summary>
    public bool ApiKeys { get; set; }

    /// <summary>Names, beside loopback's, that a <c>Host</c> header may carry; without a port. Default: none.</summary>
    public List<string> Hosts { get; set; } = [];

    /// <summary>
    /// Origins, such as <c>https://chat.example.org</c>, whose pages may read and make changes, as the server's own may.
    /// Default: none.
    /// </summary>
    public List<string> Origins { get; set; } = [];
}
