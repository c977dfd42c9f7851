"""Reading: from the words of a news text to events, ties and quotes, by small steps that each give their reason."""
