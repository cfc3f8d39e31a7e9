using SynthTrain.Core.Teachers;
using SynthTrain.Teachers.Providers;

namespace SynthTrain.Teachers.Batches.Wire;

/// <summary>Has the live provider's own client write bodies and read replies: what a job asks and how it is understood cannot differ from live.</summary>
public sealed class ChatWire : IBatchWire, IDisposable
{
    private static readonly TeacherMessage[] s_nothing = [new("user", "-")];
    private readonly WireHandler _handler = new();
    private IReadOnlyList<(string Name, string Value)> _headers = [];
    private readonly TeacherDefinition _definition;
    private readonly ITeacher _teacher;

    /// <summary>The wire of a teacher's first model.</summary>
    public ChatWire(TeacherDefinition definition, ProviderServices services)
    {
        _definition = definition with { Models = [definition.Models[0]], Stream = false };
        _teacher = ProviderFactory.Create(_definition, definition.Models[0], services with { Handler = _handler });
    }

    /// <summary>Headers that the client put on the last body: key, version and features, which the body is written for. Empty before the first.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers => Volatile.Read(ref _headers);

    /// <inheritdoc/>
    public async Task<ReadOnlyMemory<byte>> BodyAsync(TeacherRequest request, CancellationToken cancellationToken)
    {
        var exchange = new WireExchange();
        _handler.Current = exchange;
        try
        {
            await _teacher.AskAsync(request with { Teacher = _definition }, cancellationToken);
        }
        catch (ProviderException) when (exchange.Body is not null)
        {
            // The body is what was wanted.
        }

        Volatile.Write(ref _headers, exchange.Headers);
        return exchange.Body;
    }

    /// <inheritdoc/>
    public async Task<TeacherReply> ReplyAsync(int status, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        _handler.Current = new WireExchange { Status = status, Response = body };
        return await _teacher.AskAsync(new TeacherRequest { Task = "batch", Messages = s_nothing, Teacher = _definition }, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        (_teacher as IDisposable)?.Dispose();
        _handler.Dispose();
    }
}
