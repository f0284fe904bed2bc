using System.Security.Cryptography;

namespace Roundtable.Sqlite.Writing.Requests;

/// <summary>Tells something from another that has its id after a loss.</summary>
internal static class RandomTag
{
    public static ulong Next() => BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));
}
