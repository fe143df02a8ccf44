"""Tells news from what only holds a live page together: greetings, captions, calls for letters, bylines."""

from __future__ import annotations

import re

#: What pages say of themselves; written with blanks, each of which may be any white space.
_SAYINGS = (
    r"good (?:morning|afternoon|evening|night|bye)|goodbye|hello\b|thanks? (?:you )?(?:for|to all)",
    r"welcome (?:back )?to|live (?:page|blog|coverage|updates)|(?:stay|bear) with (?:us|me)|stay tuned",
    r"(?:i[’']?m|i am|we are|we[’']re) (?:going to )?(?:clos|paus|wrap|handing|taking|logging|leav)\w*",
    r"(?:read|see|find|click|watch|listen to|follow) (?:the |our |more|here|on\b|it here|below|this|also|full)",
    r"(?:sign up|subscribe|download) (?:the |our |here|for|to)|use our\b",
    r"(?:full|our) (?:report|story) (?:is )?(?:here|on\b)|you can (?:read|watch|follow|listen|see)",
    r"more (?:on this )?(?:as soon as|to follow|soon|details|here|below)|as it happened",
    r"here(?:[’']s| is| are)\b|this is what|if you(?:[’']re| are) just (?:joining|tuning)|just joining us",
    r"(?:main|key) (?:points|developments|moments|takeaways)\b|what we know|in case you missed|round-?up\b|recap\b",
    r"what you (?:need to know|may have missed)|get in touch|(?:send|e-?mail|tweet|write to|contact) (?:us|me)\b",
    r"(?:comments?|messages|e-?mails?) (?:below|coming)|that[’']?s? (?:is )?(?:all|it)\b (?:from|for)",
    r"in pictures|(?:pictures?|photo(?:graph)?s?|image|video):|copyright|(?:file|library) (?:photo|picture|image)",
    r"(?:pictured|seen) (?:here|above|below)|what the papers|reality check|your (?:questions|views|comments)",
    r"our coverage\b|leave it (?:here|there)\b|(?:tell|ask) us\b|i(?:[’']ll| shall| will) be (?:with you|here|back)\b",
    r"updated at|(?:play|view|watch) (?:the )?(?:video|image|gallery|in full)|(?:image|media|hide) caption|newsletter",
    r"advertisement|enable (?:javascript|notifications)|skip past|share (?:this|on|via)|live reporting|front pages?",
    r"video report\b|to recap\b",
    r"let[’']s (?:have|take|get|go|look|turn)|our (?:colleagues?|correspondent|reporter|team|readers?)\b",
)
_OF_THE_PAGE = re.compile(rf"\b(?:{'|'.join(_SAYINGS)})".replace(" ", r"\s"), re.IGNORECASE)
_SUMMARIES = (
    r"round-?up|recap|summary|what we know|just joining|in case you missed|story so far|day so far|timeline",
    r"(?:main|key) (?:points|developments|events|moments)|at a glance|(?:how|as) (?:it|the day|events) (?:happened|unfolded)",
    r"here(?:[’']s| is| are) (?:what (?:we|you|has|happened)|a (?:look back|reminder|quick)|where)",
    r"here(?:[’']s| is| are) the (?:latest|main|key|top|state)",
)
_SUMMARY = re.compile(rf"\b(?:{'|'.join(_SUMMARIES)})\b".replace(" ", r"\s"), re.IGNORECASE)
#: What only promises news looks like a summary, and is none.
_PROMISES = r"coming up|to come|agenda|diary|timetable|schedule|expect(?:ed)?|later today|tomorrow|ahead|watch|read|look out"
_PROMISE = re.compile(rf"\b(?:{_PROMISES})\b".replace(" ", r"\s"), re.IGNORECASE)
_CREDIT = re.compile(
    r"^(?:by|from|photo(?:graph)?|picture|image|video|source|analysis|credit|text)\b[^.]{0,60}$"
    r"|\((?:image|photo|picture)\b|/(?:afp|reuters|ap|epa|getty|pa|dpa|rex)\b"
    r"|https?://|www\.|\b\w+\.(?:com|org|net)\b|pic\.twitter",
    re.IGNORECASE,
)
#: “9.30am: Figures are published”: what an agenda announces has not happened.
_AGENDA = re.compile(r"^\d{1,2}(?:[.:]\d\d)?\s?(?:am|pm|a\.m\.|p\.m\.|gmt|bst)?\s?[:–—-]\s", re.IGNORECASE)
_ROLE = re.compile(
    r"^[^.!?]{0,80}\b(?:editor|correspondent|reporter|news|analyst|producer|columnist|journalist|writer|bureau)\b"
    r"[^.!?]{0,30}$",
    re.IGNORECASE,
)
#: What weighs the news instead of telling it.
_OPINIONS = (
    r"perhaps|of course|arguably|frankly|presumably|no doubt|i think|it (?:seems|feels)|in (?:my|truth)|striking|interesting",
    r"remarkabl[ey]|worth (?:noting|remembering|pointing|asking|a)|hard to (?:see|imagine|know|say|tell|believe)|makes sense",
    r"the (?:big |real |only )?(?:question|point|truth|problem|danger|irony|risk|trouble) (?:now |here )?is",
    r"(?:may|might|could) well|would be (?:a mistake|wrong)|it (?:may|might|could) be|remains? to be seen|time will tell",
    r"shall see|on the (?:one|other) hand|whether or not|if anything|after all|as (?:ever|always|so often)|one thing is",
)
_OPINION = re.compile(rf"\b(?:{'|'.join(_OPINIONS)})\b".replace(" ", r"\s"), re.IGNORECASE)
#: Handles, hash tags and what goes with them.
_NETWORK = re.compile(r"(?<!\w)[@#][^\W\d]\w+|^RT\b|\bvia @", re.IGNORECASE)
_HANDLE_AT_END = re.compile(r"@\w+\)?$")
_SPEECH = re.compile(
    r"\b(?:say|says|said|writes?|wrote|tweet(?:s|ed)?|add(?:s|ed)|tells?|told|post(?:s|ed)|reads?|e-?mails?|texts?|asks?|statement"
    r"|comments?|thread|message|explains?|reacts?|responds?|replie[sd])\b|@\w",
    re.IGNORECASE,
)
_QUOTATION = re.compile(r"[“„«][^”“»]*(?:[”“»]|$)|(?<!\w)\"[^\"]*(?:\"|$)|(?<!\w)‘[^’]*’(?!\w)")
_SELF = re.compile(r"\b(?:I|I[’']\w+|me|my|we|we[’']\w+|us|our|you|you[’']\w+|your)\b", re.IGNORECASE)
_UNITED_STATES = re.compile(r"\bUS\b")
_ENDS_OF_SENTENCES = (".", "!", "?", ":", "”", "…")
_SMALL_WORDS_OF_NAMES = frozenset({"of", "the", "in", "and", "for", "at", "de", "van", "von", "al"})
_HEADLINE_WORDS = range(4, 17)
_MOST_BYLINE_WORDS, _MOST_NAME_WORDS = 14, 5


