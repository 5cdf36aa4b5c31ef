"""The look: base templates, components, styles, filters for money and dates."""
