using Microsoft.AspNetCore.Http.Metadata;

namespace Roundtable.Edge.Requests;

/// <summary>Describes a body that we read ourselves.</summary>
internal sealed class AcceptsMetadata(IReadOnlyList<string> contentTypes, Type requestType) : IAcceptsMetadata
{
    public IReadOnlyList<string> ContentTypes => contentTypes;

    public Type? RequestType => requestType;

    public bool IsOptional => false;
}
