"""What a mail asks for, read by rules and lists of words in seven languages: docs/understanding.md explains them."""

from .mentions import Mentions, quoted_keys
from .weighing import Understanding, Wish, understand

__all__ = ["Mentions", "Understanding", "Wish", "quoted_keys", "understand"]
