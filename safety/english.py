"""Whether a sentence is English, by its small words: no rule could judge another language.

Called by `safety.saying` only.
"""

import re

_ENGLISH = re.compile(
    r"\b(?:the|a|an|and|or|of|to|in|on|at|for|with|is|are|was|were|be|it|you|your|i|we|my|our|that"
    r"|this|not|do|did|have|has|had|if|when|what|how|as|so|by|from|up|out|no|yes|will|can|would"
    r"|could|than|then|there|here|but|about|after|before|just|one|two|more)\b"
)
_OTHER = re.compile(
    r"\b(?:und|nicht|sie|ihre|ist|das|der|ein|eine|mit|vor|zum|zur|wie|für|von|den|dem|ich|du"
    r"|kein|keine|auf|que|los|las|una|para|por|con|usted|noche|el|la|del|su|sus|se|es|y|si|muy"
    r"|más|antes|de|dos|vous|les|des|est|une|pas|pour|avec|dans|le|votre|vos|et|il|elle|au|aux"
    r"|avant|deux|sur|ne|per|che|non|della|di|un|lo|gli|prima|due|nel|och|att|inte|det|ett|som"
    r"|för|på|innan|het|een|niet|van|voor|naar|je|uw|twee|os|um|uma|não|seu|sua|com)\b"
)


def is_foreign(sentence: str) -> bool:
    """Whether it has more small words of some other European language than English ones."""
    text = sentence.lower()
    return len(_OTHER.findall(text)) > len(_ENGLISH.findall(text))
