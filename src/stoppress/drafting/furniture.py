"""Tells news from what only holds a live page together: greetings, captions, calls for letters, bylines."""

from __future__ import annotations

import re

#: What pages say of themselves, in small letters; written with blanks, each of which may be any white space.
_SAYINGS = (
    r"good (?:morning|afternoon|evening) (?:and|everyone|all|from)|goodbye|hello\b|thanks? (?:you )?(?:for|to all)",
    r"welcome (?:back )?to (?:our|my|this|the (?:live|latest)|another|today|day)|live (?:page|blog|coverage|updates)",
    r"(?:stay|bear) with (?:us|me)|stay tuned|you can (?:read|watch|follow|listen|see|find|sign)|as it happened|use our\b",
    r"(?:i[’']?m|i am|we are|we[’']re) (?:going to )?(?:clos|paus|wrap|handing|taking|logging)\w*",
    r"if you(?:[’']re| are) just|(?:full|our) (?:report|story) (?:is )?(?:here|on\b)",
    r"more (?:details |on this |on that )?(?:as soon as|to follow|soon|here|below)",
    r"(?:main|key) (?:points|developments|moments|takeaways)\b|what we know|in case you missed|round-?up\b|recap\b",
    r"just joining us",
    r"what you (?:need to know|may have missed)|get in touch|(?:send|e-?mail|tweet|write to|contact|tell|ask) (?:us|me)\b",
    r"(?:comments?|messages|e-?mails?) (?:below|coming)|that[’']?s? (?:is )?(?:all|it)\b (?:from|for)|our coverage\b",
    r"in pictures|(?:pictures?|photo(?:graph)?s?|image|video):|copyright|(?:file|library) (?:photo|picture|image)",
    r"(?:pictured|seen) (?:here|above|below)|what the papers|reality check|your (?:questions|views|comments)",
    r"(?:play|view|watch) (?:the )?(?:video|image|gallery|in full)|(?:image|media|hide) caption|newsletter|advertisement",
    r"enable (?:javascript|notifications)|skip past|share (?:this|on|via)|live reporting|front pages?|video report\b",
    r"leave it (?:here|there)\b|i(?:[’']ll| shall| will) be (?:with you|here|back)\b|updated at",
    r"let[’']s (?:have|take|get|go|look|turn)|our (?:colleagues?|correspondent|reporter|team|readers?)\b",
)
#: The same, where it begins a sentence; inside one it may be news (“they find the wreck”, “a good night for the Greens”).
_OPENINGS = (
    r"good (?:morning|afternoon|evening|night|bye)|welcome\b|here(?:[’']s| is| are)\b|this is what|to recap\b",
    r"more (?:details|on)\b",
    r"(?:read|see|find|click|watch|listen to|follow) (?:the |our |more|here|on\b|it here|below|this|also|full)",
    r"(?:sign up|subscribe|download) (?:the |our |here|for|to)",
)
_SUMMARIES = (
    r"round-?up|recap|summary|what we know|just joining|in case you missed|story so far|day so far|timeline",
    r"(?:main|key) (?:points|developments|events|moments)|at a glance|(?:how|as) (?:it|the day|events) (?:happened|unfolded)",
    r"here(?:[’']s| is| are) (?:what (?:we|you|has|happened)|a (?:look back|reminder|quick)|where)",
    r"here(?:[’']s| is| are) the (?:latest|main|key|top|state)",
)
#: What only promises news looks like a summary, and is none.
_PROMISES = (
    r"coming up|to come|agenda|diary|timetable|schedule|expect(?:ed)?|later today|tomorrow|ahead|watch|read|look out",
)
_CREDITS = (
    r"^(?:photo(?:graph)?|picture|image|video|source|analysis|credit|text)\b[^.]{0,60}$|\((?:image|photo|picture)\b",
    r"/(?:afp|reuters|ap|epa|getty|pa|dpa|rex)\b|https?://|www\.|\b\w+\.(?:com|org|net)\b|pic\.twitter",
)
#: What weighs the news instead of telling it.
_OPINIONS = (
    r"perhaps|of course|arguably|frankly|presumably|no doubt|i think|it (?:seems|feels)|in (?:my|truth)|interesting",
    r"(?:what is|most|more) striking|remarkabl[ey]|worth (?:noting|remembering|pointing|asking)|makes sense",
    r"hard to (?:see|imagine|know|say|tell|believe)|(?:may|might|could) well|would be (?:a mistake|wrong)|shall see",
    r"the (?:big |real |only )?(?:question|point|truth|problem|danger|irony|risk|trouble) (?:now |here )?is",
    r"it (?:may|might|could) be|remains? to be seen|time will tell|on the (?:one|other) hand|one thing is",
    r"if anything|as (?:ever|always|so often)",
)
_SPEECHES = (
    r"say|says|said|writes?|wrote|tweet(?:s|ed)?|add(?:s|ed)|tells?|told|post(?:s|ed)|reads?|e-?mails?|texts?|asks?",
    r"statement|comments?|thread|message|explains?|reacts?|responds?|replie[sd]|@\w+",
)


def _any_of(sayings: tuple[str, ...], before: str = r"\b(?:", after: str = ")") -> re.Pattern[str]:
    """A pattern for small letters: to ignore case while searching costs five times as much."""
    return re.compile(f"{before}{'|'.join(sayings)}{after}".replace(" ", r"\s"))


