namespace FourRunr.ToolProxy.Models.Streams.Filters;

/// <summary>The last kinds of events of one stream that were like each other. A stream has one for each text that is told at a time.</summary>
internal sealed class EventTemplates(StreamFilters filters)
{
    /// <summary>Texts that take turns: choices, or thoughts beside an answer.</summary>
    private const int Most = 4;

    /// <summary>So many in a row that nothing was like: where each event differs, looking for likeness is given up.</summary>
    private const int MostInVain = 16;

    private readonly List<EventTemplate> _templates = [];
    private int _inVain;

    /// <returns>Null if the event is like none before.</returns>
    public EventTemplate? Find(ReadOnlySpan<byte> name, ReadOnlySpan<byte> json)
    {
        for (var i = 0; i < _templates.Count; i++)
        {
            if (_templates[i].Matches(name, json))
            {
                _inVain = 0;
                return _templates[i];
            }
        }

        return null;
    }

    /// <param name="source">An event with one piece that ends no text and has passed the filters.</param>
    /// <param name="hasOnlyPiece">Nothing of the event need be sent if nothing is left of its piece.</param>
    public void Add(TemplateSource source, FilteredText text, bool hasOnlyPiece)
    {
        // Filters by the names of members treat padding as its name says.
        if (_inVain == MostInVain || EventTemplate.Of(source, text, hasOnlyPiece, withPadding: !filters.IsBuffered) is not { } template)
        {
            return;
        }

        _inVain++;
        if (_templates.Count == Most)
        {
            _templates.RemoveAt(0);
        }

        _templates.Add(template);
    }
}
