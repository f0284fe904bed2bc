using BenchmarkDotNet.Attributes;
using Roundtable.Bench.Filling;
using Roundtable.Stored;

namespace Roundtable.Bench.Micro;

/// <summary>A chunk of 60 tokens to its file's bytes and back.</summary>
public class ChunkBenchmarks
{
    private static readonly MessageId Message = MessageId.Parse("us01-co12-ms02");
    private readonly MessageChunk _chunk;
    private readonly byte[] _bytes;

    public ChunkBenchmarks()
    {
        var reply = new LiveReply(Message, "sage");
        _chunk = Enumerable.Range(0, 3).SelectMany(number => reply.Append(StoreFiller.Bundle(Message, number))).Single();
        _bytes = ChunkFile.Encode(_chunk);
    }

    [Benchmark]
    public int Encode() => ChunkFile.Encode(_chunk).Length;

    [Benchmark]
    public bool Decode() => ChunkFile.Decode(_bytes, Message, 1).Chunk is not null;

    [Benchmark]
    public uint Checksum() => Crc32C.Compute(_bytes);
}
