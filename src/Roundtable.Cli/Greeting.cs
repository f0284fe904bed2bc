using Roundtable.Agents;
using Roundtable.Edge;

namespace Roundtable.Cli;

/// <summary>What the person at the terminal is told when the server listens.</summary>
internal static class Greeting
{
    public static string Of(WebApplication server, ServeSettings settings)
    {
        var agents = server.Services.GetRequiredService<AgentDirectory>();
        return $"""
            Roundtable listens on {string.Join(", ", server.Urls)}
              store   {settings.Store}
              agents  {string.Join(", ", agents.Agents.Select(agent => agent.Id + (agent.IsDemo ? " (offline demo)" : "")))}
              access  {AccessOf(settings.Options.Access, settings.Addresses.All(address => address.IsLoopback))}
            Stop it with Ctrl+C.
            """;
    }

    private static string AccessOf(AccessOptions access, bool isLocal)
    {
        if (!access.ApiKeys)
            return "this machine only, everybody is us01";
        const string keys = "by API key ('users key us01' makes one, 'users add NAME' another user)";
        return isLocal || access.Hosts.Count > 0
            ? keys
            : $"{keys}; list the names by which callers reach the server under Roundtable:Access:Hosts";
    }
}
