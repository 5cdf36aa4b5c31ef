"""The ground: pure Python that every wing speaks, without Django."""
