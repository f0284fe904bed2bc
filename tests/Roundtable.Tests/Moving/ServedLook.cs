using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Roundtable.Tests.Moving;

/// <summary>What a client has seen of things that nobody changes: their entity tags and bodies, and the order of the list.</summary>
internal sealed class ServedLook
{
    private readonly Dictionary<string, string> _bodies = [];

    private ServedLook(string conversation) => Conversation = conversation;

    /// <summary>The path of the conversation.</summary>
    public string Conversation { get; }

    /// <summary>What was seen with which tag.</summary>
    public Dictionary<string, string> Tags { get; } = [];

    /// <summary>The ids of the list, over pages of one.</summary>
    public string Order { get; private set; } = "";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <param name="turn">The answer to a message that was posted in it.</param>
    public static async Task<ServedLook> TakeAsync(HttpClient client, string conversation, string turn)
    {
        var message = JsonSerializer.Deserialize<JsonElement>(turn).GetProperty("message").GetProperty("id").GetString();
        var look = new ServedLook($"/api/conversations/{conversation}");
        foreach (var path in (string[])["", "?messages=false", $"/messages/{message}", $"/messages/{message}/chunks/1"])
        {
            using var response = await client.GetAsync(look.Conversation + path, Cancelled);
            look._bodies.Add(look.Conversation + path, await response.Content.ReadAsStringAsync(Cancelled));
            if (response.Headers.ETag is { } tag)
                look.Tags.Add(look.Conversation + path, tag.ToString());
        }

        Assert.NotEmpty(look.Tags);
        look.Order = string.Join(' ', await ListAsync(client));
        return look;
    }

    /// <summary>All of it is as it was, and who has it with its tag is told so.</summary>
    public async Task RequireUnchangedAsync(HttpClient client)
    {
        foreach (var (path, body) in _bodies)
            Assert.Equal(body, await client.GetStringAsync(path, Cancelled));
        foreach (var (path, tag) in Tags)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Add("If-None-Match", tag);
            using var response = await client.SendAsync(request, Cancelled);
            Assert.True(response.StatusCode == HttpStatusCode.NotModified, $"{path}: {response.StatusCode}");
        }
    }

    private static async Task<List<string>> ListAsync(HttpClient client)
    {
        var ids = new List<string>();
        for (string? cursor = ""; cursor is not null; )
        {
            var page = await client.GetFromJsonAsync<JsonElement>(
                "/api/conversations?limit=1" + (cursor == "" ? "" : $"&cursor={cursor}"),
                Cancelled
            );
            ids.AddRange(page.GetProperty("items").EnumerateArray().Select(one => one.GetProperty("id").GetString()!));
            cursor = page.GetProperty("nextCursor").GetString();
        }

        return ids;
    }
}
