using System.Buffers;
using System.Text.Json;
using SynthTrain.Core.Jsonl;

namespace SynthTrain.Core.Spending;

/// <summary>One line of the ledger.</summary>
internal readonly record struct SpendLine(SpendLineKind Kind)
{
    private static readonly string[] s_names = ["", "session", "hold", "settle", "lost", "completed", "cut"];

    /// <summary>The number of the process's session, from 1; 0 in a session's own line that an earlier version wrote.</summary>
    public long Session { get; init; }

    /// <summary>The slot of a new session, the number of a hold within its session, how often the file was cut.</summary>
    public long Number { get; init; }

    /// <summary>Run, stage and model of a hold; the run alone of a completed verb.</summary>
    public SpendPlace Place { get; init; }

    /// <summary>Requests, tokens and dollars.</summary>
    public SpendTotals Totals { get; init; }

    /// <summary>Stages of a completed verb.</summary>
    public IReadOnlyList<string> Stages { get; init; } = [];

    public SpendLine(SpendLineKind kind, long session, long number)
        : this(kind) => (Session, Number) = (session, number);

    /// <summary>Writes the line with its line feed.</summary>
    public void Write(IBufferWriter<byte> output, Utf8JsonWriter json)
    {
        json.Reset(output);
        json.WriteStartObject();
        json.WriteNumber(s_names[(int)Kind], Kind == SpendLineKind.Lost ? Session : Number);
        if (Kind is SpendLineKind.Hold or SpendLineKind.Settle)
            json.WriteNumber("session"u8, Session);
        if (Kind == SpendLineKind.Session)
            json.WriteNumber("as"u8, Session);
        if (Kind is SpendLineKind.Hold or SpendLineKind.Completed)
            json.WriteString("run"u8, Place.Run);
        if (Kind == SpendLineKind.Hold)
        {
            json.WriteString("stage"u8, Place.Stage);
            json.WriteString("model"u8, Place.Model);
            json.WriteNumber("requests"u8, Totals.Requests);
        }

        // What was given up before it was sent is no request; else the hold has said how many.
        if (Kind == SpendLineKind.Settle && Totals.Requests == 0)
            json.WriteNumber("requests"u8, 0);
        if (Kind is SpendLineKind.Hold or SpendLineKind.Settle)
            WriteAmounts(json);
        if (Kind == SpendLineKind.Completed)
            WriteStages(json);
        json.WriteEndObject();
        json.Flush();
        output.Write("\n"u8);
    }

    /// <summary>Reads a line.</summary>
    /// <exception cref="JsonException">It is damaged.</exception>
    public static SpendLine Read(ReadOnlySpan<byte> utf8)
    {
        var json = new Utf8JsonReader(utf8);
        var line = new SpendLine(SpendLineKind.Other);
        var (input, output, requests, unpriced) = (0L, 0L, 1L, 1L);
        var cost = 0m;
        Expect(json.Read() && json.TokenType == JsonTokenType.StartObject);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.ValueSpan;
            json.Read();
            if (name.SequenceEqual("in"u8))
                input = json.GetInt64();
            else if (name.SequenceEqual("out"u8))
                output = json.GetInt64();
            else if (name.SequenceEqual("requests"u8))
                requests = json.GetInt64();
            else if (name.SequenceEqual("cost"u8))
                (cost, unpriced) = (json.GetDecimal(), 0);
            else
                line = line.With(name, ref json);
        }

        Expect(json.TokenType == JsonTokenType.EndObject);
        return line with { Totals = new SpendTotals(requests, input, output, cost, unpriced * requests) };
    }

    private void WriteAmounts(Utf8JsonWriter json)
    {
        json.WriteNumber("in"u8, Totals.InputTokens);
        json.WriteNumber("out"u8, Totals.OutputTokens);
        if (Totals.Unpriced == 0)
            json.WriteNumber("cost"u8, Totals.Cost);
    }

    private void WriteStages(Utf8JsonWriter json)
    {
        json.WriteStartArray("stages"u8);
        foreach (var stage in Stages)
            json.WriteStringValue(stage);
        json.WriteEndArray();
    }

    // "session" opens a session's own line and stands second in lines of a session.
    private SpendLine With(ReadOnlySpan<byte> name, ref Utf8JsonReader json)
    {
        if (name.SequenceEqual("session"u8))
            return Kind == SpendLineKind.Other ? new SpendLine(SpendLineKind.Session, 0, json.GetInt64()) : this with { Session = json.GetInt64() };
        if (name.SequenceEqual("hold"u8))
            return new SpendLine(SpendLineKind.Hold, 0, json.GetInt64());
        if (name.SequenceEqual("settle"u8))
            return new SpendLine(SpendLineKind.Settle, 0, json.GetInt64());
        if (name.SequenceEqual("lost"u8))
            return new SpendLine(SpendLineKind.Lost, json.GetInt64(), 0);
        if (name.SequenceEqual("completed"u8))
            return new SpendLine(SpendLineKind.Completed, 0, json.GetInt64());
        if (name.SequenceEqual("cut"u8))
            return new SpendLine(SpendLineKind.Cut, 0, json.GetInt64());
        if (name.SequenceEqual("as"u8))
            return this with { Session = json.GetInt64() };
        if (name.SequenceEqual("run"u8))
            return this with { Place = Place with { Run = json.GetString()! } };
        if (name.SequenceEqual("stage"u8))
            return this with { Place = Place with { Stage = json.GetString()! } };
        if (name.SequenceEqual("model"u8))
            return this with { Place = Place with { Model = json.GetString()! } };
        if (name.SequenceEqual("stages"u8))
            return this with { Stages = Texts(ref json) };
        json.Skip();
        return this;
    }

    private static List<string> Texts(ref Utf8JsonReader json)
    {
        var texts = new List<string>();
        while (json.Read() && json.TokenType == JsonTokenType.String)
            texts.Add(json.GetString()!);
        return texts;
    }

    private static void Expect(bool met)
    {
        if (!met)
            throw new JsonException("The line is not a JSON object.");
    }
}