def is_furniture(sentence: str) -> bool:
    """Whether a sentence speaks of the page and not of the story."""
    if sentence.rstrip().endswith((":", "…", "...")) or _CREDIT.search(sentence) or _AGENDA.match(sentence):
        return True
    return bool(_OF_THE_PAGE.search(outside_quotations(sentence)))


def announces_a_summary(line: str) -> bool:
    """Whether a title or first line says that the story so far follows."""
    return bool(_SUMMARY.search(line)) and not _PROMISE.search(line)


def is_byline(line: str) -> bool:
    """Whether a line says who wrote, took or said something, and nothing else."""
    words = line.split()
    if line.endswith(_ENDS_OF_SENTENCES) or len(words) > _MOST_BYLINE_WORDS:
        return False
    is_name = all(word[:1].isupper() or word.lower() in _SMALL_WORDS_OF_NAMES for word in words)
    return bool(_ROLE.match(line)) or (is_name and len(words) <= _MOST_NAME_WORDS)


def is_role(line: str) -> bool:
    """Whether a line says in which office somebody writes (“Political editor”)."""
    return (
        len(line.split()) <= _MOST_BYLINE_WORDS
        and not line.endswith(_ENDS_OF_SENTENCES)
        and bool(_ROLE.match(line))
    )


def introduces_a_quotation(line: str) -> bool:
    """Whether what stands in the next line is said by somebody else (“She tweets:”, “Ida Brandt (@ida)”)."""
    return bool(_SPEECH.search(line)) if line.endswith(":") else bool(_HANDLE_AT_END.search(line))


def is_opinion(plain: str) -> bool:
    """Whether a sentence weighs the news instead of telling it; give it the sentence without its quotations."""
    return bool(_OPINION.search(plain))


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
    return bool(_SELF.search(_UNITED_STATES.sub("", plain)))


def outside_quotations(sentence: str) -> str:
    """The sentence without what stands in quotation marks."""
    return _QUOTATION.sub(" ", sentence)
