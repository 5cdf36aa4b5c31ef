"""Django's tags for translated sentences, which ask first whether the vendor says it in his own words.

In a letter `{% load i18n %}` means this library (`letters.engine`), so that no template has to know of it.
"""

from typing import Any

from django.template import Context, Library
from django.template.base import FilterExpression, Parser, Token, render_value_in_context
from django.templatetags import i18n
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from abaca.messaging.wording import filled

OWN_WORDS = "own_words_of_this_letter"  # in the context: what the vendor says instead, by sentence and form

register = Library()
register.tags.update(i18n.register.tags)
register.filters.update(i18n.register.filters)


def sentence_of(expression: FilterExpression) -> str:
    """Return the sentence of a `{% translate %}` as the catalogues know it; an empty text for a variable."""
    literal = getattr(expression.var, "literal", None) or (expression.var if isinstance(expression.var, str) else "")
    return str(literal).replace("%", "%%")


class OwnTranslate(i18n.TranslateNode):
    """A sentence without placeholders."""

    def render(self, context: Context) -> str:
        own = (context.get(OWN_WORDS) or {}).get((sentence_of(self.filter_expression), 0))
        return super().render(context) if own is None else _said(self, context, own, {})


class OwnBlockTranslate(i18n.BlockTranslateNode):
    """A sentence with placeholders, perhaps with a plural."""

    def render(self, context: Context, nested: bool = False) -> str:  # noqa: FBT002 - Django's signature
        words = context.get(OWN_WORDS) or {}
        own = words.get((self.msgid(), self._form(context))) if words else None
        if own is None:
            return str(super().render(context, nested))
        with context.push(**{name: value.resolve(context) for name, value in self.extra_context.items()}):
            if self.countervar and self.counter:
                context[self.countervar] = self.counter.resolve(context)
            values = {name: render_value_in_context(context.get(name, ""), context) for name in self.placeholders()}
        return _said(self, context, own, values)

    def msgid(self) -> str:
        """Return the sentence, or its singular, as the catalogues know it."""
        return str(self.render_token_list(self.singular)[0])

    def placeholders(self) -> list[str]:
        """Return the names between the words, in order, each once."""
        tokens = [*self.singular, *(self.plural or [])]
        return list(dict.fromkeys(self.render_token_list(tokens)[1]))

    def _form(self, context: Context) -> int:
        """Return 1 where the reader's language takes the plural."""
        if not self.plural or not self.counter:
            return 0
        singular, plural = self.msgid(), self.render_token_list(self.plural)[0]
        count = self.counter.resolve(context)
        return int(ngettext(singular, plural, count) != ngettext(singular, plural, 1))


def _said(node: Any, context: Context, own: str, values: dict[str, str]) -> str:
    """Say it in the vendor's words: they are text and never code, so they are escaped like any other value."""
    house = {
        "brand": render_value_in_context(context["brand"]["name"], context),
        "support_email": render_value_in_context(context["brand"]["support_email"], context),
        "shop": render_value_in_context(context["public_url"], context),
    }
    words = str(conditional_escape(own)) if context.autoescape else own
    result = SafeString(filled(words, house | values))
    if node.asvar:
        context[node.asvar] = result
        return ""
    return result


def _translate(parser: Parser, token: Token) -> OwnTranslate:
    node = i18n.do_translate(parser, token)
    return OwnTranslate(node.filter_expression, node.noop, node.asvar, node.message_context)


def _block_translate(parser: Parser, token: Token) -> OwnBlockTranslate:
    own = OwnBlockTranslate.__new__(OwnBlockTranslate)
    own.__dict__.update(i18n.do_block_translate(parser, token).__dict__)
    return own


for name in ("translate", "trans"):
    register.tag(name, _translate)
for name in ("blocktranslate", "blocktrans"):
    register.tag(name, _block_translate)
