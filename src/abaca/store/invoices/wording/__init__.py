"""The words and figures of a paper, in the language of its reader."""
