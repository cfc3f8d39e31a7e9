using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Teachers;
using SynthTrain.Teachers.Providers;

namespace SynthTrain.Teachers.Resilience;

/// <summary>Asks a teacher's models in order until one answers, and turns what no model could answer into the faults that the row runner knows.</summary>
/// <remarks>
/// The next model is asked when attempts are exhausted, the model does not exist, or its endpoint is down. A model that does not exist is not asked again by this process; one whose circuit is open is
/// passed over while another one is left.
/// </remarks>
public sealed class FallbackTeacher : ITeacher
{
    private readonly RetryTeacher[] _models;
    private readonly TeacherDefinition[] _definitions;
    private readonly FinalFault _final;
    private readonly ProviderException?[] _unknown;

    /// <summary>Over the models of one teacher.</summary>
    /// <param name="definition">The teacher.</param>
    /// <param name="models">Its models, in the order of <see cref="TeacherDefinition.Models"/>.</param>
    public FallbackTeacher(TeacherDefinition definition, IReadOnlyList<RetryTeacher> models)
    {
        _models = [.. models];
        _definitions = [.. models.Select(model => definition with { Models = [model.Model] })];
        _unknown = new ProviderException?[models.Count];
        _final = new FinalFault(definition.Name);
    }

    /// <inheritdoc/>
    /// <exception cref="SynthException">No further request makes sense.</exception>
    public async ValueTask<TeacherReply> AskAsync(TeacherRequest request, CancellationToken cancellationToken)
    {
        List<string>? passed = null;
        var tried = (Number: -1, Fault: (ProviderException?)null);
        for (var number = 0; number < _models.Length; number++)
        {
            var model = _models[number];
            string why;
            if (Volatile.Read(ref _unknown[number]) is not null)
            {
                why = ProviderFault.UnknownModel.Word();
            }
            else
            {
                var (reply, fault) = await TryAsync(number, request, cancellationToken);
                if (reply is not null)
                    return passed is null ? reply : reply with { FellBackFrom = passed };
                why = fault?.Fault.Word() ?? "circuit_open";
                if (fault?.Fault.IsRetryable() == true)
                    tried = (number, fault);
            }

            (passed ??= []).Add($"{model.Model}: {why}");
        }

        throw NoModelLeft(tried.Number, tried.Fault);
    }

    // No reply and no fault: the circuit is open.
    private async ValueTask<(TeacherReply? Reply, ProviderException? Fault)> TryAsync(int number, TeacherRequest request, CancellationToken cancellationToken)
    {
        var model = _models[number];
        var patient = !Enumerable.Range(number + 1, _models.Length - number - 1).Any(IsLeft);
        if (!patient && model.Breaker.IsOpen)
            return (null, null);
        try
        {
            return (await model.AskAsync(request with { Teacher = _definitions[number] }, patient, cancellationToken), null);
        }
        catch (CircuitOpenException)
        {
            return (null, null);
        }
        catch (ProviderException e) when (e.Fault == ProviderFault.UnknownModel)
        {
            Volatile.Write(ref _unknown[number], e);
            return (null, e);
        }
        catch (ProviderException e) when (e.Fault == ProviderFault.TooLong)
        {
            return (new TeacherReply("", model.Model, e.Fault.Word(), 0, 0) { Rejection = e.Fault.Word(), RejectionDetail = e.Message }, null);
        }
        catch (ProviderException e) when (e.Fault.IsRetryable())
        {
            return (null, e);
        }
        catch (ProviderException e)
        {
            throw _final.Stop(model, e);
        }
    }

    private Exception NoModelLeft(int number, ProviderException? fault)
    {
        var down = _models.Where(model => model.Breaker.IsDown).ToList();
        if (down.Count > 0 && !Enumerable.Range(0, _models.Length).Any(IsLeft))
            return _final.Down(down);
        if (fault is not null)
            return FinalFault.Row(_models[number], fault);
        // Looked for by its place: another row may put its own exception there meanwhile.
        var last = Array.FindLastIndex(_unknown, unknown => unknown is not null);
        return last >= 0
            ? _final.Stop(_models[last], Volatile.Read(ref _unknown[last])!)
            : new TeacherException("No model can be asked now: their circuits are open.");
    }

    private bool IsLeft(int number) => Volatile.Read(ref _unknown[number]) is null && !_models[number].Breaker.IsDown;
}
