using Roundtable.Agents;

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
            Stop it with Ctrl+C.
            """;
    }
}
