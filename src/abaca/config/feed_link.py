"""The single line at which the wings touch: licensing reads the store's feed in the same process."""

from abaca.store.feed.queries import documents_after

__all__ = ["documents_after"]
