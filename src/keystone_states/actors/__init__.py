"""Actors: who exists when and under which names (`registry`), and names in texts to actors (`resolve`)."""
