"""Letters that come in: kept raw first, then read, and the sender judged; what they want is for others to say."""
