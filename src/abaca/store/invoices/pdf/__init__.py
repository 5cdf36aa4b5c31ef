"""A frozen document as a page: PDF/A-3b, set by Typst."""
