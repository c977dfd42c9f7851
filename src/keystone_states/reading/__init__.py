"""From news text to events, ties and quotes: small typed steps, each giving its reason."""
