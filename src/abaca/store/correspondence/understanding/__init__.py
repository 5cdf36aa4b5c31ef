"""What a mail asks for, read by rules and lists of words in seven languages: docs/understanding.md explains them."""

from .agreeing import Wish
from .mentions import Mentions, quoted_keys
from .weighing import Understanding, understand

__all__ = ["Mentions", "Understanding", "Wish", "quoted_keys", "understand"]
