using SynthTrain.Core.Teachers;
using SynthTrain.Teachers.Providers;

namespace SynthTrain.Teachers.Batches;

/// <summary>Writes bodies and reads replies exactly as the live provider does, without a network.</summary>
public interface IBatchWire
{
    /// <summary>The body that the live API would be sent.</summary>
    Task<ReadOnlyMemory<byte>> BodyAsync(TeacherRequest request, CancellationToken cancellationToken);

    /// <summary>The reply that the live provider would make of a response.</summary>
    /// <exception cref="ProviderException">The response is a fault.</exception>
    Task<TeacherReply> ReplyAsync(int status, ReadOnlyMemory<byte> body, CancellationToken cancellationToken);
}
