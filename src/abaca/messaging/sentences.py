"""Which sentences a letter is made of: read from its compiled templates, in every branch, in the order of the page."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from django.template import Engine, Template
from django.template.base import FilterExpression, Node, TextNode
from django.template.loader_tags import BlockNode, ExtendsNode, IncludeNode
from django.utils import translation

from .letters import engine
from .templatetags.own_words import OwnBlockTranslate, OwnTranslate, sentence_of
from .wording import as_written

# what an included part makes of the words before it
ROLES = {
    "as_heading": "heading",
    "as_paragraph": "paragraph",
    "as_fact": "fact",
    "as_key": "key",
    "as_step": "step",
    "as_button": "button",
    "as_link": "link",
    "as_row": "row",
    "design/letter/heading.mjml": "heading",
    "design/letter/paragraph.mjml": "paragraph",
    "design/letter/big_fact.mjml": "fact",
    "design/letter/button.mjml": "button",
}
MAY_BE_EMPTY = {"paragraph"}


@dataclass(frozen=True)
class Sentence:
    """One sentence of a letter, as its catalogue knows it."""

    msgid: str
    plural: str = ""
    places: dict[str, str] = field(default_factory=dict, hash=False)  # a placeholder and the fact behind it
    role: str = "row"  # subject, heading, paragraph, fact, key, step, button, link, row, reason

    @property
    def may_be_empty(self) -> bool:
        """Tell whether the letter stays whole without it."""
        return self.role in MAY_BE_EMPTY

    def shipped(self, language: str, form: int = 0) -> str:
        """Return what it says in a language, with placeholders as a vendor writes them."""
        with translation.override(language):
            if not self.plural:
                return as_written(translation.gettext(self.msgid))
            return as_written(translation.ngettext(self.msgid, self.plural, 5 if form else 1))

    @property
    def forms(self) -> tuple[int, ...]:
        return (0, 1) if self.plural else (0,)


def sentences_of(template: str) -> list[Sentence]:
    """Return the sentences of both twins of a letter, each once, the subject first and the reason last."""
    return list(_sentences(template, engine()))


def sentences_in(name: str) -> list[Sentence]:
    """Return the sentences of one template of any kind, a page for example."""
    letters = engine()
    return list(_Walk(letters).through(letters.get_template(name)))


@lru_cache(maxsize=200)
def _sentences(template: str, letters: Engine) -> tuple[Sentence, ...]:
    found: dict[str, Sentence] = {}
    for twin in ("mjml", "txt"):
        for sentence in _Walk(letters).through(letters.get_template(f"{template}.{twin}")):
            before = found.get(sentence.msgid)
            if before is None:
                found[sentence.msgid] = sentence
                continue
            plain = sentence.may_be_empty or (twin == "txt" and sentence.role == "row")  # the text shows no forms
            role = sentence.role if before.may_be_empty and not plain else before.role
            found[sentence.msgid] = replace(before, places={**before.places, **sentence.places}, role=role)
    ordered = list(found.values())
    last = [each for each in ordered if each.role == "reason"]
    first = [each for each in ordered if each.role == "subject"]
    return (*first, *(each for each in ordered if each.role not in {"subject", "reason"}), *last)


class _Walk:
    """A walk through a compiled template; what an included part makes of words is learnt where it is included."""

    def __init__(self, letters: Engine) -> None:
        self.letters = letters
        self.waiting: list[tuple[str, Sentence]] = []  # words that were put aside under a name
        self.block = ""
        self.opens_the_subject = False
        self.inside: set[str] = set()  # a part may include itself, for rows within rows

    def through(self, template: Template) -> Iterator[Sentence]:
        yield from self._nodes(template.nodelist)
        yield from self._rest()

    def _nodes(self, nodes: Any) -> Iterator[Sentence]:
        for node in nodes:
            yield from self._node(node)

    def _node(self, node: Node) -> Iterator[Sentence]:
        if isinstance(node, TextNode):
            self.opens_the_subject = node.s.rstrip("\n").endswith("Subject: ")
        elif isinstance(node, OwnTranslate):
            yield from self._sentence(node, Sentence(sentence_of(node.filter_expression)))
        elif isinstance(node, OwnBlockTranslate):
            yield from self._sentence(node, _with_places(node))
        elif isinstance(node, IncludeNode):
            yield from self._include(node)
        elif isinstance(node, BlockNode):
            yield from self._block(node)
        else:
            children = [getattr(node, name, None) or () for name in node.child_nodelists]
            if isinstance(node, ExtendsNode):
                children = [node.nodelist]
            for each in children:
                yield from self._nodes(each)

    def _block(self, node: BlockNode) -> Iterator[Sentence]:
        yield from self._rest()
        outside, self.block = self.block, node.name
        yield from self._nodes(node.nodelist)
        yield from self._rest()
        self.block = outside

    def _sentence(self, node: Any, sentence: Sentence) -> Iterator[Sentence]:
        if not sentence.msgid:
            return
        if node.asvar:
            self.waiting.append((node.asvar, sentence))
        else:
            yield replace(sentence, role=self._role_here())

    def _include(self, node: IncludeNode) -> Iterator[Sentence]:
        name = _name_of(node)
        if name in ROLES:
            yield from self._rest(ROLES[name])
        elif isinstance(node.template.var, str) and name not in self.inside:
            self.inside.add(name)
            yield from self._nodes(self.letters.get_template(name).nodelist)
            self.inside.discard(name)

    def _rest(self, role: str = "") -> Iterator[Sentence]:
        for variable, sentence in self.waiting:
            yield replace(sentence, role="row" if variable == "label" else role or self._role_here())
        self.waiting.clear()

    def _role_here(self) -> str:
        if self.block in {"subject", "reason"}:
            return self.block
        return "subject" if self.opens_the_subject else "row"


def _with_places(node: OwnBlockTranslate) -> Sentence:
    facts = {name: str(expression.token) for name, expression in node.extra_context.items()}
    if node.countervar and node.counter:
        facts[node.countervar] = str(node.counter.token)
    plural = str(node.render_token_list(node.plural)[0]) if node.plural else ""
    return Sentence(node.msgid(), plural, {name: facts.get(name, name) for name in node.placeholders()})


def _name_of(node: IncludeNode) -> str:
    expression: FilterExpression = node.template
    return str(expression.var)
