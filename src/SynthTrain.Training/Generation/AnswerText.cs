using System.Text;
using SynthTrain.Models.Tokenizers;

namespace SynthTrain.Training.Generation;

/// <summary>The text of an answer as its tokens come: characters of which bytes are missing, and what may become a stop text, are held back.</summary>
/// <param name="tokenizer">Decodes.</param>
/// <param name="stops">Texts that end the answer.</param>
/// <param name="received">Is given each piece of text that is certain.</param>
internal sealed class AnswerText(ModelTokenizer tokenizer, IReadOnlyList<string> stops, Action<string>? received)
{
    private readonly List<int> _ids = [];
    private readonly StringBuilder _text = new();
    private readonly List<int> _ends = [];
    private readonly string[] _stops = [.. stops.Where(stop => stop.Length > 0)];
    private int _known;
    private int _context;
    private int _given;

    /// <summary>The tokens whose text stands before the stop text.</summary>
    public IReadOnlyList<int> Ids => _ids;

    /// <summary>Whether a stop text came.</summary>
    public bool Stopped { get; private set; }

    /// <summary>The text.</summary>
    public string Text => _text.ToString();

    /// <summary>Takes a token.</summary>
    /// <returns>Whether a stop text is there now; the answer ends before it.</returns>
    public bool Add(int token)
    {
        _ids.Add(token);
        var added = Decoded();
        return !added.EndsWith('\uFFFD') && !IsByte(token) && Take(added);
    }

    /// <summary>Gives what was held back.</summary>
    public void Finish()
    {
        if (_known < _ids.Count)
            Take(Decoded());
        Give(_text.Length);
    }

    /// <summary>Whether a token stands for one byte: what follows decides what a run of those says.</summary>
    private bool IsByte(int token) => tokenizer.IdToToken(token) is ['<', '0', 'x', _, _, '>'];

    /// <summary>Text of the tokens that are not known yet, read after some before them: a tokenizer may treat the start of a text otherwise.</summary>
    private string Decoded()
    {
        var before = tokenizer.Decode(_ids.Skip(_context).Take(_known - _context), skipSpecialTokens: true);
        var all = tokenizer.Decode(_ids.Skip(_context), skipSpecialTokens: true);
        return all.StartsWith(before, StringComparison.Ordinal) ? all[before.Length..] : all[Math.Min(before.Length, all.Length)..];
    }

    private bool Take(string added)
    {
        var from = _text.Length;
        _text.Append(added);
        while (_ends.Count < _ids.Count - 1)
            _ends.Add(from);
        _ends.Add(_text.Length);
        // A token that writes nothing, as a skipped one, is no context: the next would be read as the start of a text.
        if (added.Length > 0)
            _context = _known;
        _known = _ids.Count;
        if (_stops.Length == 0)
        {
            Give(_text.Length);
            return false;
        }

        var longest = _stops.Max(stop => stop.Length);
        var start = Math.Max(0, from - longest + 1);
        var tail = _text.ToString(start, _text.Length - start);
        var at = _stops.Select(stop => tail.IndexOf(stop, StringComparison.Ordinal)).Where(place => place >= 0).DefaultIfEmpty(-1).Min();
        if (at >= 0)
            Cut(start + at);
        Give(_text.Length - (at >= 0 ? 0 : Held(tail)));
        return at >= 0;
    }

    private void Cut(int length)
    {
        Stopped = true;
        _text.Length = length;
        var kept = _ends.FindIndex(end => end >= length) + 1;
        _ids.RemoveRange(length == 0 ? 0 : kept, _ids.Count - (length == 0 ? 0 : kept));
    }

    /// <summary>The longest end of the text that a stop text begins with.</summary>
    private int Held(string tail)
    {
        for (var length = Math.Min(tail.Length, _stops.Max(stop => stop.Length) - 1); length > 0; length--)
        {
            var end = tail[^length..];
            if (Array.Exists(_stops, stop => stop.StartsWith(end, StringComparison.Ordinal)))
                return length;
        }

        return 0;
    }

    private void Give(int until)
    {
        if (received is not null && until > _given)
            received(_text.ToString(_given, until - _given));
        _given = Math.Max(_given, until);
    }
}
