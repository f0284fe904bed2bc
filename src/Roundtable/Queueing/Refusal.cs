namespace Roundtable.Queueing;

/// <summary>What a request may be refused with, having changed nothing; anything else is a fault.</summary>
internal static class Refusal
{
    public static bool Is(Exception exception) =>
        exception
            is InvalidOperationException
                or ArgumentException
                or TooManyRepliesException
                or RevisionConflictException
                or RequestKeyConflictException
                or MessageOpenException
                or StorageUnavailableException;
}
