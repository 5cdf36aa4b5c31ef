"""What a mail provider tells of letters that it took."""