_OF_THE_PAGE = _any_of(_SAYINGS)
_OPENING = _any_of(_OPENINGS, before=r"\W*(?:please |and |do )?(?:")
_SUMMARY = _any_of(_SUMMARIES, after=r")\b")
_PROMISE = _any_of(_PROMISES, after=r")\b")
_CREDIT = _any_of(_CREDITS, before="(?:")
_OPINION = _any_of(_OPINIONS, after=r")\b")
_SPEECH = _any_of(_SPEECHES, before=r"(?<!\w)(?:", after=r")\b")
#: “9.30am: Figures are published”: what an agenda announces has not happened.
_AGENDA = re.compile(r"\d{1,2}(?:[.:]\d\d)?\s?(?:am|pm|a\.m\.|p\.m\.|gmt|bst)?\s?[:–—-]\s")
#: “Political editor”, “Transport correspondent, Senn”; but not “Reporter killed at the front”.
_ROLE = re.compile(
    r"[^.!?]{0,80}\b(?:editor|correspondent|reporter|news|analyst|producer|columnist|journalist|writer|bureau)"
    r"(?:$|,[^.!?]{0,30}$|\s(?:in|at|for|of)\s[^.!?]{0,30}$)"
)
_AUTHOR = re.compile(r"(?:By|From)(?:\s[A-Z][\w’'-]+){1,4}(?:,?\s(?:in|at)\s[A-Z]\w+)?$")
#: Handles, hash tags and what goes with them.
_NETWORK = re.compile(r"(?<!\w)[@#][^\W\d]\w+|^RT\b")
_HANDLE_AT_END = re.compile(r"@\w+\)?$")
_QUOTATION = re.compile(r"[“„«][^”“»]*(?:[”“»]|$)|(?<!\w)\"[^\"]*(?:\"|$)|(?<!\w)‘[^’]*’(?!\w)")
_SELF = re.compile(r"\b(?:i|i[’']\w+|me|my|we|we[’']\w+|us|our|you|you[’']\w+|your)\b")
_UNITED_STATES = re.compile(r"\bUS\b")
_ENDS_OF_SENTENCES = (".", "!", "?", ":", "”", "…")
_SMALL_WORDS_OF_NAMES = frozenset({"of", "the", "in", "and", "for", "at", "de", "van", "von", "al"})
_HEADLINE_WORDS = range(4, 17)
_MOST_BYLINE_WORDS, _MOST_NAME_WORDS = 14, 5


def is_furniture(sentence: str) -> bool:
    """Whether a sentence speaks of the page and not of the story."""
    small = sentence.lower()
    if small.rstrip().endswith((":", "…", "...")) or _CREDIT.search(small) or _AGENDA.match(small):
        return True
    plain = _small(outside_quotations(sentence))
    return bool(_OPENING.match(plain) or _OF_THE_PAGE.search(plain) or _AUTHOR.match(sentence))


def announces_a_summary(line: str) -> bool:
    """Whether a title or first line says that the story so far follows."""
    small = line.lower()
    return bool(_SUMMARY.search(small)) and not _PROMISE.search(small)


def is_byline(line: str) -> bool:
    """Whether a line says who wrote, took or said something, and nothing else."""
    words = line.split()
    if line.endswith(_ENDS_OF_SENTENCES) or len(words) > _MOST_BYLINE_WORDS:
        return False
    is_name = all(word[:1].isupper() or word.lower() in _SMALL_WORDS_OF_NAMES for word in words)
    return bool(_ROLE.match(line.lower())) or (is_name and len(words) <= _MOST_NAME_WORDS)


def is_role(line: str) -> bool:
    """Whether a line says in which office somebody writes (“Political editor”)."""
    return (
        len(line.split()) <= _MOST_BYLINE_WORDS
        and not line.endswith(_ENDS_OF_SENTENCES)
        and bool(_ROLE.match(line.lower()))
    )


def introduces_a_quotation(line: str) -> bool:
    """Whether what stands in the next line is said by somebody else (“She tweets:”, “Ida Brandt (@ida)”)."""
    return bool(_SPEECH.search(line.lower())) if line.endswith(":") else bool(_HANDLE_AT_END.search(line))


def is_opinion(plain: str) -> bool:
    """Whether a sentence weighs the news instead of telling it; give it the sentence without its quotations."""
    return bool(_OPINION.search(plain.lower()))


def is_from_a_network(sentence: str) -> bool:
    """Whether a sentence is written for a social network, with handles and hash tags."""
    return bool(_NETWORK.search(sentence))


def is_headline(line: str) -> bool:
    """Whether a first line without a full stop reads as the title of its post."""
    return (
        not line.endswith(_ENDS_OF_SENTENCES)
        and len(line.split()) in _HEADLINE_WORDS
        and not is_byline(line)
        and not is_furniture(line)
    )


def speaks_for_itself(plain: str) -> bool:
    """Whether the page itself speaks (I, we, you); give it the sentence without its quotations."""
    return bool(_SELF.search(_small(plain)))


def outside_quotations(sentence: str) -> str:
    """The sentence without what stands in quotation marks."""
    return _QUOTATION.sub(" ", sentence)


def _small(plain: str) -> str:
    """In small letters, in which “to send US troops” must not become “to send us”."""
    return _UNITED_STATES.sub("", plain).lower()
