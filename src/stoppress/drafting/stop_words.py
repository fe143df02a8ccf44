"""Words that say nothing of what a story is about, by language."""

from __future__ import annotations

from stoppress.drafting.stems import stem

_ENGLISH = """
a about above across after again against ago all almost alone along already also although always am among an and
another any anybody anyone anything are aren't around as ask asked asks at away back be became because become been
before began behind being below between both but by came can can't cannot come comes could couldn't did didn't do
does doesn't doing don't done down during each either else enough even ever every everybody everyone everything far
few first following for from further gave get gets getting give given go goes going gone good got had hadn't has
hasn't have haven't having he he's her here here's hers herself him himself his how however i i'd i'll i'm i've if
in including indeed instead into is isn't it it's its itself just keep kept know known last late later latest least
less let let's like likely live long look looking made make makes making many may maybe me meanwhile might mine more
most mr mrs ms much must my myself near nearly need never new next no nobody none nor not nothing now of off often
on once one only onto or other others our ours out over own part per perhaps please put quite rather really right
said same saw say saying says see seem seems seen several shall she she's should shouldn't since so some somebody
someone something soon still such take taken tell tells than thank thanks that that's the their theirs them
themselves then there there's these they they're thing things think this those though thought through time to today
together told tomorrow tonight too took toward towards two under until up upon us use used very via want wants was
wasn't way we we'll we're we've well went were weren't what what's when where whether which while who who's whole
whom whose why will with within without won't would wouldn't yes yesterday yet you you're you've your yours added
according earlier hour hours minute minutes morning afternoon evening night day days week monday tuesday wednesday
thursday friday saturday sunday
"""
_OTHERS = """
der die das den dem des ein eine einen einem einer und oder aber nicht auch auf aus bei bis durch für gegen im in
mit nach ohne
seit über um unter von vom vor zu zum zur wie was wer wo wird werden wurde wurden ist sind war waren hat haben hatte
sich er sie es
wir ihr ich man noch nur schon dass daß als wenn so sehr mehr am an sein seine ihre sagte sagt
і й та в у на з із зі до від за по про що це як не для при під над але або який яка яке які був була було були є
його її їх він
вона вони ми ви я ти у також ще вже лише так
и в во не что он на я с со как а то все она так его но да ты к у же вы за бы по только ее мне было вот от меня еще
нет о из ему
في من على إلى عن أن إن التي الذي هذا هذه ذلك كان كانت قد لم لن لا ما مع بعد قبل بين كل أو ثم حيث وقال قال هو هي و
le la les de des du un une et ou mais dans par pour sur avec sans est sont été ce cette ces il elle ils elles que
qui ne pas plus au aux
el los las del y o en con por para su sus es son fue han ha se lo al más como pero ya
il lo gli una di da che non è sono per con su nel della delle dei al più si
het een van en op te voor met dat is was niet aan er om ook door bij naar uit
"""

#: Stems, because it is stems that are compared.
STOP_STEMS = frozenset(stem(word) for word in (_ENGLISH + _OTHERS).split()) | frozenset({"'s", "’s"})
