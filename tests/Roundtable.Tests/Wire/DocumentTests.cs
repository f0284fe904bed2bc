using System.Text.Json;
using Roundtable.Tests.Edge;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Wire;

/// <summary>The contract is locked: what the server says of itself is <c>docs/openapi.json</c>, to the byte.</summary>
public sealed class DocumentTests : IDisposable
{
    private readonly FolderSandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task The_document_is_the_approved_one()
    {
        await using var server = await RunningServer.StartAsync(_sandbox);
        var document = await server.GetAsync("/openapi/v1.json");
        Approval.Require("docs/openapi.json", JsonSerializer.Serialize(document, WireText.Readable) + "\n");
    }

    [Theory]
    [InlineData("""{ "seq": 1, "offset": 0, "length": 2, "reason": "checksum" }""", true)]
    [InlineData("""{ "seq": 1, "offset": 0, "length": 2, "reason": "checksum", "more": 1 }""", false)]
    [InlineData("""{ "seq": 1, "offset": 0, "length": 2 }""", false)]
    [InlineData("""{ "seq": "1", "offset": 0, "length": 2, "reason": "checksum" }""", false)]
    [InlineData("""{ "seq": null, "offset": 0, "length": 2, "reason": "checksum" }""", false)]
    public async Task An_answer_that_differs_from_its_schema_is_found(string json, bool fits)
    {
        await using var server = await RunningServer.StartAsync(_sandbox);
        var schemas = new AnswerSchemas(await server.GetAsync("/openapi/v1.json"));
        Assert.Equal(fits, !schemas.Problems("DamageBody", json).Any());
        var nested =
            $$"""{ "id": "a", "conversationId": "b", "role": "agent", "length": 0, "tokenCount": 0, "chunkCount": 0, "status": "complete", "createdAt": "2026-01-02T03:04:05.678Z", "damaged": [{{json}}] }""";
        Assert.Equal(fits, !schemas.Problems("MessageBody", nested).Any());
    }
}
