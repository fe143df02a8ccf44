"""Tells news from what only holds a live page together: greetings, captions, calls for mail, bylines."""

from __future__ import annotations

import re

_PHRASES = re.compile(
    r"""\b(?:
    good\ (?:morning|afternoon|evening|night|bye) | goodbye | welcome\ (?:back\ )?to | hello\b | thanks?\ (?:you\ )?(?:for|to\ all)
    | live\ (?:page|blog|coverage|updates) | (?:stay|bear)\ with\ us | (?:i[’']?m|i\ am|we\ are|we[’']re)\ (?:going\ to\ )?(?:clos|paus|wrap|handing|taking|logging|leav)\w*
    | (?:read|see|find|click|watch|listen\ to|follow|sign\ up|subscribe|download)\ (?:the\ |our\ |more|here|on\b|it\ here|below|this|also|full)
    | (?:full|our)\ (?:report|story)\ (?:is\ )?(?:here|on\b) | more\ (?:on\ this\ )?(?:as\ soon\ as|to\ follow|soon|details|here|below)
    | as\ it\ happened | here(?:[’']s|\ is|\ are)\b | this\ is\ what | if\ you(?:[’']re|\ are)\ just\ (?:joining|tuning) | just\ joining\ us
    | (?:main|key)\ (?:points|developments|moments|events|takeaways)\b | what\ you\ (?:need\ to\ know|may\ have\ missed) | what\ we\ know | in\ case\ you\ missed
    | (?:round-?up|recap|summary)\b | get\ in\ touch | (?:send|email|e-mail|tweet|write\ to|contact)\ (?:us|me)\b | (?:comments?|messages|e-?mails?)\ (?:below|coming)
    | in\ pictures | pictures?: | photo(?:graph)?s?: | image: | video: | copyright | getty\ images | (?:file|library)\ (?:photo|picture|image)
    | let[’']s\ (?:have|take|get|go|look|turn) | stay\ tuned | our\ (?:colleague|correspondent|reporter|team|readers?)\b | that[’']?s?\ (?:is\ )?(?:all|it)\b\ (?:from|for)
    | you\ can\ (?:read|watch|follow|listen|see) | (?:pictured|seen)\ (?:here|above|below) | what\ the\ papers | reality\ check | your\ (?:questions|views|comments)
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_SUMMARY = re.compile(
    r"\b(?:round-?up|recap|summary|here(?:[’']s| is| are) (?:what|a |the |where|our)|what we know|just joining"
    r"|main (?:points|developments|events)|key (?:points|developments|events|moments)|in case you missed)\b",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"^(?:by|from|photo(?:graph)?|picture|image|video|source|analysis|credit|text)\b[^.]{0,60}$"
    r"|\((?:image|photo|picture)[^)]*\)|/(?:afp|reuters|ap|epa|getty|pa|dpa|rex)\b|https?://|www\.|\b\w+\.(?:com|org|net)\b|pic\.twitter",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"^[^.!?]{0,80}\b(?:editor|correspondent|reporter|news|analyst|producer|columnist|journalist|writer|bureau)\b[^.!?]{0,30}$",
    re.IGNORECASE,
)
_QUOTATION = re.compile(r"[“„«][^”“»]*(?:[”“»]|$)|(?<!\w)\"[^\"]*(?:\"|$)|(?<!\w)‘[^’]*’(?!\w)")
_SELF = re.compile(r"\b(?:I|I[’']\w+|me|my|we|we[’']\w+|us|our|you|you[’']\w+|your)\b", re.IGNORECASE)
_HEADLINE_WORDS = range(4, 17)


def is_furniture(sentence: str) -> bool:
    """Whether a sentence speaks of the page and not of the story."""
    bare = outside_quotations(sentence)
    return bool(_PHRASES.search(bare) or _CREDIT.search(sentence)) or sentence.rstrip().endswith(
        (":", "…", "...")
    )


def announces_a_summary(line: str) -> bool:
    """Whether a title or first line says that the story so far follows."""
    return bool(_SUMMARY.search(line))


def is_byline(line: str) -> bool:
    """Whether a line says who wrote, took or said something, and nothing else."""
    words = line.split()
    if line.endswith((".", "!", "?", "”")) or len(words) > 14:
        return False
    names = [
        word
        for word in words
        if word[:1].isupper() or word.lower() in {"of", "the", "in", "and", "for", "at", "de"}
    ]
    return bool(_ROLE.match(line)) or (len(words) <= 5 and len(names) == len(words))


def is_headline(line: str) -> bool:
    """Whether a first line without a full stop reads as the title of its post."""
    return (
        not line.endswith((".", "!", "?", ":", "”", "…"))
        and len(line.split()) in _HEADLINE_WORDS
        and not is_byline(line)
    )


def speaks_for_itself(plain: str) -> bool:
    """Whether the page itself speaks (I, we, you); give it the sentence without its quotations."""
    return bool(_SELF.search(plain))


def outside_quotations(sentence: str) -> str:
    """The sentence without what stands in quotation marks."""
    return _QUOTATION.sub(" ", sentence)
