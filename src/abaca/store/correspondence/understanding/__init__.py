"""What a mail asks for, read by rules and lists of words in seven languages: docs/understanding.md explains them."""

from .agreeing import Wish
from .assenting import Said, answer_in
from .mentions import Mentions, quoted_keys
from .weighing import Understanding, understand

__all__ = ["Mentions", "Said", "Understanding", "Wish", "answer_in", "quoted_keys", "understand"]
