"""In which language a text is written, found from its small words and from the words of wishes."""

from collections.abc import Mapping, Sequence

from .letters import fold, words_of
from .tongue import Tongue

WHOLE = 420  # can be shared among one to seven languages without a rest
FUNCTION, MEANINGFUL, GUESS = 3 * WHOLE, 2 * WHOLE, WHOLE * 3 // 2
MOST_WORDS = 300


class Guesser:
    """Knows how much each word speaks for each language: words that many languages share speak little."""

    def __init__(self, tongues: Sequence[Tongue]) -> None:
        self.weights: dict[str, dict[str, int]] = {}
        for tongue in tongues:
            for word in tongue.vocabulary:
                weight = FUNCTION if word in tongue.function_words else MEANINGFUL
                self.weights.setdefault(word, {})[tongue.code] = weight
        for weights in self.weights.values():
            for code in weights:
                weights[code] //= len(weights)

    def scores(self, text: str) -> Mapping[str, int]:
        """Return how much speaks for each language."""
        found: dict[str, int] = {}
        for word in words_of(text)[:MOST_WORDS]:
            if weights := self.weights.get(fold(word)):
                for code, weight in weights.items():
                    found[code] = found.get(code, 0) + weight
        return found

    def best(self, text: str, *, likely: str, otherwise: str | None = None) -> str:
        """Return the language of the text; `likely` gets the benefit of the doubt.

        Where nothing speaks for any language, it is `otherwise`, and without that `likely` or English.
        """
        scores = dict(self.scores(text))
        if not scores and otherwise is not None:
            return otherwise
        if likely:
            scores[likely] = scores.get(likely, 0) + GUESS
        return max(sorted(scores), key=lambda code: (scores[code], code == "en")) if scores else "en"
