namespace Roundtable.Tests.Crash;

/// <summary>Where ids lead to.</summary>
internal static class KillPaths
{
    public static string Conversation(string id) => "/api/conversations/" + id;

    public static string Messages(string conversation) => Conversation(conversation) + "/messages";

    public static string Message(string id) => $"{Messages(id[..id.LastIndexOf('-')])}/{id}";

    public static string Stream(string id) => Message(id) + "/stream";
}
