"""A frozen document as an electronic invoice: EN 16931 as CII and as UBL."""
