"""How far a noun phrase reaches around its head, judged by the parse and held to what stands next to each other."""

from __future__ import annotations

from spacy.tokens import Token

LEFT_POS = frozenset(("DET", "ADJ", "NOUN", "PROPN", "NUM", "PART", "ADV", "VERB", "X", "PRON", "PUNCT", "SYM"))
REACH = 14  # tokens; longer phrases before a head are parse errors
CLOSING = frozenset((",", ":", ";", "(", ")", "—", "–", "“", "”", '"', "‘"))
DASHES = frozenset(("-", "--", "–"))
JOINING = frozenset(("of", "for", "in", "from", "at", "with", "to", "within", "inside", "close"))
NEARBY = frozenset(
    ("around", "near", "outside", "across", "along", "aboard", "inside", "behind")
)  # of people: "farmers near Ulm"
AFTER = 9  # tokens of a description behind its head


def left_edge(tokens: list[Token], head: int, end: int | None = None) -> int:
    """The first token of the phrase that ends at `head`: its article, adjectives, nouns and possessor."""
    limit = head if end is None else end - 1
    at = head
    while at > 0 and head - at < REACH and not tokens[at].is_sent_start:
        token = tokens[at - 1]
        if token.pos_ not in LEFT_POS or token.is_space or token.text in CLOSING or (token.text == "’" and token.tag_ != "POS"):
            break
        if token.text in DASHES and token.whitespace_:
            break
        if token.pos_ in ("VERB", "ADV", "PRON") and token.dep_ not in ("amod", "advmod", "poss", "compound", "nmod"):
            break
        if token.pos_ == "PRON" and token.dep_ != "poss":
            break
        if token.tag_ == "POS":
            if not (at - 1 < token.head.head.i <= limit):
                break
            at -= 1
            continue
        over = token.head.i
        if not (at - 1 < over <= limit):
            if token.dep_ == "conj" and at - 1 - over == 2 and over < tokens[over].head.i <= limit:
                at = over  # "foreign and defence ministers"
                continue
            if token.text not in ("-", ".") or token.whitespace_:
                break
        at -= 1
    while at < head and (tokens[at].pos_ in ("PUNCT", "PART", "ADV") and tokens[at].dep_ != "amod"):
        at += 1
    return at


def _last_joined(prep: Token) -> int:
    """The last of several names that one preposition governs; the preposition itself where it governs one."""
    last = next((c for c in prep.children if c.dep_ == "pobj"), prep)
    for _ in range(AFTER):
        following = next((c for c in last.rights if c.dep_ == "conj" and c.pos_ == "PROPN"), None)
        if following is None:
            return last.i if last.dep_ == "conj" else prep.i
        last = following
    return last.i


def right_edge(tokens: list[Token], head: int, *, source: bool = False) -> int:
    """The end of the phrase behind its head: `of …`, `for …`, `in …`; for a source also `familiar with …`, `briefed on …`."""
    if head + 1 >= len(tokens):
        return head + 1
    following = tokens[head + 1]
    if following.head.i != head:
        return head + 1
    joins = following.dep_ == "prep" and (following.text in JOINING or (source and following.text in NEARBY))
    told = following.dep_ == "acl" and following.tag_ == "VBN" and any(c.dep_ == "prep" for c in following.children)
    describes = source and (told or following.dep_ == "amod" or (following.dep_ == "relcl" and following.pos_ == "ADJ"))
    doing = joins and head + 2 < len(tokens) and tokens[head + 2].tag_ == "VBG"  # "accused the army of hiding"
    if doing or not (joins or describes):
        return head + 1
    if joins and any(c.ent_type_ in ("DATE", "TIME") or c.pos_ in ("VERB", "AUX") for c in following.children):
        return head + 1
    stop = min(following.right_edge.i + 1, head + 1 + AFTER, len(tokens))
    listed = _last_joined(following) if joins else head
    end = head + 1
    while end < stop:
        token = tokens[end]
        if token.text == "," and end < listed:  # "the presidents of Kenya, Uganda and Rwanda"
            end += 1
            continue
        if token.text in CLOSING or token.text in ("who", "that", "which") or token.is_space or token.dep_ in ("relcl", "appos"):
            break
        dated = token.text == "on" and end + 1 < stop and tokens[end + 1].ent_type_ == "DATE"
        if dated or (end > head + 1 and token.ent_type_ in ("DATE", "TIME")):
            break
        if token.pos_ in ("VERB", "AUX") and not describes and tokens[end - 1].pos_ != "PROPN":
            break
        end += 1
    while end > head + 1 and tokens[end - 1].pos_ in ("ADP", "CCONJ", "DET", "PUNCT"):
        end -= 1
    return end
