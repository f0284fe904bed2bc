using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Roundtable.Tests.Sandbox;

/// <summary>The chunks that a sealed run is made of, unfolded by the tests' own rules: each as the file that it would be.</summary>
internal sealed class UnfoldedRun(JsonElement run)
{
    private readonly string _id = run.GetProperty("messageId").GetString()!;

    public IEnumerable<StoredFile> Files()
    {
        var seq = Number("seq");
        if (seq == 0 || Has("authorId"))
            yield return Read(StoredFileName.OfMessage(_id), First());
        if (!Has("chunks"))
            yield break;

        var (time, position, tokens) = (Time("timestamp"), 0, Number("tokenOffset"));
        var marks = run.GetProperty("chunks").EnumerateArray().Select(mark => mark.EnumerateArray().ToList()).ToList();
        for (var i = 0; i < marks.Count; i++)
        {
            time = time.AddMilliseconds(marks[i][0].GetInt64());
            var bundles = marks[i].Skip(1).Select(number => number.GetInt32()).Chunk(2).ToList();
            var chunk = Chunk((Math.Max(1, seq) + i, position, tokens), time, bundles);
            if (i == marks.Count - 1 && Has("finishReason"))
                End(chunk);
            yield return Read(StoredFileName.OfChunk(_id, Math.Max(1, seq) + i), chunk);
            (position, tokens) = (position + bundles.Sum(bundle => bundle[0]), tokens + bundles.Sum(bundle => bundle[1]));
        }
    }

    /// <summary>A user's message, or an opening.</summary>
    private JsonObject First()
    {
        var file = Beginning(Number("seq"), Has("authorId") ? run.GetProperty("tokens").GetString()! : "", Time("timestamp"));
        Copy(file, "agentId");
        file["status"] = Has("authorId") ? "complete" : "streaming";
        Place(file, 0, 0, Number("tokenCount"));
        foreach (var member in (string[])["authorId", "model", "replyTo", "routedBy", "replaces", "tag", "change"])
            Copy(file, member);
        return file;
    }

    private JsonObject Chunk((int Seq, int Position, int TokenOffset) place, DateTimeOffset time, List<int[]> bundles)
    {
        var text = run.GetProperty("tokens").GetString()!.Substring(place.Position, bundles.Sum(bundle => bundle[0]));
        var file = Beginning(place.Seq, text, time);
        Copy(file, "agentId");
        file["status"] = "streaming";
        Place(file, Number("offset") + place.Position, place.TokenOffset, bundles.Sum(bundle => bundle[1]));
        if (bundles.Count > 0)
            file["bundles"] = new JsonArray([
                .. bundles.Select(bundle => new JsonObject { ["length"] = bundle[0], ["tokenCount"] = bundle[1] }),
            ]);
        return file;
    }

    private void End(JsonObject file)
    {
        file["status"] = "complete";
        file["change"] = JsonNode.Parse(run.GetProperty("endChange").GetRawText());
        foreach (var member in (string[])["finishReason", "error", "completedAt"])
            Copy(file, member);
    }

    private JsonObject Beginning(int seq, string tokens, DateTimeOffset time) =>
        new()
        {
            ["messageId"] = _id,
            ["seq"] = seq,
            ["tokens"] = tokens,
            ["timestamp"] = time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        };

    private static void Place(JsonObject file, int offset, int tokenOffset, int tokenCount)
    {
        file["format"] = 1;
        (file["offset"], file["tokenOffset"], file["tokenCount"]) = (offset, tokenOffset, tokenCount);
    }

    private static StoredFile Read(string path, JsonObject file)
    {
        using var document = JsonDocument.Parse(file.ToJsonString());
        return StoredFile.Read(
            StoredFileName.Parse(path)!,
            StoredForm.Seal(StoredText.Write(document.RootElement).AsSpan()[..^1])
        );
    }

    private void Copy(JsonObject file, string member)
    {
        if (Has(member))
            file[member] = JsonNode.Parse(run.GetProperty(member).GetRawText());
    }

    private bool Has(string member) => run.TryGetProperty(member, out _);

    private int Number(string member) => run.TryGetProperty(member, out var number) ? number.GetInt32() : 0;

    private DateTimeOffset Time(string member) => run.GetProperty(member).GetDateTimeOffset();
}
